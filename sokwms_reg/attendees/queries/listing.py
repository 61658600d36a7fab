"""Pages of a list, figures beside its filters, and the whole of it as a stream."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries.columns import Column
from sokwms_reg.attendees.queries.filters import ListFilter, filters
from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.attendees.queries.wish import Wish, chosen, condition, found, order
from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.registration.models import Registration, RegistrationDay

PAGE_SIZE = 50
BATCH = 500  # rows of a stream in memory at once


class Seen(Protocol):
    """Whatever is told, batch by batch, which registrations a stream has reached; a list will do."""

    def extend(self, numbers: Iterable[int], /) -> None:
        """Take the numbers of a batch."""


@dataclass(frozen=True)
class Person:
    """A row of the list."""

    reference: str
    title: str
    first_name: str
    last_name: str
    institution: str
    state: str
    cancelled_by: str
    registered_at: datetime
    category_id: int
    days: tuple[date, ...]

    @property
    def listed_name(self) -> str:
        """Return the name as a list has it: the last name first, which it is sorted by."""
        return f"{self.last_name} {self.first_name}" + (f", {self.title}" if self.title else "")


@dataclass(frozen=True)
class PeoplePage:
    """One page: `number` lies within `pages`, of which there is at least one; `first` is its first row, from 1."""

    people: Sequence[Person]
    number: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        """Return the place in the whole list of the page's first row, 0 when there is none."""
        return (self.number - 1) * PAGE_SIZE + 1 if self.people else 0

    @property
    def last(self) -> int:
        """Return the place of its last row."""
        return self.first + len(self.people) - 1 if self.people else 0


def count(session: Session, scope: Scope, wish: Wish) -> int:
    """Return how many registrations the wish is about."""
    return session.scalar(select(func.count()).select_from(Registration).where(condition(scope, wish))) or 0


def pages_of(total: int) -> int:
    """Return how many pages so many people take: one at least."""
    return max(1, -(-total // PAGE_SIZE))


def page_of(session: Session, scope: Scope, wish: Wish, total: int) -> PeoplePage:
    """Return the page that is wished for of `total` people, the first one where it does not exist, in two queries."""
    pages = pages_of(total)
    number = wish.page if wish.page <= pages else 1
    rows = session.execute(
        _listed(
            scope,
            wish,
            [
                Registration.id,
                Registration.reference,
                Registration.title,
                Registration.first_name,
                Registration.last_name,
                Registration.institution,
                Registration.state,
                Registration.cancelled_by,
                Registration.registered_at,
                Registration.category_id,
            ],
        )
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    days = days_of_many(session, [row[0] for row in rows])
    people = []
    for row in rows:
        values: dict[str, Any] = {name: value for name, value in row._mapping.items() if name != "id"}  # noqa: SLF001 - its public name
        people.append(Person(**values, days=tuple(days.get(row.id, ()))))
    return PeoplePage(people, number, pages, total)


def figures(session: Session, scope: Scope, wish: Wish) -> tuple[int, dict[str, dict[str, int]]]:
    """Return how many people the wish is about, and by filter and value how many with it, other filters as they are.

    In one pass over the people, because searching them once takes as long as everything else on the page.
    """
    spots = [(each, value) for each in filters() for value in each.choices(scope)]
    counts = [_counted(scope, [*_others(wish, each), (each, value)]) for each, value in spots]
    asked = select(_counted(scope, chosen(wish)), *counts).select_from(Registration).where(found(scope, wish))
    total, *numbers = session.execute(asked).one()
    by_filter: dict[str, dict[str, int]] = {each.name: {} for each in filters()}
    for (each, value), number in zip(spots, numbers, strict=True):
        by_filter[each.name][value] = number
    return total, by_filter


def _others(wish: Wish, left_out: ListFilter) -> list[tuple[ListFilter, str]]:
    """Return the filters that are set, but for one."""
    return [(each, value) for each, value in chosen(wish) if each.name != left_out.name]


def _counted(scope: Scope, wanted: Sequence[tuple[ListFilter, str]]) -> ColumnElement[int]:
    if not wanted:
        return func.count()
    return func.count().filter(*(each.condition(scope, value) for each, value in wanted))


def stream(
    session: Session, scope: Scope, wish: Wish, chosen: Sequence[Column], seen: Seen | None = None
) -> Iterator[list[Any]]:
    """Give the values of the chosen columns for every registration of the wish, days as a list of dates.

    All pages of it, in its order, a batch in memory at a time. The numbers of the registrations are added to `seen`.
    """
    people: Seen = [] if seen is None else seen
    spots = [spot for spot, column in enumerate(chosen) if column.expression is None]
    expressions = [literal(0) if column.expression is None else column.expression for column in chosen]
    asked = _listed(scope, wish, [Registration.id, *expressions]).execution_options(yield_per=BATCH)
    for batch in session.execute(asked).partitions():
        days = days_of_many(session, [row[0] for row in batch]) if spots else {}
        people.extend(row[0] for row in batch)
        for row in batch:
            values = list(row[1:])
            for spot in spots:
                values[spot] = days.get(row[0], [])
            yield values


def days_of_many(session: Session, ids: Collection[int]) -> dict[int, list[date]]:
    """Return the dates that each of the registrations is for, in order, in one query."""
    found: dict[int, list[date]] = {}
    if ids:
        chosen = (
            select(RegistrationDay.registration_id, EditionDay.date)
            .join(EditionDay, EditionDay.id == RegistrationDay.day_id)
            .where(RegistrationDay.registration_id.in_(ids))
            .order_by(EditionDay.date)
        )
        for number, day in session.execute(chosen):
            found.setdefault(number, []).append(day)
    return found


def _listed(scope: Scope, wish: Wish, wanted: Sequence[Any]) -> Select[Any]:
    chosen = select(*wanted).join(Category, Category.id == Registration.category_id)
    return chosen.where(condition(scope, wish)).order_by(*order(wish))
