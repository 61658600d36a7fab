"""One deed about many people: each in its own turn, all in one transaction; whom it cannot be done to is told, and why.

The preview is the same function in a transaction that is rolled back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import Tag
from sokwms_reg.attendees.service.tags import put_tag_on_many, take_tag_off_many
from sokwms_reg.audit.service import in_batch, record
from sokwms_reg.core.tokens import reference
from sokwms_reg.editions.models import Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order, line
from sokwms_reg.registration.states import TransitionError

AT_ONCE = 500  # each writes a letter, and others wait for the places meanwhile
TAGS_AT_ONCE = 5000  # they touch neither places nor letters


class BulkDeed(StrEnum):
    """What is done to many."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    CATEGORY = "category"
    CANCEL = "cancel"
    TAG = "tag"
    UNTAG = "untag"


class Why(StrEnum):
    """Why nothing is done about somebody."""

    STATE = "state"
    LIMIT = "limit"
    PLACE = "place"
    RESIDENCE = "residence"
    ALREADY = "already"


TAGGING = frozenset({BulkDeed.TAG, BulkDeed.UNTAG})
# The particular ones first: one kind of error may be another one too.
_REASONS: dict[type[Exception], Why] = {
    TransitionError: Why.STATE,
    service.InstitutionLimitError: Why.LIMIT,
    service.NoPlaceError: Why.PLACE,
    service.NoResidenceError: Why.RESIDENCE,
    service.UnknownChoiceError: Why.ALREADY,
}


@dataclass(frozen=True)
class Bulk:
    """What shall be done. Reasons are by language, `category` is a key; without a `letter` nobody cancelled is told."""

    deed: BulkDeed
    reasons: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    tag: str = ""
    tag_off: Tag | None = None
    letter: bool = True


@dataclass
class Outcome:
    """To whom it was done, to whom not, how many letters were written, and how many others got a place by it."""

    done: list[Registration] = field(default_factory=list)
    skipped: dict[Why, list[Registration]] = field(default_factory=dict)
    letters: int = 0
    others: int = 0

    def skip(self, why: Why, one: Registration) -> None:
        """Note that nothing is done about somebody."""
        self.skipped.setdefault(why, []).append(one)


def at_once(deed: BulkDeed) -> int:
    """Return to how many a deed may be done at once."""
    return TAGS_AT_ONCE if deed in TAGGING else AT_ONCE


def carry_out(session: Session, edition: Edition, ids: Collection[int], wanted: Bulk, order: Order) -> Outcome:
    """Do it to these registrations of an edition, in the order of the queue; another edition's are nobody's.

    All that is recorded has a common mark, also what follows from it for others.
    """
    if wanted.deed not in TAGGING:
        line.enter(session, edition.id)
    people = queries.by_ids(session, edition.id, ids)
    before = session.scalar(select(func.max(Message.id))) or 0
    mark = reference()
    with in_batch(mark):
        outcome = (
            _tagged(session, edition, people, wanted, order)
            if wanted.deed in TAGGING
            else _each(session, people, wanted, order)
        )
        changes: dict[str, list[object]] = {"deed": ["", wanted.deed.value], "count": [0, len(outcome.done)]}
        record(
            session,
            order.actor,
            "attendees.bulk",
            f"edition:{edition.id}",
            order.now,
            scope=edition.slug,
            changes=changes,
        )
    mine = {one.subject_ref for one in outcome.done}
    written = session.scalars(
        select(Message.subject_ref).where(Message.id > before, Message.scope == edition.slug)
    ).all()
    outcome.letters = len(written)
    outcome.others = len({subject for subject in written if subject not in mine})
    return outcome


def _tagged(session: Session, edition: Edition, people: Sequence[Registration], wanted: Bulk, order: Order) -> Outcome:
    if wanted.tag_off is None:
        done = put_tag_on_many(session, edition.id, people, wanted.tag, order)
    else:
        done = take_tag_off_many(session, people, wanted.tag_off, order)
    outcome, known = Outcome(done), {one.id for one in done}
    for one in people:
        if one.id not in known:
            outcome.skip(Why.ALREADY, one)
    return outcome


def _each(session: Session, people: Sequence[Registration], wanted: Bulk, order: Order) -> Outcome:
    outcome, deed = Outcome(), _deed(session, wanted, order)
    for one in people:
        try:
            with session.begin_nested():  # a place that was let go before another one was found to be taken comes back
                deed(one)
        except tuple(_REASONS) as error:
            outcome.skip(next(why for kind, why in _REASONS.items() if isinstance(error, kind)), one)
        else:
            outcome.done.append(one)
    return outcome


def _deed(session: Session, wanted: Bulk, order: Order) -> Callable[[Registration], object]:
    actor, now = order.actor, order.now
    cancel = service.cancel if wanted.letter else service.cancel_silently
    deeds: dict[BulkDeed, Callable[[Registration], object]] = {
        BulkDeed.ACCEPT: lambda one: service.approve(session, one, actor, now),
        BulkDeed.REFUSE: lambda one: service.reject(session, one, actor, now, wanted.reasons[one.language]),
        BulkDeed.CATEGORY: lambda one: service.change_category(session, one, wanted.category, order),
        BulkDeed.CANCEL: lambda one: cancel(session, one, actor, now, wanted.reasons[one.language]),
    }
    return deeds[wanted.deed]
