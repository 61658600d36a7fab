"""The one way from state to state: places, counters, the record and its history move together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.errors import NoPlaceError
from sokwms_reg.registration.states import HOLDING, State, Step, after


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
    """Carry out one step. Raises TransitionError, or NoPlaceError when the step needs a place and none is free."""
    registration = case.registration
    old = State(registration.state)
    new = after(made.step, old, case.category.policy)
    _move_places(session, registration, old, new)
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
        changes={"state": [old.value, new.value]},
    )
    return new


def _move_places(session: Session, registration: Registration, old: State, new: State) -> None:
    category_id = registration.category_id
    day_ids = [day.id for day in queries.days_of(session, registration.id)]
    if new in HOLDING and old not in HOLDING and not line.take(session, category_id, day_ids):
        raise NoPlaceError(registration.reference)
    if old in HOLDING and new not in HOLDING:
        line.free(session, category_id, day_ids)
    if old == State.WAITING:
        line.stop_waiting(session, category_id)
    if new == State.WAITING:
        line.wait(session, category_id)
