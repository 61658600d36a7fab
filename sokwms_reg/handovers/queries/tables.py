"""What a handed-over list has in it at present: for one list, or for many in one pass over the people."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import Column, Scope, Wish, columns
from sokwms_reg.attendees.queries.columns import Kind
from sokwms_reg.attendees.queries.listing import BATCH, days_of_many
from sokwms_reg.attendees.queries.wish import condition, order
from sokwms_reg.core.i18n import N_
from sokwms_reg.core.templates import weekday_day
from sokwms_reg.editions.models import Category
from sokwms_reg.handovers.states import Shape
from sokwms_reg.registration.models import Registration

Rows = dict[str, list[Any]]
DIET = "diet"


@dataclass(frozen=True)
class Request:
    """A list to be made: of whom, in which shape, with which columns."""

    wish: Wish
    shape: Shape
    columns: tuple[str, ...] = ()

    @property
    def fields(self) -> list[Column]:
        """Return the columns of the list."""
        return list(meals()) if self.shape == Shape.MEALS else [column_called(name) for name in self.columns]


@dataclass
class _Filled:
    rows: Rows = field(default_factory=dict)
    meals: Counter[tuple[date, str]] = field(default_factory=Counter)
    people: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Present:
    """What a list has in it now: its rows, and the numbers of the people they are about."""

    rows: Rows
    people: Sequence[int]


def column_called(name: str) -> Column:
    """Return a column of the registry; one that is gone stands under its name and has no value any more."""
    return columns().get(name) or Column(name, name, literal(""))


@cache
def meals() -> tuple[Column, ...]:
    """Return the columns of a list of numbers: day, meal, how many people."""
    day = Column("day", N_("Day"), None, Kind.CODE, 26, _day_words)
    return day, columns()[DIET], Column("number", N_("Number of people"), None, width=16)


def _day_words(scope: Scope) -> Mapping[str, str]:
    return {one.date.isoformat(): weekday_day(one.date) for one in scope.days}


def plain(value: object) -> object:
    """Return a value of a column as JSON keeps it: instants in UTC, dates as ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat()
    return [day.isoformat() for day in value] if isinstance(value, list) else value


def restored(column: Column, value: Any) -> object:  # noqa: ANN401 - what JSON has
    """Return what `plain` was given."""
    if column.kind is Kind.INSTANT and value:
        return datetime.fromisoformat(value)
    return [date.fromisoformat(day) for day in value] if column.kind is Kind.DATES else value


def present(session: Session, scope: Scope, request: Request) -> Present:
    """Return what a list has in it now, in its order."""
    return present_of_many(session, scope, [request])[0]


def present_of_many(session: Session, scope: Scope, requests: Sequence[Request]) -> list[Present]:
    """Return what several lists have in them now, in the order of the first, going through the people once."""
    if not requests:
        return []
    names = list(dict.fromkeys(name for one in requests for name in ("reference", *_needed(one))))
    filled = [_Filled() for _ in requests]
    for number, within, values in _people(session, scope, requests, names):
        for request, mine in zip(requests, filled, strict=True):
            if within[_question(request)]:
                _take(request, mine, number, values)
    return [_made(request, mine) for request, mine in zip(requests, filled, strict=True)]


def _question(request: Request) -> str:
    return repr(request.wish.arguments())


def _needed(request: Request) -> tuple[str, ...]:
    return ("days", DIET) if request.shape == Shape.MEALS else request.columns


def _take(request: Request, mine: _Filled, number: int, values: Mapping[str, Any]) -> None:
    mine.people.append(number)
    if request.shape == Shape.MEALS:
        wanted = request.wish.chosen.get("day", ())
        counted = [day for day in values["days"] if not wanted or day.isoformat() in wanted]
        mine.meals.update((day, values[DIET]) for day in counted)
    else:
        mine.rows[str(number)] = [values["reference"], *(plain(values[name]) for name in request.columns)]


def _made(request: Request, mine: _Filled) -> Present:
    if request.shape == Shape.MEALS:
        numbers = sorted(mine.meals.items())
        mine.rows = {
            f"{day.isoformat()}/{diet}": ["", day.isoformat(), diet, number] for (day, diet), number in numbers
        }
    return Present(mine.rows, mine.people)


def _people(
    session: Session, scope: Scope, requests: Sequence[Request], names: Sequence[str]
) -> Iterator[tuple[int, dict[str, bool], dict[str, Any]]]:
    """Give everybody who is in one of the lists: number, in which by the list's question, values by column."""
    asked: dict[str, ColumnElement[bool]] = {_question(one): condition(scope, one.wish) for one in requests}
    fields = [column_called(name) for name in names]
    expressions = [literal(0) if one.expression is None else one.expression for one in fields]
    wanted = [literal(1)] if len(asked) == 1 else list(asked.values())
    people = select(Registration.id, *wanted, *expressions).join(Category, Category.id == Registration.category_id)
    everybody = people.where(or_(*asked.values())).order_by(*order(scope, requests[0].wish))
    for batch in session.execute(everybody.execution_options(yield_per=BATCH)).partitions():
        days = days_of_many(session, [row[0] for row in batch]) if "days" in names else {}
        for row in batch:
            within = dict(zip(asked, map(bool, row[1 : len(wanted) + 1]), strict=True))
            values = dict(zip(names, row[len(wanted) + 1 :], strict=True))
            if "days" in values:
                values["days"] = days.get(row[0], [])
            yield row[0], within, values
