"""What the secretariat decides, and what a participant answers to an offer."""

from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import Letter
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.leaving import SYSTEM, give_place, promote_from_line
from sokwms_reg.registration.service.moving import Case, Move, case_of, move
from sokwms_reg.registration.states import Step, TransitionError, steps_from


def approve(session: Session, registration: Registration, actor: Actor, now: datetime) -> None:
    """Confirm a registration that awaits a decision; it holds its place already. Raises TransitionError."""
    _step(session, registration, Move(Step.APPROVE, actor, now), Letter.CONFIRMED)


def reject(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str) -> None:
    """Not accept a registration; the reason goes to the applicant, its place to the first in line.

    Raises TransitionError.
    """
    case, number = _step(session, registration, Move(Step.REJECT, actor, now, reason), Letter.REJECTED)
    promote_from_line(session, case.edition, number, now)


def promote(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str = "") -> None:
    """Give a free place by hand to one who waits. Raises TransitionError and NoPlaceError."""
    number = line.enter(session, registration.edition_id)
    give_place(session, registration, number, Move(Step.PROMOTE, actor, now, reason))


def offer(session: Session, registration: Registration, until: datetime, actor: Actor, now: datetime) -> None:
    """Hold a place for one who waits, until `until`; the answer comes by the own page.

    Raises TransitionError and NoPlaceError.
    """
    _step(session, registration, Move(Step.OFFER, actor, now), Letter.OFFERED, offer_until=until)


def accept(session: Session, registration: Registration, actor: Actor, now: datetime) -> None:
    """Take the offered place. Raises TransitionError when nothing is offered any more, or its time is over."""
    if registration.offer_until is not None and registration.offer_until <= now:
        raise TransitionError(registration.reference)
    _step(session, registration, Move(Step.ACCEPT, actor, now), Letter.CONFIRMED)


def lapse_offers(session: Session, now: datetime) -> int:
    """End offers that nobody answered in time: back to the end of the waiting list, the place to the next.

    Returns how many lapsed.
    """
    lapsed = 0
    for registration in queries.overdue_offers(session, now):
        number = line.enter(session, registration.edition_id)
        case = case_of(session, registration)
        if Step.LAPSE not in steps_from(registration.state):
            continue  # answered while this stood in the line
        move(session, case, Move(Step.LAPSE, SYSTEM, now))
        lapsed += 1
        registration.offer_until, registration.queue_number = None, number
        session.flush()
        promote_from_line(session, case.edition, number, now)
    return lapsed


def _step(
    session: Session, registration: Registration, made: Move, letter: Letter, offer_until: datetime | None = None
) -> tuple[Case, int]:
    """Enter the line, take one step, write one letter; return the case and the number in the line.

    Nothing of the registration is written before the line: whoever is ahead there may hold its row's lock.
    """
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    registration.offer_until = offer_until
    move(session, case, made)
    emails.enqueue(
        session,
        letter,
        registration,
        case.edition,
        case.category,
        made.now,
        event=number,
        reason=made.reason,
    )
    return case, number
