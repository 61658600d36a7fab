"""What the kinds of file share: headings, and values turned into what a table shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sokwms_reg.attendees.queries import Column, Scope
from sokwms_reg.attendees.queries.columns import Kind
from sokwms_reg.core.clock import local
from sokwms_reg.core.i18n import gettext

Shown = str | int | datetime
Show = Callable[[Any], Shown]


@dataclass(frozen=True)
class Sheet:
    """A table in one language: all words are looked up when it is made, so that writing needs none.

    `shows` turn the values of a row into texts, numbers and, for instants, the naive local time of the edition's zone.
    """

    title: str
    zone: str
    columns: Sequence[Column]
    headings: Sequence[str]
    shows: Sequence[Show]

    @classmethod
    def of(cls, scope: Scope, columns: Sequence[Column], title: str) -> "Sheet":
        """Return the sheet of some columns, in the language that is spoken."""
        zone = scope.edition.timezone
        shows = [_show(column, scope, zone) for column in columns]
        return cls(title, zone, columns, [column.heading for column in columns], shows)

    def shown(self, row: Sequence[object]) -> list[Shown]:
        """Return a row as a table shows it."""
        return [show(value) for show, value in zip(self.shows, row, strict=True)]


def _show(column: Column, scope: Scope, zone: str) -> Show:
    if column.kind is Kind.ANSWER:
        return _coded({True: gettext("yes"), False: gettext("no")})
    if column.kind is Kind.INSTANT:
        return lambda instant: "" if instant is None else local(instant, zone).replace(tzinfo=None)
    if column.kind is Kind.DATES:
        return joined
    return _coded(column.words(scope) if column.words else {})


def _coded(words: Mapping[Any, str]) -> Show:
    return lambda value: "" if value is None else words.get(value, cast("str", value))


def joined(days: Sequence[date]) -> str:
    """Return dates as a table has them: `2027-11-17,2027-11-18`."""
    return ",".join(day.isoformat() for day in days)
