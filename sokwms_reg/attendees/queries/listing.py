"""Pages of a list, figures beside its filters, and the whole of it as a stream.

Many thousands of people are gone through once for a page. Where few are found, their numbers answer all the rest;
where many are, a page of them is reached soon in the order of an index. `docs/performance.md` has the figures.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.util import find_tables

from sokwms_reg.attendees.queries.columns import Column
from sokwms_reg.attendees.queries.filters import filters
from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.attendees.queries.wish import NAME, PAGE_SIZE, Wish, chosen, condition, looked_through, order
from sokwms_reg.core.search import aside
from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.states import State

BATCH = 500  # rows of a stream in memory at once
INDEXED = frozenset({NAME, "registered_at"})  # orders that an index has
FEW = 2000  # people whose numbers are kept in memory while a page is made

Figures = Mapping[str, Mapping[str, int]]


class Seen(Protocol):
    """Whatever is told, batch by batch, which registrations a stream has reached; a list will do."""

    def extend(self, numbers: Iterable[int], /) -> None:
        """Take the numbers of a batch."""


@dataclass(frozen=True)
class Person:
    """A row of the list: the values of its columns by name; `cancelled_by` belongs to the words of the state."""

    reference: str
    cancelled_by: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class PeoplePage:
    """One page: `number` lies within `pages`, of which there is at least one; `rows` is how many a page has."""

    people: Sequence[Person]
    number: int
    pages: int
    total: int
    rows: int = PAGE_SIZE

    @property
    def first(self) -> int:
        """Return the place in the whole list of the page's first row, from 1; 0 when there is none."""
        return (self.number - 1) * self.rows + 1 if self.people else 0

    @property
    def last(self) -> int:
        """Return the place of its last row."""
        return self.first + len(self.people) - 1 if self.people else 0


@dataclass(frozen=True)
class Found:
    """Whom a wish is about: how many; by filter and value how many with it, the other filters as they are.

    `numbers` are the registrations, in no order, where they are few.
    """

    total: int
    figures: Figures
    numbers: Sequence[int] | None = field(default=None, repr=False)


def count(session: Session, scope: Scope, wish: Wish) -> int:
    """Return how many registrations the wish is about."""
    return session.scalar(select(func.count()).select_from(Registration).where(_among(scope, wish))) or 0


