"""The registry of filters: each is a parameter of the address, given once or several times. Rooms above add theirs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, or_

from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.core.i18n import gettext


class Entry(StrEnum):
    """How a value is entered: chosen among those that there are; typed; a day, of which there is one."""

    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"


def no_choices(_scope: Scope) -> dict[str, str]:
    """Return the choices of a filter whose values are typed: none."""
    return {}


@dataclass(frozen=True)
class ListFilter:
    """One filter. `title` and `everything` (no choice made) are English texts of the catalogues.

    `choices` gives the values that exist in a scope with their words in the reader's language, `condition` what a
    value demands of a registration; of several values one is enough. A filter of another entry than a choice gives
    `taken`, a value as it is kept or None where it means nothing, and may give `said`, its words. `counted`: the list
    says beside each value how many have it. `needs`: it is about access needs or meals, read only with
    `Permission.NEEDS_READ`.
    """

    name: str
    title: str
    everything: str
    choices: Callable[[Scope], Mapping[str, str]]
    condition: Callable[[Scope, str], ColumnElement[bool]]
    entry: Entry = Entry.CHOICE
    taken: Callable[[str], str | None] | None = None
    said: Callable[[str], str] | None = None
    counted: bool = False
    needs: bool = False

    @property
    def words(self) -> str:
        """Return the title in the reader's language."""
        return gettext(self.title)

    def read(self, choices: Mapping[str, str], value: str) -> str | None:
        """Return a value of the address as it is kept; None where it means nothing."""
        if self.taken is not None:
            return self.taken(value)
        return value if value in choices else None

    def value_words(self, choices: Mapping[str, str], value: str) -> str:
        """Return a value in the reader's words; one that is gone stands as it is."""
        return self.said(value) if self.said is not None else choices.get(value, value)

    def any_of(self, scope: Scope, values: Sequence[str]) -> ColumnElement[bool]:
        """Return what several values demand: one of them is enough."""
        return or_(*(self.condition(scope, value) for value in values))


_filters: dict[str, ListFilter] = {}


def add_filter(added: ListFilter) -> None:
    """Add a filter to all lists of people; the same name twice is a mistake of the program: ValueError."""
    if added.name in _filters:
        message = f"filter {added.name!r} exists"
        raise ValueError(message)
    _filters[added.name] = added


def filters() -> Sequence[ListFilter]:
    """Return all filters, in the order in which they were added."""
    return tuple(_filters.values())
