"""The filters that every list has; they are added when the queries are loaded."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import InstrumentedAttribute

from sokwms_reg.attendees.queries.columns import on_day
from sokwms_reg.attendees.queries.filters import Entry, ListFilter, add_filter, no_choices
from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.attendees.queries.tags import has_tag
from sokwms_reg.attendees.states import LANGUAGES, REGIONS, ROLES
from sokwms_reg.core.clock import instant
from sokwms_reg.core.i18n import N_, current_language, gettext
from sokwms_reg.core.search import aside, fold, fold_words, holds
from sokwms_reg.core.templates import day, plain, weekday_day
from sokwms_reg.registration.forms.choices import countries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import LABELS, State

_REGISTERED = aside(Registration.registered_at.expression)  # of most days there are many: names lead to the first ones
LONGEST_TYPED = 200  # characters of an institution
YEARS = range(2000, 2200)  # of a date: others are slips, and no zone of the world has been told about them
ACCESS, DIET = "access", "diet"
NEED_WORDS = {ACCESS: N_("access needs"), DIET: N_("special meals")}
CONSENT_WORDS = {
    "list": N_("publication in the list of participants"),
    "next": N_("news about future editions"),
    "no-list": N_("no publication in the list of participants"),
    "no-next": N_("no news about future editions"),
}


def spoken(table: Mapping[str, str]) -> Callable[[Scope], dict[str, str]]:
    """Return choices from a table of codes with English texts of the catalogues."""
    return lambda _scope: {str(code): gettext(text) for code, text in table.items()}


def one_line(value: str) -> str:
    """Return something typed without control characters and repeated blanks."""
    return " ".join("".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in value).split())


def _states(_scope: Scope) -> dict[str, str]:
    return {state.value: gettext(LABELS[state]) for state in State}


def _categories(scope: Scope) -> dict[str, str]:
    return {category.key: plain(category.name) for category in scope.categories}


def _days(scope: Scope) -> dict[str, str]:
    return {day.date.isoformat(): weekday_day(day.date) for day in scope.days}


def _tags(scope: Scope) -> dict[str, str]:
    return {str(tag.id): tag.name for tag in scope.tags}


def _tagged(_scope: Scope, value: str) -> ColumnElement[bool]:
    return has_tag(int(value))


def _countries(_scope: Scope) -> dict[str, str]:
    return dict(countries(current_language()))


def _in_category(scope: Scope, value: str) -> ColumnElement[bool]:
    ids = [category.id for category in scope.categories if category.key == value]
    return Registration.category_id.in_(ids) if ids else false()


def _on_day(scope: Scope, value: str) -> ColumnElement[bool]:
    ids = [day.id for day in scope.days if day.date.isoformat() == value]
    return on_day(ids)


def _equal(column: InstrumentedAttribute[str]) -> Callable[[Scope, str], ColumnElement[bool]]:
    return lambda _scope, value: column == value


def _institution(value: str) -> str | None:
    words = one_line(value)
    return words if len(words) <= LONGEST_TYPED and institution_part(words) else None


def institution_part(words: str) -> str:
    """Return what somebody typed as institutions are kept for comparing."""
    return fold_words(words) or fold(words)


def _of_institution(_scope: Scope, value: str) -> ColumnElement[bool]:
    return holds(Registration.institution_folded.expression, institution_part(value))


def _date(value: str) -> str | None:
    try:
        found = date.fromisoformat(value.strip())
    except ValueError:
        return None
    return found.isoformat() if found.year in YEARS else None


def _day_words(value: str) -> str:
    return day(date.fromisoformat(value))


def _midnight(scope: Scope, day: date) -> datetime:
    """Return the instant at which a day begins in the edition's zone."""
    return instant(datetime.combine(day, time()), scope.edition.timezone)


def _from(scope: Scope, value: str) -> ColumnElement[bool]:
    return _midnight(scope, date.fromisoformat(value)) <= _REGISTERED


def _until(scope: Scope, value: str) -> ColumnElement[bool]:
    return _midnight(scope, date.fromisoformat(value) + timedelta(days=1)) > _REGISTERED


def _in_need(_scope: Scope, value: str) -> ColumnElement[bool]:
    return Registration.accessibility != "" if value == ACCESS else Registration.diet != "none"


def _consenting(_scope: Scope, value: str) -> ColumnElement[bool]:
    column = Registration.consent_list if value.endswith("list") else Registration.consent_next
    return column.is_(not value.startswith("no-"))


def _typed_words(value: str) -> str:
    return gettext("“%(words)s”", words=value)


add_filter(ListFilter("category", N_("Category"), N_("All categories"), _categories, _in_category, counted=True))
add_filter(ListFilter("state", N_("State"), N_("All states"), _states, _equal(Registration.state), counted=True))
add_filter(ListFilter("day", N_("Day"), N_("All days"), _days, _on_day))
add_filter(ListFilter("tag", N_("Tag"), N_("All tags"), _tags, _tagged))
add_filter(ListFilter("role", N_("Role"), N_("All roles"), spoken(ROLES), _equal(Registration.role)))
add_filter(
    ListFilter(
        "institution",
        N_("Institution"),
        N_("All institutions"),
        no_choices,
        _of_institution,
        Entry.TEXT,
        _institution,
        _typed_words,
    )
)
add_filter(
    ListFilter(
        "voivodeship",
        N_("Voivodeship"),
        N_("All voivodeships"),
        spoken(REGIONS),
        _equal(Registration.voivodeship),
    )
)
add_filter(ListFilter("country", N_("Country"), N_("All countries"), _countries, _equal(Registration.country)))
add_filter(
    ListFilter("language", N_("Language"), N_("All languages"), spoken(LANGUAGES), _equal(Registration.language))
)
add_filter(ListFilter("needs", N_("Needs"), N_("With and without needs"), spoken(NEED_WORDS), _in_need, needs=True))
add_filter(ListFilter("consent", N_("Consents"), N_("With and without consents"), spoken(CONSENT_WORDS), _consenting))
add_filter(ListFilter("from", N_("Registered from"), N_("Any day"), no_choices, _from, Entry.DATE, _date, _day_words))
add_filter(ListFilter("to", N_("Registered to"), N_("Any day"), no_choices, _until, Entry.DATE, _date, _day_words))
