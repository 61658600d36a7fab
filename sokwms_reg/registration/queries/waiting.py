"""The waiting list as the office sees it: everybody's position, and what keeps each from a place, in a few queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.editions.queries import day_limits
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.queries.finding import days as days_of_edition
from sokwms_reg.registration.queries.line import Obstacles, has_room
from sokwms_reg.registration.queries.pending import held_by_institution
from sokwms_reg.registration.states import NO_LIMITS, State, full_days


@dataclass(frozen=True)
class Waiting:
    """One who waits: the position in the category's line from 1, the days, and what stands in the way now."""

    registration: Registration
    position: int
    days: Sequence[date]
    obstacles: Obstacles


def lines_of(
    session: Session, edition_id: int, categories: Collection[Category], first: int, last: int
) -> dict[int, list[Waiting]]:
    """Return those who wait in these categories from one position to another, by the category's id.

    The number of queries does not depend on that of rows; `obstacles` says the same of one registration.
    """
    numbered = (
        select(
            Registration.id,
            func.row_number()
            .over(partition_by=Registration.category_id, order_by=(Registration.queue_number, Registration.id))
            .label("position"),
        )
        .where(
            Registration.edition_id == edition_id,
            Registration.state == State.WAITING,
            Registration.category_id.in_([category.id for category in categories]),
        )
        .subquery()
    )
    one = aliased(Registration)
    asked = (
        select(one, numbered.c.position)
        .join(numbered, numbered.c.id == one.id)
        .where(numbered.c.position.between(first, last))
        .order_by(numbered.c.position)
    )
    rows = [(registration, position) for registration, position in session.execute(asked)]
    return _described(session, edition_id, {category.id: category for category in categories}, rows)


def firsts_with_room(session: Session, edition_id: int) -> dict[int, Registration]:
    """Return the first in each category's line who could have a place now, by the category's id."""
    could = (
        select(func.min(Registration.queue_number))
        .join(Category, Category.id == Registration.category_id)
        .where(Registration.edition_id == edition_id, Registration.state == State.WAITING, has_room())
        .group_by(Registration.category_id)
    )
    first = select(Registration).where(
        Registration.edition_id == edition_id,
        Registration.state == State.WAITING,
        Registration.queue_number.in_(could),
    )
    return {one.category_id: one for one in session.scalars(first)}


def open_offers(session: Session, edition_id: int) -> Sequence[Registration]:
    """Return offers that await an answer, the next deadline first."""
    offered = select(Registration).where(Registration.edition_id == edition_id, Registration.state == State.OFFERED)
    return session.scalars(offered.order_by(Registration.offer_until, Registration.id)).all()


def _described(
    session: Session,
    edition_id: int,
    categories: Mapping[int, Category],
    rows: Sequence[tuple[Registration, int]],
) -> dict[int, list[Waiting]]:
    lines: dict[int, list[Waiting]] = {}
    if not rows:
        return lines
    days = _days_of_many(session, [registration.id for registration, _position in rows])
    full = _full_days(session, edition_id, categories)
    held = held_by_institution(session, {(one.category_id, one.institution_folded) for one, _position in rows})
    for registration, position in rows:
        category = categories[registration.category_id]
        chosen = days.get(registration.id, [])
        limited = bool(category.institution_limit) and not registration.limit_lifted
        from_institution = held.get((category.id, registration.institution_folded), 0)
        found = Obstacles(
            category=category.free < 1,
            days=[day for day in chosen if day.id in full[category.id]],
            institution=limited and from_institution >= category.institution_limit,
        )
        lines.setdefault(category.id, []).append(Waiting(registration, position, [day.date for day in chosen], found))
    return lines


def _days_of_many(session: Session, ids: Collection[int]) -> dict[int, list[EditionDay]]:
    chosen = (
        select(RegistrationDay.registration_id, EditionDay)
        .join(EditionDay, EditionDay.id == RegistrationDay.day_id)
        .where(RegistrationDay.registration_id.in_(ids))
        .order_by(EditionDay.date)
    )
    found: dict[int, list[EditionDay]] = {}
    for number, day in session.execute(chosen):
        found.setdefault(number, []).append(day)
    return found


def _full_days(session: Session, edition_id: int, categories: Mapping[int, Category]) -> dict[int, set[int]]:
    all_days = days_of_edition(session, edition_id)
    limits = day_limits(session, edition_id)
    return {key: {day.id for day in full_days(all_days, limits.get(key, NO_LIMITS))} for key in categories}
