"""The table of a list: its headings, and the values of its rows in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.states import state_words
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import moment, short_day
from sokwms_reg.editions.models import Category

# Columns that stand in one cell, where a list begins with some of them in this order.
PERSON = ("last_name", "first_name", "title", "institution")
SPEAKING = frozenset({"category", "state", "days", "reference"})  # their values say what they are, on a card too


@dataclass(frozen=True)
class Row:
    """A registration: the words that lead to it, what stands below them, and all values."""

    person: queries.Person
    name: str
    below: str

    @property
    def state(self) -> str:
        """Return its state in the reader's words."""
        return state_words(self.person.values["state"], self.person.cancelled_by)


@dataclass(frozen=True)
class Table:
    """A table: `lead` are the columns of the first cell, `rest` have one each; `words` of codes, by column."""

    lead: Sequence[queries.Column]
    rest: Sequence[queries.Column]
    rows: Sequence[Row]
    words: Mapping[str, Mapping[Any, str]]
    categories: Mapping[str, Category]
    sort: str

    def label(self, column: queries.Column) -> str:
        """Return what stands before a value on a card."""
        return "" if column.name in SPEAKING else column.heading

    def sorted_by(self, columns: Sequence[queries.Column]) -> str:
        """Return `ascending` or `descending` where the list is sorted by one of the columns, else nothing."""
        if self.sort.removeprefix("-") not in {self.key(column) for column in columns}:
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"

    def key(self, column: queries.Column) -> str:
        """Return the key of `sort` for a column: people are sorted by last and first name together."""
        return queries.NAME if column.name == PERSON[0] else column.name

    def turned(self, column: queries.Column) -> str:
        """Return what a press on a heading sorts by: the same again turns the order round."""
        key = self.key(column)
        return f"-{key}" if self.sort == key else key


def table_of(
    scope: queries.Scope, shown: Sequence[queries.Column], sort: str, people: Sequence[queries.Person]
) -> Table:
    """Return the table of some people."""
    lead = _lead(shown)
    names = [column.name for column in lead]
    answers = {True: gettext("yes"), False: gettext("no")}
    words: dict[str, Mapping[Any, str]] = {
        column.name: answers if column.kind is queries.Kind.ANSWER else column.words(scope) if column.words else {}
        for column in shown
    }
    said = _Said(words, scope.edition.timezone)
    return Table(
        lead,
        shown[len(lead) :],
        [_row(person, lead[0], names, said) for person in people],
        words,
        {category.key: category for category in scope.categories},
        sort,
    )


def _lead(shown: Sequence[queries.Column]) -> Sequence[queries.Column]:
    """Return the columns of the first cell: those of the person that the list begins with, or the first one."""
    parts = iter(PERSON)
    number = 0
    for column in shown:
        if column.name not in parts:  # goes on where it was, so that their order counts
            break
        number += 1
    return shown[: number or 1]


@dataclass(frozen=True)
class _Said:
    """Says a value of the first cell, which is a link."""

    words: Mapping[str, Mapping[Any, str]]
    zone: str

    def of(self, column: queries.Column, value: Any) -> str:  # noqa: ANN401 - whatever the column has
        if column.kind is queries.Kind.DATES:
            return ", ".join(short_day(day) for day in value)
        if column.kind is queries.Kind.INSTANT:
            return moment(value, self.zone)
        return str(self.words[column.name].get(value, value))


def _row(person: queries.Person, first: queries.Column, lead: Sequence[str], said: _Said) -> Row:
    if first.name not in PERSON:
        return Row(person, said.of(first, person.values[first.name]) or person.reference, "")
    values = {name: str(person.values[name]) for name in lead}
    name = " ".join(values[part] for part in PERSON[:2] if values.get(part))
    named = ", ".join(part for part in (name, values.get("title", "")) if part)
    institution = values.get("institution", "")
    return Row(person, named or institution or person.reference, institution if named else "")
