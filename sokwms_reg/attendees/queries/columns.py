"""The registry of columns: their names are a contract (JSON, `--columns`), their titles and words are the reader's."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, literal

from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.attendees.queries.tags import tags_expression
from sokwms_reg.attendees.states import DIETS, HONORIFICS, INTERPRETATION, LANGUAGES, REGIONS, ROLES, state_words
from sokwms_reg.core.i18n import N_, current_language, gettext, locale_of, sort_key
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.models import Category
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.states import State

# What a list shows to whoever has chosen nothing.
USUAL = (
    "last_name",
    "first_name",
    "title",
    "institution",
    "category",
    "state",
    "days",
    "reference",
    "registered_at",
)
COMMONEST = "PL"  # of countries
# What somebody needs may tell of health or faith: read only with `Permission.NEEDS_READ`.
NEEDS = frozenset({"accessibility", "diet"})


class Kind(StrEnum):
    """How a value is written: text as it is; a code with words for it; yes or no; an instant; a list of dates."""

    TEXT = "text"
    CODE = "code"
    ANSWER = "answer"
    INSTANT = "instant"
    DATES = "dates"


@dataclass(frozen=True)
class Column:
    """One column. `expression` is None for days, which have rows of their own; `width` is in characters.

    `words` gives, for a scope, the words of codes in the reader's language; a code without any stands as it is.
    `order` is what lists are sorted by, where that is neither the value itself nor its words; `ranked` the same where
    it depends on the scope.
    """

    name: str
    title: str
    expression: ColumnElement[Any] | None
    kind: Kind = Kind.TEXT
    width: int = 20
    words: Callable[[Scope], Mapping[str, str]] | None = None
    order: ColumnElement[Any] | None = None
    ranked: Callable[[Scope], ColumnElement[Any]] | None = None

    def sorting(self, scope: Scope) -> ColumnElement[Any]:
        """Return what a list is sorted by: texts without case, codes by their words, in the reader's alphabet."""
        if self.ranked is not None:
            return self.ranked(scope)
        if self.order is not None:
            return self.order
        if self.words is not None:
            return _by_words(self._stored, self.words(scope))
        return func.lower(self._stored) if self.kind is Kind.TEXT else self._stored

    @property
    def _stored(self) -> ColumnElement[Any]:
        if self.expression is None:
            message = f"the column {self.name!r} says nothing of its order"
            raise ValueError(message)
        return self.expression

    @property
    def heading(self) -> str:
        """Return the title in the reader's language."""
        return gettext(self.title)


_columns: dict[str, Column] = {}


def add_columns(*added: Column) -> None:
    """Add columns after those there are; the same name twice is a mistake of the program: ValueError."""
    for column in added:
        if column.name in _columns:
            message = f"column {column.name!r} exists"
            raise ValueError(message)
        _columns[column.name] = column


def columns() -> Mapping[str, Column]:
    """Return all columns by name, in their order."""
    return _columns


def _translated(table: Mapping[str, str]) -> Callable[[Scope], Mapping[str, str]]:
    return lambda _scope: {str(code): gettext(text) for code, text in table.items()}


def _state_words(_scope: Scope) -> dict[str, str]:
    return {state.value: state_words(state) for state in State}


def _category_words(scope: Scope) -> dict[str, str]:
    return {category.key: plain(category.name) for category in scope.categories}


def _country_words(_scope: Scope) -> Mapping[str, str]:
    names: Mapping[str, str] = locale_of(current_language()).territories
    return {code: words for code, words in names.items() if code.isalpha()}  # the others are parts of the world


def _text(name: str, title: str, width: int = 20, order: ColumnElement[Any] | None = None) -> Column:
    return Column(name, title, getattr(Registration, name).expression, width=width, order=order)


def _code(name: str, title: str, words: Callable[[Scope], Mapping[str, str]], width: int = 18) -> Column:
    return Column(name, title, getattr(Registration, name).expression, Kind.CODE, width, words)


def _by_table(column: ColumnElement[str], codes: Iterable[str]) -> ColumnElement[int]:
    """Return an order of codes: that of their table."""
    return case({str(code): place for place, code in enumerate(codes)}, value=column)


def _by_words(column: ColumnElement[str], words: Mapping[str, str]) -> ColumnElement[int]:
    """Return an order of codes: the alphabet of their words. The code that most have is compared first."""
    ranks = {code: rank for rank, code in enumerate(sorted(words, key=lambda code: sort_key(words[code])))}
    common = {code: ranks[code] for code in (COMMONEST,) if code in ranks}
    return case({**common, **ranks}, value=column, else_=len(ranks))


def _first_day(scope: Scope) -> ColumnElement[int]:
    """Return the place of somebody's first day; the first one is looked up first, as most have it."""
    days = sorted(scope.days, key=lambda day: day.date)
    chosen = [(on_day([day.id]), place) for place, day in enumerate(days)]
    return case(*chosen, else_=len(days)) if chosen else literal(0)


def on_day(ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a registration is for one of the days."""
    mine = exists().where(RegistrationDay.registration_id == Registration.id, RegistrationDay.day_id.in_(ids))
    return mine.correlate(Registration)


def _answer(name: str, title: str) -> Column:
    return Column(name, title, getattr(Registration, name).expression, Kind.ANSWER, 14)


add_columns(
    _text("reference", N_("Reference"), 12, Registration.reference.expression),
    Column(
        "state",
        N_("State"),
        Registration.state.expression,
        Kind.CODE,
        24,
        _state_words,
        _by_table(Registration.state.expression, State),
    ),
    Column(
        "category",
        N_("Category"),
        Category.key.expression,
        Kind.CODE,
        28,
        _category_words,
        Category.ordinal.expression,
    ),
    _code("role", N_("Role"), _translated(ROLES)),
    _code("language", N_("Language"), _translated(LANGUAGES), 10),
    Column("registered_at", N_("Date of registration"), Registration.registered_at.expression, Kind.INSTANT, 19),
    _code("honorific", N_("Form of address"), _translated(HONORIFICS), 12),
    _text("title", N_("Title or degree"), 14),
    _text("first_name", N_("First name"), 16),
    _text("last_name", N_("Last name"), 20, Registration.sort_name.expression),
    _text("position", N_("Function or position"), 28),
    _text("email", N_("E-mail address"), 30),
    _text("phone", N_("Telephone"), 18),
    _text("institution", N_("Institution"), 40, Registration.institution_folded.expression),
    _code("voivodeship", N_("Voivodeship"), _translated(REGIONS), 20),
    _code("country", N_("Country"), _country_words),
    _text("contact_name", N_("Contact person"), 24),
    _text("contact_email", N_("E-mail address of the contact person"), 30),
    _text("contact_phone", N_("Telephone of the contact person"), 18),
    Column("days", N_("Days"), None, Kind.DATES, 24, ranked=_first_day),
    _code("interpretation", N_("Simultaneous interpreting"), _translated(INTERPRETATION)),
    _code("diet", N_("Meals"), _translated(DIETS), 24),
    _text("accessibility", N_("Access needs and diet details"), 40),
    _answer("consent_list", N_("Publication in the list of participants")),
    _answer("consent_next", N_("News about future editions")),
    Column("tags", N_("Tags"), tags_expression(), width=28),
)
