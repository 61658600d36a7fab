"""The registry of columns: their names are a contract (JSON, `--columns`), their titles and words are the reader's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement

from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.attendees.states import DIETS, HONORIFICS, INTERPRETATION, LANGUAGES, REGIONS, ROLES, state_words
from sokwms_reg.core.i18n import N_, current_language, gettext, locale_of
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.models import Category
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State

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
    """

    name: str
    title: str
    expression: ColumnElement[Any] | None
    kind: Kind = Kind.TEXT
    width: int = 20
    words: Callable[[Scope], Mapping[str, str]] | None = None

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
    return names


def _text(name: str, title: str, width: int = 20) -> Column:
    return Column(name, title, getattr(Registration, name).expression, width=width)


def _code(name: str, title: str, words: Callable[[Scope], Mapping[str, str]], width: int = 18) -> Column:
    return Column(name, title, getattr(Registration, name).expression, Kind.CODE, width, words)


def _answer(name: str, title: str) -> Column:
    return Column(name, title, getattr(Registration, name).expression, Kind.ANSWER, 14)


add_columns(
    _text("reference", N_("Reference"), 12),
    _code("state", N_("State"), _state_words, 24),
    Column("category", N_("Category"), Category.key.expression, Kind.CODE, 28, _category_words),
    _code("role", N_("Role"), _translated(ROLES)),
    _code("language", N_("Language"), _translated(LANGUAGES), 10),
    Column("registered_at", N_("Date of registration"), Registration.registered_at.expression, Kind.INSTANT, 19),
    _code("honorific", N_("Form of address"), _translated(HONORIFICS), 12),
    _text("title", N_("Title or degree"), 14),
    _text("first_name", N_("First name"), 16),
    _text("last_name", N_("Last name"), 20),
    _text("position", N_("Function or position"), 28),
    _text("email", N_("E-mail address"), 30),
    _text("phone", N_("Telephone"), 18),
    _text("institution", N_("Institution"), 40),
    _code("voivodeship", N_("Voivodeship"), _translated(REGIONS), 20),
    _code("country", N_("Country"), _country_words),
    _text("contact_name", N_("Contact person"), 24),
    _text("contact_email", N_("E-mail address of the contact person"), 30),
    _text("contact_phone", N_("Telephone of the contact person"), 18),
    Column("days", N_("Days"), None, Kind.DATES, 24),
    _code("interpretation", N_("Simultaneous interpreting"), _translated(INTERPRETATION)),
    _code("diet", N_("Meals"), _translated(DIETS), 24),
    _text("accessibility", N_("Access needs and diet details"), 40),
    _answer("consent_list", N_("Publication in the list of participants")),
    _answer("consent_next", N_("News about future editions")),
)
