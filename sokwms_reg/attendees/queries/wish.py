"""What somebody asks a list for, and what that demands of a registration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from sokwms_reg.attendees.queries.columns import NEEDS, columns
from sokwms_reg.attendees.queries.filters import ListFilter, filters
from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.search import aside, fold, holds
from sokwms_reg.core.tokens import normal_reference
from sokwms_reg.registration.models import Registration

NAME = "name"
BY_NAME = N_("name")
PAGE_SIZE = 50
SIZES = (PAGE_SIZE, 100, 200)  # rows that a page may have


@dataclass(frozen=True)
class Wish:
    """A question to the list, and how it is shown.

    Words to search for, values by filter (a single one may be given as it is), the order, the page from 1, the columns
    by name (none: the usual ones), the rows of a page.
    """

    q: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = NAME
    page: int = 1
    columns: tuple[str, ...] = ()
    rows: int = PAGE_SIZE

    def __post_init__(self) -> None:
        """Make a tuple of the values of each filter."""
        values = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in self.chosen.items()}
        object.__setattr__(self, "chosen", values)

    def arguments(self) -> dict[str, Any]:
        """Return whom it is about and in which order, as an address has it; nothing for what stands by itself.

        Several values of a filter are a list.
        """
        given = {"q": self.q, **self.chosen, "sort": "" if self.sort == NAME else self.sort}
        return {name: _plain(value) for name, value in given.items() if value}

    def address(self) -> dict[str, Any]:
        """Return all of it but the page, as an address has it."""
        rows = {} if self.rows == PAGE_SIZE else {"rows": self.rows}
        return {**self.arguments(), **({"columns": ",".join(self.columns)} if self.columns else {}), **rows}

    def without(self, name: str, value: str | None = None) -> "Wish":
        """Return the wish without a filter, or one value of it, or without its search, from the first page."""
        kept = {key: values for key, values in self.chosen.items() if key != name}
        left = tuple(each for each in self.chosen.get(name, ()) if value is not None and each != value)
        return replace(self, q="" if name == "q" else self.q, chosen={**kept, name: left} if left else kept, page=1)

    def choosing(self, name: str, value: str) -> "Wish":
        """Return the wish with one value of a filter and no other, from the first page."""
        return replace(self.without(name), chosen={**self.without(name).chosen, name: (value,)})

    def everybody(self) -> "Wish":
        """Return the wish without search and filters, from the first page, shown as it is."""
        return replace(self, q="", chosen={}, page=1)

    def sorted_by(self, sort: str) -> "Wish":
        """Return the wish in another order, from the first page."""
        return replace(self, sort=sort, page=1)

    @property
    def narrows(self) -> bool:
        """Tell whether it asks for less than everybody."""
        return bool(self.q or self.chosen)

    @property
    def about_needs(self) -> bool:
        """Tell whether the people or their order say something of needs, whatever the columns."""
        asked = any(each.needs and each.name in self.chosen for each in filters())
        return asked or self.sort.removeprefix("-") in NEEDS


def _plain(value: str | Sequence[str]) -> str | list[str]:
    if isinstance(value, str):
        return value
    return value[0] if len(value) == 1 else list(value)


def condition(scope: Scope, wish: Wish) -> ColumnElement[bool]:
    """Return what the wish demands of a registration."""
    return and_(Registration.edition_id == scope.edition.id, *_demands(scope, wish))


def looked_through(scope: Scope, wish: Wish) -> ColumnElement[bool]:
    """Return the same for a question that has to look at every row."""
    return and_(aside(Registration.edition_id.expression) == scope.edition.id, *_demands(scope, wish))


def _demands(scope: Scope, wish: Wish) -> list[ColumnElement[bool]]:
    """Return what is demanded beside the edition."""
    filtered = [each.any_of(scope, values) for each, values in chosen(wish)]
    if not wish.q:
        return filtered
    words = and_(*(holds(Registration.search_text.expression, word) for word in fold(wish.q.replace(",", " ")).split()))
    return [or_(words, Registration.reference == normal_reference(wish.q)), *filtered]


def chosen(wish: Wish) -> list[tuple[ListFilter, Sequence[str]]]:
    """Return the filters that are set, each with its values."""
    return [(each, wish.chosen[each.name]) for each in filters() if each.name in wish.chosen]


def sorts() -> dict[str, str]:
    """Return the keys of `sort` with their words in the reader's language; "-" before a key turns the order round.

    A person's name is one of them, and so is every column.
    """
    by_column = {name: column.heading for name, column in columns().items()}
    by_column.pop("last_name")  # this is the order by name
    return {NAME: gettext(BY_NAME), **by_column}


def order(scope: Scope, wish: Wish) -> list[ColumnElement[Any]]:
    """Return what the list is sorted by; the number of the row settles ties, so that pages never overlap."""
    name = wish.sort.removeprefix("-")
    key = columns()[name].sorting(scope) if name in columns() else None
    by_name, tie = Registration.sort_name.expression, Registration.id.expression
    if key is None:
        return [by_name.desc() if wish.sort.startswith("-") else by_name.asc(), tie]
    return [key.desc() if wish.sort.startswith("-") else key.asc(), by_name, tie]