def pages_of(total: int, rows: int = PAGE_SIZE) -> int:
    """Return how many pages so many people take: one at least."""
    return max(1, -(-total // rows))


def find(session: Session, scope: Scope, wish: Wish) -> Found:
    """Return how many people the wish is about and the figures beside its categories and states, in up to 3 queries."""
    counted = _counted()
    rest = replace(wish, chosen={name: values for name, values in wish.chosen.items() if name not in counted})
    among = _among(scope, rest)
    few = _few(session, among) if rest.narrows else None
    if few is not None:
        among = Registration.id.in_(few)
    groups = _groups(session, scope, among, LOOKED_THROUGH if rest.narrows else BY_INDEX)
    total = sum(number for group, number in groups.items() if _within(wish, group))
    if wish.chosen.keys() & counted and total <= FEW:
        few = _few(session, and_(among, *(each.any_of(scope, values) for each, values in chosen(wish) if each.counted)))
    return Found(total, _figures(scope, wish, groups), few if total <= FEW else None)


def _counted() -> set[str]:
    return {each.name for each in filters() if each.counted}


def _among(scope: Scope, wish: Wish) -> ColumnElement[bool]:
    """Return what is demanded, by the index of the figures where that answers it alone; else all are looked through."""
    alone = not wish.q and wish.chosen.keys() <= _counted()
    return condition(scope, wish) if alone else looked_through(scope, wish)


def _few(session: Session, among: ColumnElement[bool]) -> Sequence[int] | None:
    """Return the numbers of those who are meant; None where they are not few."""
    found = session.scalars(select(Registration.id).where(among).limit(FEW + 1)).all()
    return found if len(found) <= FEW else None


Group = tuple[str, str]  # the key of a category, and a state
BY_INDEX = (Registration.category_id.expression, Registration.state.expression)
LOOKED_THROUGH = tuple(aside(column) for column in BY_INDEX)  # an index in this order would be a long way round


def _groups(
    session: Session, scope: Scope, among: ColumnElement[bool], by: Sequence[ColumnElement[Any]]
) -> dict[Group, int]:
    keys = {category.id: category.key for category in scope.categories}
    rows = session.execute(select(*BY_INDEX, func.count()).where(among).group_by(*by))
    return {(keys[category], state): number for category, state, number in rows}


def _within(wish: Wish, group: Group) -> bool:
    return all(
        value in wish.chosen.get(name, (value,)) for name, value in zip(("category", "state"), group, strict=True)
    )


def _figures(scope: Scope, wish: Wish, groups: Mapping[Group, int]) -> Figures:
    """Return by category how many are in the chosen states, and by state how many in the chosen categories."""
    figures: dict[str, dict[str, int]] = {
        "category": dict.fromkeys((each.key for each in scope.categories), 0),
        "state": dict.fromkeys(State, 0),
    }
    for spot, (name, other) in enumerate((("category", "state"), ("state", "category"))):
        alone = replace(wish, chosen={other: wish.chosen.get(other, ())} if other in wish.chosen else {})
        for group, number in groups.items():
            if _within(alone, group):
                figures[name][group[spot]] += number
    return figures


def page_of(session: Session, scope: Scope, wish: Wish, found: Found, shown: Sequence[Column]) -> PeoplePage:
    """Return the page that is wished for of those who were found, the first one where it does not exist.

    In two queries, and one for days where they are shown.
    """
    pages = pages_of(found.total, wish.rows)
    number = wish.page if wish.page <= pages else 1
    among = _in_order(scope, wish) if found.numbers is None else Registration.id.in_(found.numbers)
    asked = _sorted(scope, wish).where(among).limit(wish.rows).offset((number - 1) * wish.rows)
    numbers = session.scalars(asked).all()
    return PeoplePage(_people(session, numbers, shown), number, pages, found.total, wish.rows)


def _in_order(scope: Scope, wish: Wish) -> ColumnElement[bool]:
    """Return what is demanded: by an index where one has the order, and its first rows are soon found; else by all."""
    return condition(scope, wish) if wish.sort.removeprefix("-") in INDEXED else looked_through(scope, wish)


def _sorted(scope: Scope, wish: Wish) -> Select[int]:
    """Return the numbers of registrations in order; categories are looked up only where they make it."""
    keys, asked = order(scope, wish), select(Registration.id)
    if any(Category.__table__ in find_tables(key, check_columns=True) for key in keys):
        asked = asked.join(Category, Category.id == Registration.category_id)
    return asked.order_by(*keys)


def _people(session: Session, numbers: Sequence[int], shown: Sequence[Column]) -> list[Person]:
    """Return the rows of some registrations, in the order given."""
    fixed = (Registration.id, Registration.reference, Registration.cancelled_by)
    asked = select(*fixed, *_expressions(shown)).join(Category, Category.id == Registration.category_id)
    rows = {row[0]: row for row in session.execute(asked.where(Registration.id.in_(numbers)))}
    days = days_of_many(session, numbers) if any(column.expression is None for column in shown) else {}
    people = []
    for row in (rows[number] for number in numbers if number in rows):
        values = {column.name: value for column, value in zip(shown, row[len(fixed) :], strict=True)}
        values |= {column.name: days.get(row[0], []) for column in shown if column.expression is None}
        people.append(Person(row[1], row[2], values))
    return people


def stream(
    session: Session, scope: Scope, wish: Wish, chosen: Sequence[Column], seen: Seen | None = None
) -> Iterator[list[Any]]:
    """Give the values of the chosen columns for every registration of the wish, days as a list of dates.

    All pages of it, in its order, a batch in memory at a time. The numbers of the registrations are added to `seen`.
    """
    people: Seen = [] if seen is None else seen
    spots = [spot for spot, column in enumerate(chosen) if column.expression is None]
    asked = _listed(scope, wish, [Registration.id, *_expressions(chosen)]).execution_options(yield_per=BATCH)
    for batch in session.execute(asked).partitions():
        days = days_of_many(session, [row[0] for row in batch]) if spots else {}
        people.extend(row[0] for row in batch)
        for row in batch:
            values = list(row[1:])
            for spot in spots:
                values[spot] = days.get(row[0], [])
            yield values


def _expressions(shown: Sequence[Column]) -> list[ColumnElement[Any]]:
    return [literal(0) if column.expression is None else column.expression for column in shown]


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
    return chosen.where(condition(scope, wish)).order_by(*order(scope, wish))
