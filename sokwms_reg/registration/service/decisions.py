"""What the secretariat decides, and what a participant answers."""

from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import Letter
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.errors import SamePersonError, WithdrawalOverError
from sokwms_reg.registration.service.filling import fill_from_line, give_place, offer_place
from sokwms_reg.registration.service.moving import SYSTEM, Case, Move, case_of, move
from sokwms_reg.registration.states import ENDED, Action, State, Step, TransitionError, may, steps_from


def cancel(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str = "") -> None:
    """Cancel, tell the participant, and let the first in line have the place. Raises TransitionError."""
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    _cancel(session, case, number, Move(Step.CANCEL, actor, now, reason))


def cancel_silently(
    session: Session, registration: Registration, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Cancel without telling the participant; whoever gets the place is told. Raises TransitionError."""
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    registration.cancelled_by, registration.offer_until = actor.kind, None
    move(session, case, Move(Step.CANCEL, actor, now, reason))
    fill_from_line(session, case.edition, number, now)


def withdraw(session: Session, registration: Registration, actor: Actor, now: datetime) -> None:
    """Do the same as the participant wishes. Raises TransitionError, and WithdrawalOverError after the deadline."""
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    if Step.CANCEL in steps_from(registration.state) and not may(
        case.edition, registration.state, Action.WITHDRAW, None, now
    ):
        raise WithdrawalOverError(registration.reference)
    _cancel(session, case, number, Move(Step.CANCEL, actor, now))


def _cancel(session: Session, case: Case, number: int, made: Move) -> None:
    case.registration.cancelled_by, case.registration.offer_until = made.actor.kind, None
    _move_and_write(session, case, number, made, Letter.CANCELLED)
    fill_from_line(session, case.edition, number, made.now)


def approve(session: Session, registration: Registration, actor: Actor, now: datetime) -> None:
    """Confirm a registration that awaits a decision; it holds its place already. Raises TransitionError."""
    number = line.enter(session, registration.edition_id)
    _move_and_write(session, case_of(session, registration), number, Move(Step.APPROVE, actor, now), Letter.CONFIRMED)


def reconsider(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str = "") -> None:
    """Take an acceptance back: the registration awaits a decision again and keeps its place. Raises TransitionError."""
    number = line.enter(session, registration.edition_id)
    made = Move(Step.RECONSIDER, actor, now, reason)
    _move_and_write(session, case_of(session, registration), number, made, Letter.REOPENED)


def reject(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str) -> None:
    """Not accept a registration; the reason goes to the applicant, its place to the first in line.

    Raises TransitionError.
    """
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    _move_and_write(session, case, number, Move(Step.REJECT, actor, now, reason), Letter.REJECTED)
    fill_from_line(session, case.edition, number, now)


def reopen(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str = "") -> State:
    """Take back that a registration was not accepted, or cancelled; return where it stands now.

    It gets a place where one is free for it, otherwise its old number in the line. Raises TransitionError, and
    SamePersonError when the person has registered again meanwhile.
    """
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    if registration.state in ENDED:
        known = queries.active_of_person(
            session, registration.edition_id, registration.address_folded, registration.name_folded
        )
        if known is not None:
            raise SamePersonError(known.reference)
        registration.cancelled_by = ""
    state = move(session, case, Move(Step.REOPEN, actor, now, reason))
    _write(session, case, number, Letter.REOPENED, now, reason)
    return state


def promote(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str = "") -> None:
    """Give a free place by hand to one who waits. Raises TransitionError and NoPlaceError."""
    number = line.enter(session, registration.edition_id)
    give_place(session, case_of(session, registration), number, Move(Step.PROMOTE, actor, now, reason))


def offer(
    session: Session, registration: Registration, until: datetime, actor: Actor, now: datetime, *, reason: str = ""
) -> None:
    """Hold a place for one who waits, until `until`; the answer comes by the own page.

    Raises TransitionError and NoPlaceError.
    """
    number = line.enter(session, registration.edition_id)
    offer_place(session, case_of(session, registration), number, Move(Step.OFFER, actor, now, reason), until)


def accept(session: Session, registration: Registration, actor: Actor, now: datetime) -> None:
    """Take the offered place. Raises TransitionError when nothing is offered any more, or its time is over."""
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    if registration.offer_until is not None and registration.offer_until <= now:
        raise TransitionError(registration.reference)
    registration.offer_until = None
    _move_and_write(session, case, number, Move(Step.ACCEPT, actor, now), Letter.CONFIRMED)


def lapse_offers(session: Session, now: datetime) -> int:
    """End offers that nobody answered in time: back to the end of the waiting list, the place to the next.

    Returns how many lapsed. Who is offered the same place once more, because nobody else waits, is told only that.
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
        fill_from_line(session, case.edition, number, now)
        if registration.state == State.WAITING:
            _write(session, case, number, Letter.LAPSED, now)
    return lapsed


def _move_and_write(session: Session, case: Case, number: int, made: Move, letter: Letter) -> None:
    """Take one step, write one letter.

    Nothing of the registration is written before the line: whoever is ahead there may hold its row's lock.
    """
    move(session, case, made)
    _write(session, case, number, letter, made.now, made.reason)


def _write(session: Session, case: Case, number: int, letter: Letter, now: datetime, reason: str = "") -> None:
    position = queries.position(session, case.registration)
    emails.enqueue(
        session,
        letter,
        case.registration,
        case.edition,
        case.category,
        now,
        event=number,
        position=position,
        reason=reason,
    )
