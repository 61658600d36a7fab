"""Cards in order of precedence, guests without one, the list of offices; and a filter for the lists of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, literal_column, select
from sqlalchemy.orm import Session, aliased

from sokwms_reg.attendees.queries import ListFilter, Scope, add_filter
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.protocol.models import ProtocolCard, ProtocolOffice
from sokwms_reg.protocol.states import USUAL_OFFICES, AnyOffice
from sokwms_reg.registration.models import PersonRole, Registration
from sokwms_reg.registration.states import ENDED

YES = "yes"
# As the index has it: see GUESTS beside the model.
_GUEST: ColumnElement[str] = literal_column(f"'{PersonRole.GUEST_OF_HONOUR.value}'")


@dataclass(frozen=True)
class Welcomed:
    """Somebody on the welcome list; `number` is the place in the order as it is read, None without one."""

    card: ProtocolCard
    registration: Registration
    number: int | None

    @property
    def guest(self) -> bool:
        """Tell whether this is a guest of honour."""
        return self.registration.role == PersonRole.GUEST_OF_HONOUR


def card_subject(registration: Registration) -> str:
    """Return how the history knows somebody's card."""
    return f"protocol:{registration.id}"


def card_of(session: Session, registration: Registration) -> ProtocolCard | None:
    """Return somebody's card."""
    return session.scalar(select(ProtocolCard).where(ProtocolCard.registration_id == registration.id))


def welcome_list(session: Session, edition_id: int) -> Sequence[Welcomed]:
    """Return all cards of registrations that have not ended: in order of precedence, then by name those without."""
    rows = session.execute(_living(edition_id)).all()
    numbers = iter(range(1, len(rows) + 1))
    return [Welcomed(card, person, next(numbers) if card.precedence else None) for card, person in rows]


def places_after(shown: Sequence[Welcomed], registration_id: int, number: int) -> list[tuple[Welcomed, int]]:
    """Return whose place would be another one after somebody has been given a place, and which."""
    mine = [one for one in shown if one.registration.id == registration_id]
    line = [one for one in shown if one.number and one not in mine]
    line[number - 1 : number - 1] = mine
    return [(one, place) for place, one in enumerate(line, start=1) if one.number != place]


def _living(edition_id: int) -> Select[ProtocolCard, Registration]:
    return (
        select(ProtocolCard, Registration)
        .join(Registration, Registration.id == ProtocolCard.registration_id)
        .where(ProtocolCard.edition_id == edition_id, Registration.state.not_in(ENDED))
        .order_by(ProtocolCard.precedence.is_(None), ProtocolCard.precedence, Registration.sort_name, Registration.id)
    )


def guests_without_card(session: Session, edition_id: int) -> Sequence[Registration]:
    """Return the guests of honour, by their role, who have no card yet."""
    cards = select(ProtocolCard.registration_id).where(ProtocolCard.edition_id == edition_id)
    guests = select(Registration).where(
        Registration.edition_id == edition_id,
        Registration.role == _GUEST,
        Registration.state.not_in(ENDED),
        Registration.id.not_in(cards),
    )
    return session.scalars(guests.order_by(Registration.sort_name, Registration.id)).all()


def kept_offices(session: Session, edition_id: int) -> Sequence[ProtocolOffice]:
    """Return the offices that are rows; none before the first change of the list."""
    rows = select(ProtocolOffice).where(ProtocolOffice.edition_id == edition_id)
    return session.scalars(rows.order_by(ProtocolOffice.ordinal)).all()


def offices(session: Session, edition_id: int) -> Sequence[AnyOffice]:
    """Return the edition's list of offices: the usual ones where nobody has changed it."""
    return kept_offices(session, edition_id) or USUAL_OFFICES


def office_numbered(session: Session, edition_id: int, number: int) -> AnyOffice | None:
    """Return an office by its number in the list."""
    return next((one for one in offices(session, edition_id) if one.ordinal == number), None)


def _choices(_scope: Scope) -> Mapping[str, str]:
    return {YES: gettext("guests of honour only")}


def _is_guest(scope: Scope, _value: str) -> ColumnElement[bool]:
    """Tell guests by their role, which everybody sees who sees the list; cards are for fewer people.

    A list of ids, so that the figures beside the filters still need nothing but their index.
    """
    guest = aliased(Registration)
    return Registration.id.in_(select(guest.id).where(guest.edition_id == scope.edition.id, guest.role == _GUEST))


add_filter(ListFilter("guest", N_("Guests of honour"), N_("Everybody"), _choices, _is_guest))
