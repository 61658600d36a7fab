"""The one table of states and transitions. Nothing else changes a state; docs/states.md is drawn from it."""

from dataclasses import dataclass
from enum import StrEnum

from sokwms_reg.core.i18n import N_
from sokwms_reg.editions.models import CategoryPolicy


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

    REGISTER = "register"
    APPROVE = "approve"
    RECONSIDER = "reconsider"
    REJECT = "reject"
    PROMOTE = "promote"
    OFFER = "offer"
    ACCEPT = "accept"
    LAPSE = "lapse"
    DEMOTE = "demote"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    REOPEN = "reopen"


class Landing(StrEnum):
    """Where a step leads that is not one state: to a place as the category gives it, or to the line where none is free.

    An approved category decides first and holds the place meanwhile.
    """

    PLACE = "place"
    PLACE_OR_LINE = "place_or_line"


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


@dataclass(frozen=True)
class Way:
    """One row of the table: a step, the state it leads from (None: there was no registration), where it leads, and why.

    `approved_only`: it exists in categories that decide on each registration, and in no others.
    """

    step: Step
    source: State | None
    target: State | Landing
    meaning: str
    approved_only: bool = False


_ROWS = (
    Way(Step.REGISTER, None, Landing.PLACE_OR_LINE, "somebody registers, or the office registers somebody"),
    Way(Step.APPROVE, State.PENDING, State.CONFIRMED, "the secretariat accepts"),
    Way(Step.RECONSIDER, State.CONFIRMED, State.PENDING, "it takes an acceptance back", approved_only=True),
    Way(Step.REJECT, State.PENDING, State.REJECTED, "it does not accept, with a reason"),
    Way(Step.REJECT, State.WAITING, State.REJECTED, "it does not accept, with a reason"),
    Way(
        Step.PROMOTE,
        State.WAITING,
        Landing.PLACE,
        "the first in line, or whom the secretariat chooses, gets a place",
    ),
    Way(Step.OFFER, State.WAITING, State.OFFERED, "a place is held until a deadline"),
    Way(Step.ACCEPT, State.OFFERED, State.CONFIRMED, "the participant takes the offered place"),
    Way(Step.LAPSE, State.OFFERED, State.WAITING, "no answer in time: to the end of the line"),
    Way(Step.DEMOTE, State.PENDING, State.WAITING, "the secretariat takes a place away, with a reason"),
    Way(Step.DEMOTE, State.CONFIRMED, State.WAITING, "the secretariat takes a place away, with a reason"),
    Way(Step.DEMOTE, State.OFFERED, State.WAITING, "the secretariat takes an offer back, with a reason"),
    Way(Step.TRANSFER, State.PENDING, Landing.PLACE, "to another category, where a place is free"),
    Way(Step.TRANSFER, State.CONFIRMED, State.CONFIRMED, "to another category, where a place is free"),
    Way(Step.TRANSFER, State.OFFERED, State.OFFERED, "to another category, where a place is free"),
    Way(Step.TRANSFER, State.WAITING, State.WAITING, "to another category's line, with the number in it kept"),
    Way(Step.CANCEL, State.PENDING, State.CANCELLED, "the participant withdraws, or the secretariat cancels"),
    Way(Step.CANCEL, State.CONFIRMED, State.CANCELLED, "the participant withdraws, or the secretariat cancels"),
    Way(Step.CANCEL, State.WAITING, State.CANCELLED, "the participant withdraws, or the secretariat cancels"),
    Way(Step.CANCEL, State.OFFERED, State.CANCELLED, "the participant withdraws, or the secretariat cancels"),
    Way(Step.REOPEN, State.REJECTED, Landing.PLACE_OR_LINE, "the secretariat takes its decision back"),
    Way(Step.REOPEN, State.CANCELLED, Landing.PLACE_OR_LINE, "the secretariat takes the end back"),
)
TRANSITIONS: dict[tuple[Step, State | None], Way] = {(way.step, way.source): way for way in _ROWS}


def with_place(policy: str) -> State:
    """Return the state that a place gives: approved categories decide first, and hold the place meanwhile."""
    return State.PENDING if policy == CategoryPolicy.APPROVED else State.CONFIRMED


def way(step: Step, state: str | None, policy: str) -> Way:
    """Return the row of the table for a step. Raises TransitionError where it leads nowhere."""
    found = TRANSITIONS.get((step, None if state is None else State(state)))
    if found is None or (found.approved_only and policy != CategoryPolicy.APPROVED):
        message = f"{step} from {state}"
        raise TransitionError(message)
    return found


def after(step: Step, state: str | None, policy: str, *, place: bool = True) -> State:
    """Return where `step` leads from `state`; `place` tells whether one is free. Raises TransitionError."""
    target = way(step, state, policy).target
    if isinstance(target, State):
        return target
    return State.WAITING if target == Landing.PLACE_OR_LINE and not place else with_place(policy)


def steps_from(state: str, policy: str = CategoryPolicy.APPROVED) -> frozenset[Step]:
    """Return what may happen next in a category of this policy; in any, where none is named."""
    return frozenset(
        each.step
        for each in _ROWS
        if each.source == state and (not each.approved_only or policy == CategoryPolicy.APPROVED)
    )
