"""The place of somebody new: a free one, one at the end of the line, or one for which the office makes room.

Room is made by letting the limits that are in the way grow by one, in the same transaction. So nobody is ever above a
limit, and whoever reads the settings or their history sees by how much they have grown, and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes, record
from sokwms_reg.editions.models import Category, CategoryDay, Edition, EditionDay
from sokwms_reg.registration import queries
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.queueing import Order

_FRESH = {"populate_existing": True}  # counters are changed past the session's records


@dataclass(frozen=True)
class Claim:
    """Who has entered the line with a number, and asks for a place in a category on some days."""

    edition: Edition
    category: Category
    days: Sequence[EditionDay]
    institution_folded: str
    number: int
    now: datetime

    @property
    def day_ids(self) -> list[int]:
        """Return the days by id."""
        return [day.id for day in self.days]


@dataclass(frozen=True)
class Seat:
    """A place, or a position in the line, from 1. `grown` and `lifted` are what gave way for the place."""

    position: int = 0
    grown: Changes = field(default_factory=dict)
    lifted: bool = False

    @property
    def placed(self) -> bool:
        """Tell whether it is a place."""
        return not self.position

    @property
    def lifting(self) -> Changes:
        """Return the limit of the institution as a change, where it was lifted."""
        return {"limit_lifted": [False, True]} if self.lifted else {}


def take_seat(session: Session, claim: Claim) -> Seat:
    """Take a free place, otherwise one at the end of the line."""
    kept = _kept(session, claim)
    if not kept and not _limited(session, claim) and line.take(session, claim.category.id, claim.day_ids):
        return Seat()
    return Seat(line.wait(session, claim.category.id))


def take_seat_beyond(session: Session, claim: Claim, order: Order) -> Seat:
    """Take a free place, otherwise make room for one, which is recorded with the order's reason."""
    kept, limited = _kept(session, claim), _limited(session, claim)
    if not kept and not limited and line.take(session, claim.category.id, claim.day_ids):
        return Seat()
    grown = _make_room(session, claim, beside_line=kept)
    line.take(session, claim.category.id, claim.day_ids)
    if grown:
        subject, scope = f"edition:{claim.edition.id}", claim.edition.slug
        record(
            session,
            order.actor,
            "edition.settings",
            subject,
            order.now,
            scope=scope,
            reason=order.reason,
            changes=grown,
        )
    return Seat(grown=grown, lifted=limited)


def _kept(session: Session, claim: Claim) -> bool:
    """Tell whether free places of the category are for those who wait."""
    return claim.category.id in queries.kept_for_line(session, claim.edition, claim.now)


def _limited(session: Session, claim: Claim) -> bool:
    return queries.beyond_limit(session, claim.category, claim.institution_folded)


def _make_room(session: Session, claim: Claim, *, beside_line: bool) -> Changes:
    """Let what is full grow by one; `beside_line` lets all limits grow, so that the free places stay for the line."""
    category = session.get_one(Category, claim.category.id, execution_options=_FRESH)
    grown: Changes = {}
    if beside_line or category.free < 1:
        _grow(category, f"categories[{category.key}].", grown)
    mine = select(EditionDay).where(EditionDay.id.in_(claim.day_ids)).order_by(EditionDay.date)
    for day in session.scalars(mine, execution_options=_FRESH).all():
        if day.capacity and (beside_line or day.taken >= day.capacity):
            _grow(day, f"days[{day.key}].", grown)
        limit = session.get(CategoryDay, (category.id, day.id), execution_options=_FRESH)
        if limit is not None and (beside_line or limit.taken >= limit.capacity):
            _grow(limit, f"categories[{category.key}].days[{day.key}].", grown)
    session.flush()
    return grown


def _grow(row: Category | EditionDay | CategoryDay, place: str, grown: Changes) -> None:
    grown[f"{place}capacity"] = [row.capacity, row.capacity + 1]
    row.capacity += 1
