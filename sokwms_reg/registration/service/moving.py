"""The one way from state to state: places, counters, the record and its history move together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.editions.models import Category, Edition, Pool
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.errors import InstitutionLimitError, NoPlaceError
from sokwms_reg.registration.states import HOLDING, Landing, State, Step, TransitionError, after
from sokwms_reg.registration.states.table import way

SYSTEM = Actor("system")


@dataclass(frozen=True)
class Move:
    """A step that one actor takes at one instant, and why."""

    step: Step
    actor: Actor
    now: datetime
    reason: str = ""


@dataclass(frozen=True)
class Case:
    """A registration with the edition and the category that it belongs to."""

    registration: Registration
    edition: Edition
    category: Category


def case_of(session: Session, registration: Registration) -> Case:
    """Return the registration with its edition and category, all as they are after entering the line."""
    session.refresh(registration)
    category = session.get_one(Category, registration.category_id, populate_existing=True)
    return Case(registration, session.get_one(Edition, registration.edition_id), category)


def move(session: Session, case: Case, made: Move) -> State:
    """Carry out one step in the category that the registration is in.

    Raises TransitionError, or NoPlaceError when the step needs a place and none is free.
    """
    registration = case.registration
    old = State(registration.state)
    landing = way(made.step, old, case.category.policy).target
    day_ids = [day.id for day in queries.days_of(session, registration.id)]
    place = True
    if landing in {Landing.PLACE, Landing.PLACE_OR_LINE, State.OFFERED} and old not in HOLDING:
        place = _take(session, case, day_ids, landing)
    new = after(made.step, old, case.category.policy, place=place)
    if old in HOLDING and new not in HOLDING:
        line.free(session, case.category.id, day_ids, registration.pool)
        registration.pool = Pool.GENERAL
    _count_waiting(session, case.category.id, old, new)
    change_state(session, case, made, new)
    return new


def _take(session: Session, case: Case, day_ids: list[int], landing: Landing | State) -> bool:
    """Take the places, tell whether they were free; where the step needs them, their absence is an error."""
    registration, category = case.registration, case.category
    needed = landing != Landing.PLACE_OR_LINE
    if not registration.limit_lifted and queries.beyond_limit(session, category, registration.institution_folded):
        if needed:
            raise InstitutionLimitError(registration.reference)
        return False
    taken = line.take(session, category.id, day_ids)
    if needed and not taken:
        raise NoPlaceError(registration.reference)
    return taken


def _count_waiting(session: Session, category_id: int, old: State, new: State) -> None:
    if State.WAITING in {old, new} and old != new:
        (line.stop_waiting if old == State.WAITING else line.wait)(session, category_id)


def change_state(session: Session, case: Case, made: Move, new: State, changes: Changes | None = None) -> None:
    """Write the new state down, with its history; places and counters are the caller's. Raises TransitionError."""
    registration = case.registration
    old = State(registration.state)
    target = way(made.step, old, case.category.policy).target
    if isinstance(target, State) and target != new:
        raise TransitionError(registration.reference)
    registration.state = new
    registration.state_changed_at = made.now
    session.flush()
    record(
        session,
        made.actor,
        f"registration.{made.step}",
        registration.subject_ref,
        made.now,
        scope=case.edition.slug,
        reason=made.reason,
        changes={"state": [old.value, new.value], **(changes or {})},
    )
