"""Many decisions at once: each in its own turn, all in one transaction; what others have decided is left alone."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.decisions import approve, reconsider, reject, reopen
from sokwms_reg.registration.service.errors import SamePersonError
from sokwms_reg.registration.states import HOLDING, State, TransitionError


@dataclass
class Decided:
    """About whom something was decided, and whom somebody else had decided about meanwhile."""

    done: list[Registration] = field(default_factory=list)
    skipped: list[Registration] = field(default_factory=list)


@dataclass
class TakenBack:
    """Who has a place again, who is on the waiting list again, and about whom nothing could be taken back."""

    placed: list[Registration] = field(default_factory=list)
    waiting: list[Registration] = field(default_factory=list)
    skipped: list[Registration] = field(default_factory=list)


def accept_many(session: Session, edition_id: int, references: Collection[str], actor: Actor, now: datetime) -> Decided:
    """Confirm all of these that still await a decision; another edition's are nobody's."""
    return _decide(session, edition_id, references, lambda one: approve(session, one, actor, now))


def refuse_many(
    session: Session,
    edition_id: int,
    references: Collection[str],
    reasons: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Decided:
    """Accept none of these that still await a decision; each is told the reason in the language of its letters."""
    return _decide(session, edition_id, references, lambda one: reject(session, one, actor, now, reasons[one.language]))


def _decide(
    session: Session, edition_id: int, references: Collection[str], decide: Callable[[Registration], None]
) -> Decided:
    line.enter(session, edition_id)
    decided = Decided()
    for one in queries.by_references(session, edition_id, references):
        if one.state != State.PENDING:
            decided.skipped.append(one)
            continue
        decide(one)
        decided.done.append(one)
    return decided


def take_back_many(
    session: Session,
    edition_id: int,
    ids: Collection[int],
    decided_at: datetime,
    actor: Actor,
    now: datetime,
) -> TakenBack:
    """Take back what was decided about these at one instant; whoever was decided about again since is left alone.

    Accepted ones await a decision again with their places; those not accepted get a place again where one is free, else
    their old number in the line.
    """
    line.enter(session, edition_id)
    back = TakenBack()
    for one in queries.by_ids(session, edition_id, ids):
        if one.state_changed_at != decided_at or not _taken_back(session, one, actor, now):
            back.skipped.append(one)
        else:
            (back.placed if one.state in HOLDING else back.waiting).append(one)
    return back


def _taken_back(session: Session, one: Registration, actor: Actor, now: datetime) -> bool:
    try:
        if one.state == State.REJECTED:
            reopen(session, one, actor, now)
        else:
            reconsider(session, one, actor, now)
    except (TransitionError, SamePersonError):
        return False
    return True
