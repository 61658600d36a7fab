"""The order of precedence: set by hand, never computed. Whoever moves makes those in between shift by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes, record
from sokwms_reg.editions.models import Edition
from sokwms_reg.protocol.models import ProtocolCard
from sokwms_reg.protocol.queries import Welcomed, card_subject, welcome_list
from sokwms_reg.protocol.service.cards import delete_card
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order, mark_of

PLACED = "protocol.place"


class StaleOrderError(Exception):
    """The order is no longer the one that the page showed; nothing was stored."""


@dataclass(frozen=True)
class _Line:
    """The ids of all cards with a place, in order, and of those among them that lists show."""

    whole: Sequence[int]
    seen: Sequence[int]

    def number(self, card_id: int) -> int | None:
        """Return the place as lists show it."""
        return self.seen.index(card_id) + 1 if card_id in self.seen else None

    def with_(self, card_id: int, number: int) -> list[int]:
        """Return the whole line with somebody in front of whom the list shows in that place, or at its end."""
        others = [one for one in self.whole if one != card_id]
        ahead = [one for one in self.seen if one != card_id]
        spot = others.index(ahead[number - 1]) if number <= len(ahead) else len(others)
        return [*others[:spot], card_id, *others[spot:]]


def order_mark(shown: Sequence[Welcomed]) -> str:
    """Return the mark of the order as a welcome list has it: another one as soon as somebody has another place."""
    return mark_of([one.card.id for one in shown if one.number])


def place(session: Session, edition: Edition, card: ProtocolCard, number: int, made_from: str, order: Order) -> bool:
    """Place somebody, 1 for the first; beyond the end is the end. Tell whether anything moved.

    The number is that of the list as it is read, without those who have cancelled or were not accepted; `made_from` is
    the mark of the order that the page showed. Raises StaleOrderError where it is another by now, since the same number
    would mean another place; a place that somebody has already is no error.
    """
    line, mark = _line(session, edition)
    if line.number(card.id) == min(number, len(line.seen)):
        return False
    if mark != made_from:
        raise StaleOrderError(str(number))
    _move(session, edition, card, line.with_(card.id, number), order)
    return True


def take_out(session: Session, edition: Edition, card: ProtocolCard, order: Order) -> bool:
    """Take somebody's place away; those behind move up. Tell whether there was one."""
    line, _mark = _line(session, edition)
    if card.id not in line.whole:
        return False
    _move(session, edition, card, [one for one in line.whole if one != card.id], order)
    return True


def delete(session: Session, edition: Edition, card: ProtocolCard, order: Order) -> None:
    """Delete a card and its place; salutation and role stay with the registration."""
    take_out(session, edition, card, order)
    session.refresh(card)
    delete_card(session, edition, card, order)


def _line(session: Session, edition: Edition) -> tuple[_Line, str]:
    """Return the order and its mark; nobody else moves meanwhile."""
    session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update(key_share=True))
    return _read(session, edition)


def _read(session: Session, edition: Edition) -> tuple[_Line, str]:
    placed = select(ProtocolCard.id).where(ProtocolCard.edition_id == edition.id, ProtocolCard.precedence.is_not(None))
    shown = welcome_list(session, edition.id)
    line = _Line(
        session.scalars(placed.order_by(ProtocolCard.precedence)).all(), [one.card.id for one in shown if one.number]
    )
    return line, order_mark(shown)


def _move(session: Session, edition: Edition, card: ProtocolCard, wanted: Sequence[int], order: Order) -> None:
    before, _mark = _read(session, edition)
    now = {each: number for number, each in enumerate(before.whole, start=1)}
    moved = {each: number for number, each in enumerate(wanted, start=1) if now.get(each) != number}
    # A place is nobody else's at any moment, so all who move leave theirs first.
    leaving = moved.keys() | now.keys() - set(wanted)
    session.execute(update(ProtocolCard).where(ProtocolCard.id.in_(leaving)).values(precedence=None))
    for each, number in moved.items():
        session.execute(update(ProtocolCard).where(ProtocolCard.id == each).values(precedence=number))
    after, _mark = _read(session, edition)
    subject = card_subject(session.get_one(Registration, card.registration_id))
    changes: Changes = {"precedence": [before.number(card.id), after.number(card.id)]}
    record(session, order.actor, PLACED, subject, order.now, scope=edition.slug, changes=changes)
