"""What the secretariat changes about places without deciding on a person: order, limits, reserves, categories."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.editions.models import Pool
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import Letter
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.errors import (
    InstitutionLimitError,
    NobodyWaitsError,
    NoPlaceError,
    NotHeldError,
)
from sokwms_reg.registration.service.filling import fill_from_line
from sokwms_reg.registration.service.moving import Case, Move, case_of, change_state, move
from sokwms_reg.registration.states import HOLDING, State, Step, TransitionError, after, promotion_is_on


@dataclass(frozen=True)
class Order:
    """Who of the office orders something, when, and for what reason; the reason stays in the history."""

    actor: Actor
    now: datetime
    reason: str


def demote(session: Session, registration: Registration, order: Order) -> None:
    """Take a place away: the registration goes to the end of the waiting list, its place to the first there.

    Raises TransitionError, and NobodyWaitsError where promotion would give the place straight back.
    """
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    send_to_line(session, case, order)
    registration.queue_number = number
    session.flush()
    first = queries.first_in_line(session, registration.edition_id)
    if promotion_is_on(case.edition, order.now) and first is not None and first.id == registration.id:
        raise NobodyWaitsError(registration.reference)
    fill_from_line(session, case.edition, number, order.now)
    write_demoted(session, case, number, order)


def send_to_line(session: Session, case: Case, order: Order) -> None:
    """Move a holder to the waiting list with the number in the queue that it has had; nobody is told yet."""
    case.registration.offer_until = None
    move(session, case, Move(Step.DEMOTE, order.actor, order.now, order.reason))


def write_demoted(session: Session, case: Case, number: int, order: Order) -> None:
    """Tell somebody that the place is gone, with the reason and the position on the waiting list."""
    emails.enqueue(
        session,
        Letter.DEMOTED,
        case.registration,
        case.edition,
        case.category,
        order.now,
        event=number,
        position=queries.position(session, case.registration),
        reason=order.reason,
    )


def move_in_line(session: Session, registration: Registration, position: int, order: Order) -> int:
    """Move one who waits to a position in the category's line, from 1; return the one that it has then.

    The numbers in the queue stay the same ones and change hands among those between the old position and the new, so
    nobody else is passed over. A position beyond the end is the end. Raises TransitionError when it does not wait.
    """
    line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    if registration.state != State.WAITING:
        raise TransitionError(registration.reference)
    waiting = list(queries.line_of(session, registration.category_id))
    numbers = [one.queue_number for one in waiting]
    old = next(index for index, one in enumerate(waiting) if one.id == registration.id)
    new = min(max(position, 1), len(waiting)) - 1
    waiting.insert(new, waiting.pop(old))
    for one, number in zip(waiting, numbers, strict=True):
        if one.queue_number != number:
            one.queue_number = number
    session.flush()
    if new != old:
        _record(session, case, "registration.move_in_line", order, {"position": [old + 1, new + 1]})
    return new + 1


def lift_limit(session: Session, registration: Registration, order: Order) -> None:
    """Let one who waits in, beyond the limit of the institution, as soon as a place is free: now, where one is.

    Raises TransitionError when it does not wait.
    """
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    if registration.state != State.WAITING:
        raise TransitionError(registration.reference)
    if registration.limit_lifted:
        return
    registration.limit_lifted = True
    session.flush()
    _record(session, case, "registration.lift_limit", order, {"limit_lifted": [False, True]})
    fill_from_line(session, case.edition, number, order.now)


def use_reserve(session: Session, registration: Registration, pool: str, order: Order) -> None:
    """Let a registration hold a place of another pool; one who waits gets a reserved place by it.

    A general place that is freed so goes to the first in line. Raises NoPlaceError where none is free in the pool or on
    a day, InstitutionLimitError where the general pool may take nobody more of the institution, and NotHeldError where
    there is nothing to exchange.
    """
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    old = registration.pool
    if registration.state in HOLDING:
        if pool != old:
            _exchange(session, case, pool)
    elif registration.state == State.WAITING and pool != Pool.GENERAL:
        _admit(session, case, pool, number, order)
    else:
        raise NotHeldError(registration.reference)
    if pool != old:
        _record(session, case, "registration.use_reserve", order, {"pool": [old, pool]})
        fill_from_line(session, case.edition, number, order.now)


def _exchange(session: Session, case: Case, pool: str) -> None:
    registration, category = case.registration, case.category
    back = pool == Pool.GENERAL and not registration.limit_lifted
    if back and queries.beyond_limit(session, category, registration.institution_folded):
        raise InstitutionLimitError(registration.reference)
    if not line.exchange(session, category.id, registration.pool, pool):
        raise NoPlaceError(registration.reference)
    registration.pool = pool
    session.flush()


def _admit(session: Session, case: Case, pool: str, number: int, order: Order) -> None:
    """Give one who waits a reserved place, as promotion gives a general one."""
    registration, category = case.registration, case.category
    days = [day.id for day in queries.days_of(session, registration.id)]
    if not line.take(session, category.id, days, pool):
        raise NoPlaceError(registration.reference)
    line.stop_waiting(session, category.id)
    registration.pool = pool
    made = Move(Step.PROMOTE, order.actor, order.now, order.reason)
    change_state(session, case, made, after(Step.PROMOTE, State.WAITING, category.policy))
    emails.enqueue(session, Letter.PROMOTED, registration, case.edition, category, order.now, event=number)


def _record(session: Session, case: Case, action: str, order: Order, changes: Changes) -> None:
    registration, edition = case.registration, case.edition
    record(
        session,
        order.actor,
        action,
        registration.subject_ref,
        order.now,
        scope=edition.slug,
        reason=order.reason,
        changes=changes,
    )
