"""The one table of states and transitions, and when an edition takes registrations. Nothing else changes a state."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sokwms_reg.core.clock import local
from sokwms_reg.core.i18n import N_
from sokwms_reg.editions.models import Category, CategoryPolicy, Edition, EditionDay


class State(StrEnum):
    """Where a registration stands; presence at the conference is a fact of a day, not a state."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


class Step(StrEnum):
    """What can happen to a registration."""

    APPROVE = "approve"
    PROMOTE = "promote"
    OFFER = "offer"
    ACCEPT = "accept"
    LAPSE = "lapse"
    REJECT = "reject"
    CANCEL = "cancel"


class TransitionError(Exception):
    """The step does not lead on from the state that the registration is in."""


HOLDING = frozenset({State.PENDING, State.CONFIRMED, State.OFFERED})
ENDED = frozenset({State.CANCELLED, State.REJECTED})
# The status (RFC 5545) of a place in a calendar, for the states that hold one.
CALENDAR_STATUS = {state: "CONFIRMED" if state == State.CONFIRMED else "TENTATIVE" for state in HOLDING}

LABELS = {
    State.PENDING: N_("Awaiting a decision"),
    State.CONFIRMED: N_("Confirmed"),
    State.WAITING: N_("Waiting list"),
    State.OFFERED: N_("Place offered"),
    State.CANCELLED: N_("Cancelled"),
    State.REJECTED: N_("Not accepted"),
}

# (step, from) -> to; None stands for what a new place means under the category's policy.
TRANSITIONS: dict[tuple[Step, State], State | None] = {
    (Step.APPROVE, State.PENDING): State.CONFIRMED,
    (Step.PROMOTE, State.WAITING): None,
    (Step.OFFER, State.WAITING): State.OFFERED,
    (Step.ACCEPT, State.OFFERED): State.CONFIRMED,
    (Step.LAPSE, State.OFFERED): State.WAITING,
    (Step.REJECT, State.PENDING): State.REJECTED,
    (Step.REJECT, State.WAITING): State.REJECTED,
    (Step.CANCEL, State.PENDING): State.CANCELLED,
    (Step.CANCEL, State.CONFIRMED): State.CANCELLED,
    (Step.CANCEL, State.WAITING): State.CANCELLED,
    (Step.CANCEL, State.OFFERED): State.CANCELLED,
}


def with_place(policy: str) -> State:
    """Return the state that a place gives: approved categories decide first, and hold the place meanwhile."""
    return State.PENDING if policy == CategoryPolicy.APPROVED else State.CONFIRMED


def after(step: Step, state: str, policy: str) -> State:
    """Return where `step` leads from `state`. Raises TransitionError where it leads nowhere."""
    try:
        target = TRANSITIONS[step, State(state)]
    except KeyError as error:
        message = f"{step} from {state}"
        raise TransitionError(message) from error
    return with_place(policy) if target is None else target


def steps_from(state: str) -> frozenset[Step]:
    """Return what may happen next."""
    return frozenset(step for step, source in TRANSITIONS if source == state)


class Phase(StrEnum):
    """Whether an edition takes registrations."""

    NONE = "none"
    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def phase(edition: Edition, now: datetime) -> Phase:
    """Return the phase at an instant: open from the opening's second up to, not including, the closing's."""
    if edition.cancelled:
        return Phase.CANCELLED
    if edition.registration_opens_at is None or edition.registration_closes_at is None:
        return Phase.NONE
    if now < edition.registration_opens_at:
        return Phase.NOT_YET
    return Phase.OPEN if now < edition.registration_closes_at else Phase.CLOSED


def may_be_edited(edition: Edition, state: str, now: datetime) -> bool:
    """Tell whether a participant may still change data: until registration closes, while the registration is active."""
    closes = edition.registration_closes_at
    return state not in ENDED and not edition.cancelled and closes is not None and now < closes


def days_left(edition: Edition, now: datetime) -> int:
    """Return the days until the one on which registration closes: 0 on that day, and when it is not open."""
    if phase(edition, now) != Phase.OPEN or edition.registration_closes_at is None:
        return 0
    closes, today = (local(instant, edition.timezone).date() for instant in (edition.registration_closes_at, now))
    return (closes - today).days


def free_places(category: Category, days: Sequence[EditionDay]) -> int:
    """Return how many places of a category somebody could still take: none where every day is full.

    Each registration needs a day, so where all days are limited the one with most room bounds the category. A full day
    beside one with room does not: it concerns those only who choose it.
    """
    left = _left_by_day(days)
    return max(0, category.free if left is None else min(category.free, max(left)))


def all_free_places(categories: Sequence[Category], days: Sequence[EditionDay]) -> int:
    """Return the places left in all categories together, no more than all days together have."""
    total = sum(free_places(category, days) for category in categories)
    left = _left_by_day(days)
    return total if left is None else min(total, sum(left))


def _left_by_day(days: Sequence[EditionDay]) -> list[int] | None:
    """Return the places left on each day; None where a day without a limit, or none at all, bounds nobody."""
    if not days or any(day.capacity == 0 for day in days):
        return None
    return [max(0, day.capacity - day.taken) for day in days]
