"""Reading a wish from an address. What cannot be followed is told apart, never taken for all."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sokwms_reg.attendees.queries.columns import NEEDS, columns
from sokwms_reg.attendees.queries.filtering import one_line
from sokwms_reg.attendees.queries.filters import Entry, ListFilter, filters
from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.attendees.queries.wish import NAME, PAGE_SIZE, SIZES, Wish, sorts
from sokwms_reg.core.search import fold

LONGEST_SEARCH = 200  # characters; nobody's name and institution together are longer
LARGEST_PAGE = 1_000_000  # more than any list has; larger numbers do not fit into every database's OFFSET
PERSON = "last_name"  # a column whose order is that of names
MOST_VALUES = 60  # of one filter; more than a person would choose


class Problem(StrEnum):
    """Why a part of the address was not followed."""

    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_COLUMN = "unknown_column"
    CLOSED_COLUMN = "closed_column"
    CLOSED = "closed"
    REPEATED = "repeated"
    NO_PAGE = "no_page"


Problems = Sequence[tuple[Problem, str]]


def read(scope: Scope, arguments: Mapping[str, Sequence[str]], *, sees_needs: bool = False) -> tuple[Wish, Problems]:
    """Return what an address asks for, and (problem, name) for each part that means nothing here.

    An empty value is a filter left alone; of several values of a filter one is enough. Whether the page exists, only
    the list knows. Who does not see needs can neither filter nor sort by them, nor have them as columns.
    """
    reader = _Reader(scope, sees_needs=sees_needs)
    for name, values in arguments.items():
        given = list(dict.fromkeys(value for value in values if value.strip()))
        if name in reader.filters:
            reader.filter(reader.filters[name], given)
        elif name not in reader.parts:
            reader.problems.append((Problem.UNKNOWN_NAME, name))
        elif name == "columns":
            reader.parts[name](",".join(given))
        elif len(given) > 1:
            reader.problems.append((Problem.REPEATED, name))
        elif given:
            reader.parts[name](given[0])
    wish = Wish(reader.q, reader.chosen, reader.sort, reader.page, reader.columns, reader.rows)
    return wish, tuple(dict.fromkeys(reader.problems))


class _Reader:
    def __init__(self, scope: Scope, *, sees_needs: bool) -> None:
        self.scope = scope
        self.sees_needs = sees_needs
        self.filters = {each.name: each for each in filters()}
        self.parts = {
            "q": self._search,
            "sort": self._sort,
            "page": self._page,
            "columns": self._columns,
            "rows": self._rows,
        }
        self.q, self.sort, self.page, self.rows = "", NAME, 1, PAGE_SIZE
        self.columns: tuple[str, ...] = ()
        self.chosen: dict[str, Sequence[str]] = {}
        self.problems: list[tuple[Problem, str]] = []

    def filter(self, each: ListFilter, given: Sequence[str]) -> None:
        if not given:
            return
        if each.needs and not self.sees_needs:
            self.problems.append((Problem.CLOSED, each.name))
            return
        if len(given) > (1 if each.entry is Entry.DATE else MOST_VALUES):
            self.problems.append((Problem.REPEATED, each.name))
            return
        choices = each.choices(self.scope)
        values = [each.read(choices, value) for value in given]
        known = dict.fromkeys(value for value in values if value is not None)
        if None in values:
            self.problems.append((Problem.UNKNOWN_VALUE, each.name))
        if known:
            places = {value: place for place, value in enumerate(choices)}
            self.chosen[each.name] = tuple(sorted(known, key=lambda value: places.get(value, 0)))

    def _search(self, value: str) -> None:
        words = one_line(value)
        if len(words) <= LONGEST_SEARCH and fold(words):
            self.q = words
        else:
            self.problems.append((Problem.UNKNOWN_VALUE, "q"))

    def _sort(self, value: str) -> None:
        key = value.removeprefix("-")
        if key in NEEDS and not self.sees_needs:
            self.problems.append((Problem.CLOSED_COLUMN, key))
        elif key == PERSON:
            self.sort = value.replace(PERSON, NAME)
        elif key in sorts():
            self.sort = value
        else:
            self.problems.append((Problem.UNKNOWN_VALUE, "sort"))

    def _page(self, value: str) -> None:
        number = int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(LARGEST_PAGE)) else 0
        if 1 <= number <= LARGEST_PAGE:
            self.page = number
        else:
            self.problems.append((Problem.NO_PAGE, "page"))

    def _rows(self, value: str) -> None:
        if value in map(str, SIZES):
            self.rows = int(value)
        else:
            self.problems.append((Problem.UNKNOWN_VALUE, "rows"))

    def _columns(self, value: str) -> None:
        names = list(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
        known = columns()
        for name in names:
            if name not in known:
                self.problems.append((Problem.UNKNOWN_COLUMN, name))
            elif name in NEEDS and not self.sees_needs:
                self.problems.append((Problem.CLOSED_COLUMN, name))
        self.columns = tuple(name for name in names if name in known and (self.sees_needs or name not in NEEDS))
