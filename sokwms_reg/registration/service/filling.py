"""Free places find those who wait, in the transaction that freed them: given at once, or offered with a deadline."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sokwms_reg.editions.models import CategoryPolicy, Edition, Promotion
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import Letter
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service.moving import SYSTEM, Case, Move, case_of, move
from sokwms_reg.registration.states import Step, promotion_is_on


@dataclass
class Filled:
    """Who got a place from the waiting list, and who was offered one, in their order."""

    promoted: list[Registration] = field(default_factory=list)
    offered: list[Registration] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return how many places found somebody."""
        return len(self.promoted) + len(self.offered)


def fill_from_line(session: Session, edition: Edition, number: int, now: datetime) -> Filled:
    """Let free places go to those who wait, in order, with a mail each; `number` is the caller's in the line.

    Where the edition offers places, an open category's place is held for an answer; in an approved one the secretariat
    decides anyway, and an offer would promise what it has not decided. After the last day of promotion, or where the
    secretariat does it by hand, nothing happens.
    """
    filled = Filled()
    while promotion_is_on(edition, now) and (first := queries.first_in_line(session, edition.id)) is not None:
        case = case_of(session, first)
        if edition.promotion == Promotion.OFFERS and case.category.policy != CategoryPolicy.APPROVED:
            until = offer_deadline(session, edition, now)
            offer_place(session, case, number, Move(Step.OFFER, SYSTEM, now), until)
            filled.offered.append(first)
        else:
            give_place(session, case, number, Move(Step.PROMOTE, SYSTEM, now))
            filled.promoted.append(first)
    return filled


def offer_deadline(session: Session, edition: Edition, now: datetime) -> datetime:
    """Return until when an offer made now is answered: the edition's hours, elapsed ones, whatever clocks show.

    It never outlasts the conference.
    """
    until = now + timedelta(hours=edition.offer_hours)
    days = queries.days(session, edition.id)
    if not days:
        return until
    end = datetime.combine(days[-1].date, time(23, 59), ZoneInfo(edition.timezone))
    return min(until, max(end, now))


def give_place(session: Session, case: Case, number: int, made: Move) -> None:
    """Give a waiting registration its place and say so by mail; `number` is the caller's in the line.

    Raises TransitionError when it does not wait, NoPlaceError when nothing is free for it.
    """
    move(session, case, made)
    emails.enqueue(session, Letter.PROMOTED, case.registration, case.edition, case.category, made.now, event=number)


def offer_place(session: Session, case: Case, number: int, made: Move, until: datetime) -> None:
    """Hold a place for a waiting registration until an instant, and say so by mail. Raises as `give_place`."""
    case.registration.offer_until = until
    move(session, case, made)
    emails.enqueue(session, Letter.OFFERED, case.registration, case.edition, case.category, made.now, event=number)
