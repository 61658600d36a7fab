"""Finding what was handed over, and how much has changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from sokwms_reg.attendees.queries import Problems, Scope, read
from sokwms_reg.handovers.models import Handover, HandoverRows
from sokwms_reg.handovers.queries.comparing import Comparison, compare
from sokwms_reg.handovers.queries.tables import Request, Rows, present_of_many
from sokwms_reg.handovers.states import Shape

PAGE_SIZE = 50
MOST_ROWS = 5_000  # of all lists on a page that are compared there; what is beyond is compared when it is opened


@dataclass(frozen=True)
class Listed:
    """The last delivery of a list: which it is, and how many rows have changed since; None where it was not asked."""

    handover: Handover
    delivery: int
    changes: int | None


def handover_by_number(session: Session, edition_id: int, number: int) -> Handover | None:
    """Return a record of this edition."""
    return session.scalar(select(Handover).where(Handover.id == number, Handover.edition_id == edition_id))


def rows_of(session: Session, number: int) -> Rows | None:
    """Return what a list had in it when it was handed over; None once that has been erased."""
    return session.scalar(select(HandoverRows.rows).where(HandoverRows.handover_id == number))


def chain(session: Session, handover: Handover) -> Sequence[Handover]:
    """Return all deliveries of the same list to the same recipient, the first one first."""
    first = handover.chain_id
    mine = select(Handover).where((Handover.id == first) | (Handover.first_id == first))
    return session.scalars(mine.order_by(Handover.id)).all()


def question(scope: Scope, handover: Handover) -> tuple[Request, Problems]:
    """Return what a list is about, and what of it means nothing any more, such as a category that is gone."""
    arguments = {
        name: list(map(str, value)) if isinstance(value, list) else [str(value)]
        for name, value in handover.filters.items()
    }
    wish, problems = read(scope, arguments, sees_needs=True)  # whoever handed it over could
    return Request(wish, Shape(handover.shape), tuple(handover.columns)), problems


def count(session: Session, edition_id: int) -> int:
    """Return how many lists have been handed over, each counted once however often."""
    mine = select(func.count()).select_from(Handover).where(Handover.edition_id == edition_id)
    return session.scalar(mine.where(Handover.first_id.is_(None))) or 0


def page(session: Session, scope: Scope, number: int) -> list[Listed]:
    """Return the last deliveries of a page of lists, the newest first, in four queries and one pass over the people."""
    following = aliased(Handover)
    last = ~select(following.id).where(following.previous_id == Handover.id).exists()
    mine = select(Handover).where(Handover.edition_id == scope.edition.id, last).order_by(Handover.id.desc())
    found = session.scalars(mine.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    deliveries = _deliveries(session, found)
    changes = changes_of(session, scope, found)
    return [Listed(one, deliveries[one.chain_id], _number(changes.get(one.id))) for one in found]


def _number(found: Comparison | None) -> int | None:
    return None if found is None else found.number


def _deliveries(session: Session, found: Sequence[Handover]) -> dict[int, int]:
    """Return how often each of the lists has been handed over."""
    firsts = [one.chain_id for one in found]
    again = select(Handover.first_id, func.count()).where(Handover.first_id.in_(firsts)).group_by(Handover.first_id)
    later = {first: number for first, number in session.execute(again) if first is not None}
    return {first: later.get(first, 0) + 1 for first in firsts}


def changes_of(session: Session, scope: Scope, found: Sequence[Handover]) -> Mapping[int, Comparison]:
    """Return what has changed since, by record; not of those that are erased, mean nothing any more or are too long."""
    chosen: dict[int, Request] = {}
    left = MOST_ROWS
    for one in found:
        request, problems = question(scope, one)
        if one.forgotten_at is None and not problems and one.number <= left:
            chosen[one.id], left = request, left - one.number
    stored = select(HandoverRows.handover_id, HandoverRows.rows).where(HandoverRows.handover_id.in_(chosen))
    old: dict[int, Rows] = {one.handover_id: one.rows for one in session.execute(stored)}
    now = present_of_many(session, scope, list(chosen.values()))
    return {number: compare(old[number], each.rows) for number, each in zip(chosen, now, strict=True)}
