"""What somebody asks a list for, read from an address. What cannot be read is told apart, never taken for all."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_

from sokwms_reg.attendees.queries.filters import ListFilter, filters
from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.core.i18n import N_
from sokwms_reg.core.search import fold, like
from sokwms_reg.core.tokens import normal_reference
from sokwms_reg.editions.models import Category
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State

NAME = "name"
LONGEST_SEARCH = 200  # characters; nobody's name and institution together are longer
LARGEST_PAGE = 1_000_000  # more than any list has; larger numbers do not fit into every database's OFFSET

# The keys of `sort`, with the words for them; "-" before a key turns the order round.
SORTS = {
    NAME: N_("name"),
    "registered_at": N_("date of registration"),
    "category": N_("category"),
    "state": N_("state"),
    "institution": N_("institution"),
    "reference": N_("reference"),
}


class Problem(StrEnum):
    """Why a part of the address was not followed."""

    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_VALUE = "unknown_value"
    REPEATED = "repeated"
    NO_PAGE = "no_page"


@dataclass(frozen=True)
class Wish:
    """A question to the list: words to search for, a value by filter, the order, the page from 1."""

    q: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = NAME
    page: int = 1

    def arguments(self) -> dict[str, Any]:
        """Return the wish as an address has it, without its page; nothing for what stands by itself."""
        given = {"q": self.q, **self.chosen, "sort": "" if self.sort == NAME else self.sort}
        return {name: value for name, value in given.items() if value}

    def without(self, name: str) -> "Wish":
        """Return the wish without one of its filters or its search, from the first page."""
        kept = {key: value for key, value in self.chosen.items() if key != name}
        return replace(self, q="" if name == "q" else self.q, chosen=kept, page=1)

    def choosing(self, name: str, value: str) -> "Wish":
        """Return the wish with one filter set, from the first page."""
        return replace(self.without(name), chosen={**self.without(name).chosen, name: value})

    def sorted_by(self, sort: str) -> "Wish":
        """Return the wish in another order, from the first page."""
        return replace(self, sort=sort, page=1)

    @property
    def narrows(self) -> bool:
        """Tell whether it asks for less than everybody."""
        return bool(self.q or self.chosen)


Problems = Sequence[tuple[Problem, str]]


def read(scope: Scope, arguments: Mapping[str, Sequence[str]]) -> tuple[Wish, Problems]:
    """Return what an address asks for, and (problem, parameter) for each part that means nothing here.

    An empty value is a filter left alone. Whether the page exists, only the list knows.
    """
    reader = _Reader(scope)
    for name, values in arguments.items():
        given = [value for value in values if value.strip()]
        if len(given) > 1:
            reader.problems.append((Problem.REPEATED, name))
        elif given or name not in reader.known:
            reader.take(name, given[0] if given else "")
    return Wish(reader.q, reader.chosen, reader.sort, reader.page), tuple(reader.problems)


class _Reader:
    def __init__(self, scope: Scope) -> None:
        self.choices = {each.name: each.choices(scope) for each in filters()}
        self.known = {"q", "sort", "page", *self.choices}
        self.q, self.sort, self.page = "", NAME, 1
        self.chosen: dict[str, str] = {}
        self.problems: list[tuple[Problem, str]] = []

    def take(self, name: str, value: str) -> None:
        if name not in self.known:
            self.problems.append((Problem.UNKNOWN_NAME, name))
        elif name == "q":
            self._search(value)
        elif name == "page":
            self._page(value)
        elif name == "sort" and value.removeprefix("-") in SORTS:
            self.sort = value
        elif name != "sort" and value in self.choices[name]:
            self.chosen[name] = value
        else:
            self.problems.append((Problem.UNKNOWN_VALUE, name))

    def _search(self, value: str) -> None:
        words = " ".join("".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in value).split())
        if len(words) <= LONGEST_SEARCH and fold(words):
            self.q = words
        else:
            self.problems.append((Problem.UNKNOWN_VALUE, "q"))

    def _page(self, value: str) -> None:
        number = int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(LARGEST_PAGE)) else 0
        if 1 <= number <= LARGEST_PAGE:
            self.page = number
        else:
            self.problems.append((Problem.NO_PAGE, "page"))


def condition(scope: Scope, wish: Wish) -> ColumnElement[bool]:
    """Return what the wish demands of a registration."""
    return and_(found(scope, wish), *(each.condition(scope, value) for each, value in chosen(wish)))


def found(scope: Scope, wish: Wish) -> ColumnElement[bool]:
    """Return what the wish demands without its filters: the edition, and what is searched for."""
    mine: ColumnElement[bool] = Registration.edition_id == scope.edition.id
    if not wish.q:
        return mine
    words = and_(*(Registration.search_text.like(word, escape="\\") for word in like(wish.q)))
    return and_(mine, or_(words, Registration.reference == normal_reference(wish.q)))


def chosen(wish: Wish) -> list[tuple[ListFilter, str]]:
    """Return the filters that are set, each with its value."""
    return [(each, wish.chosen[each.name]) for each in filters() if each.name in wish.chosen]


_ORDERS: dict[str, ColumnElement[Any]] = {
    NAME: Registration.sort_name.expression,
    "registered_at": Registration.registered_at.expression,
    "category": Category.ordinal.expression,
    "state": case({state.value: number for number, state in enumerate(State)}, value=Registration.state),
    "institution": func.lower(Registration.institution),
    "reference": Registration.reference.expression,
}


def order(wish: Wish) -> list[ColumnElement[Any]]:
    """Return what the list is sorted by; the number of the row settles ties, so that pages never overlap."""
    key = _ORDERS[wish.sort.removeprefix("-")]
    tie: list[ColumnElement[Any]] = [Registration.id.expression]
    if wish.sort.removeprefix("-") != NAME:
        tie.insert(0, Registration.sort_name.expression)
    return [key.desc() if wish.sort.startswith("-") else key.asc(), *tie]
