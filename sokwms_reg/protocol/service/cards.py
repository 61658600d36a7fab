"""A card as it is saved. Its history has a subject of its own, because the registration's goes to the participant."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from sokwms_reg.attendees.service import on_merge, set_salutation
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.editions.models import Edition
from sokwms_reg.protocol.models import ProtocolCard
from sokwms_reg.protocol.queries import card_of, card_subject
from sokwms_reg.protocol.states import CARD_FIELDS, CHANGED, PERSONAL
from sokwms_reg.registration.models import PersonRole, Registration
from sokwms_reg.registration.service import Amended, Order, amend, line, mark_of, on_replace, section_mark

SECRET = "note"  # noqa: S105 - of which the history says that it changed, and never what stood in it
SAVED = "protocol.card"


class StaleCardError(Exception):
    """Somebody else has changed the card since the form was handed out; nothing was stored."""


@dataclass(frozen=True)
class CardValues:
    """A card as it is wanted, or as it stands: `values` by name of CARD_FIELDS, and what stands on the registration.

    `made_from` is the mark of the card and `instead_of` the salutation that the form showed.
    """

    values: Mapping[str, str]
    guest: bool
    salutation: str
    made_from: str
    instead_of: str


def as_it_stands(card: ProtocolCard | None, registration: Registration) -> CardValues:
    """Return what is stored, on an empty card where there is none: what a form is made from."""
    values = {name: getattr(card, name) if card else "" for name in CARD_FIELDS}
    guest = registration.role == PersonRole.GUEST_OF_HONOUR
    checked = not (card and card.to_check)
    return CardValues(
        values, guest, registration.salutation, mark_of([values, guest, checked]), registration.salutation
    )


def save_card(session: Session, edition: Edition, registration: Registration, wanted: CardValues, order: Order) -> bool:
    """Save card, role and salutation, a card without anything on it too; tell whether anything differed.

    Whoever is said to be no guest of honour any more becomes a participant. A card that was to be checked is checked
    by being saved. Raises StaleCardError and attendees' StaleSalutationError; nothing is stored then.
    """
    line.enter(session, edition.id)  # in which whoever changes roles, merges or replaces stands too
    session.refresh(registration)
    card = card_of(session, registration)
    stored = as_it_stands(card, registration)
    changes: Changes = {
        name: [old, wanted.values[name]] for name, old in stored.values.items() if old != wanted.values[name]
    }
    rewritten = card is None or card.to_check or bool(changes)
    if (rewritten or wanted.guest != stored.guest) and stored.made_from != wanted.made_from:
        raise StaleCardError(registration.reference)
    greeted = wanted.salutation != wanted.instead_of and set_salutation(
        session, edition, registration, wanted.salutation, order.actor, order.now, instead_of=wanted.instead_of
    )
    honoured = wanted.guest != stored.guest and _give_role(session, registration, wanted, order)
    if rewritten:
        _write(session, registration, card, changes)
        _record(session, edition, registration, SAVED, changes, order)
    return greeted or honoured or rewritten


def delete_card(session: Session, edition: Edition, card: ProtocolCard, order: Order) -> None:
    """Delete a card that has no place in the order any more; salutation and role stay with the registration."""
    registration = session.get_one(Registration, card.registration_id)
    changes: Changes = {name: [old, ""] for name in CARD_FIELDS if (old := getattr(card, name))}
    session.delete(card)
    session.flush()
    _record(session, edition, registration, "protocol.card_deleted", changes, order)


def _write(session: Session, registration: Registration, card: ProtocolCard | None, changes: Changes) -> None:
    if card is None:
        card = ProtocolCard(edition_id=registration.edition_id, registration_id=registration.id, precedence=None)
        session.add(card)
    card.to_check = False
    for name, (_old, new) in changes.items():
        setattr(card, name, new)
    session.flush()
    session.expire(card)  # its composite is read anew


def _give_role(session: Session, registration: Registration, wanted: CardValues, order: Order) -> bool:
    role = PersonRole.GUEST_OF_HONOUR if wanted.guest else PersonRole.PARTICIPANT
    mark = section_mark(session, registration, "role")
    return amend(session, registration, Amended("role", {"role": role.value}, mark, {}), order)


def _record(
    session: Session, edition: Edition, registration: Registration, action: str, changes: Changes, order: Order
) -> None:
    said: Changes = {name: ["", CHANGED] if name == SECRET else both for name, both in changes.items()}
    record(session, order.actor, action, card_subject(registration), order.now, scope=edition.slug, changes=said)


@on_merge
def hand_card(session: Session, stays: Registration, goes: Registration) -> None:
    """Move the card to the registration that stays, with its place in the order, if that one has none."""
    if card_of(session, stays) is None:
        mine = ProtocolCard.registration_id == goes.id
        session.execute(update(ProtocolCard).where(mine).values(registration_id=stays.id))


@on_replace
def clear_card(session: Session, registration: Registration, order: Order) -> None:
    """Take off the card what was about the person before; place, seat and escort stay, to be checked by the office.

    The history says what was cleared and not what it was, since who comes next may be given a copy of it.
    """
    card = card_of(session, registration)
    if card is None:
        return
    changes: Changes = {name: ["", CHANGED] for name in PERSONAL if getattr(card, name)}
    for name in PERSONAL:
        setattr(card, name, "")
    card.to_check = True
    session.flush()
    session.expire(card)
    edition = session.get_one(Edition, registration.edition_id)
    _record(session, edition, registration, "protocol.card_cleared", changes, order)
