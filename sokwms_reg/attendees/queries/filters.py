"""The registry of filters: each is a parameter of the address with a closed set of values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, select

from sokwms_reg.attendees.queries.scope import Scope
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.templates import plain, weekday_day
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.states import LABELS, State


@dataclass(frozen=True)
class ListFilter:
    """One filter. `title` and `everything` (no choice made) are English texts of the catalogues.

    `choices` gives the values that exist in a scope with their words in the reader's language, `condition` what a
    value demands of a registration.
    """

    name: str
    title: str
    everything: str
    choices: Callable[[Scope], Mapping[str, str]]
    condition: Callable[[Scope, str], ColumnElement[bool]]

    @property
    def words(self) -> str:
        """Return the title in the reader's language."""
        return gettext(self.title)


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


def _states(_scope: Scope) -> dict[str, str]:
    return {state.value: gettext(LABELS[state]) for state in State}


def _categories(scope: Scope) -> dict[str, str]:
    return {category.key: plain(category.name) for category in scope.categories}


def _days(scope: Scope) -> dict[str, str]:
    return {day.date.isoformat(): weekday_day(day.date) for day in scope.days}


def _in_state(_scope: Scope, value: str) -> ColumnElement[bool]:
    return Registration.state == value


def _in_category(scope: Scope, value: str) -> ColumnElement[bool]:
    ids = [category.id for category in scope.categories if category.key == value]
    return Registration.category_id.in_(ids) if ids else false()


def _on_day(scope: Scope, value: str) -> ColumnElement[bool]:
    ids = [day.id for day in scope.days if day.date.isoformat() == value]
    chosen = select(RegistrationDay.registration_id).where(RegistrationDay.day_id.in_(ids))
    return Registration.id.in_(chosen)


add_filter(ListFilter("category", N_("Category"), N_("All categories"), _categories, _in_category))
add_filter(ListFilter("state", N_("State"), N_("All states"), _states, _in_state))
add_filter(ListFilter("day", N_("Day"), N_("All days"), _days, _on_day))
