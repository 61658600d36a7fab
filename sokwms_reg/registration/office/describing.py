"""Rules and changes of rules in the reader's words: on previews and in the history, old and new beside each other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes
from sokwms_reg.core.i18n import N_, gettext, ngettext
from sokwms_reg.core.templates import day, moment, plain, weekday_day
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration import queries
from sokwms_reg.registration.forms.settings.category import POLICIES
from sokwms_reg.registration.forms.settings.registration import WAYS

LABELS = {
    "registration_opens_at": N_("Registration opens"),
    "registration_closes_at": N_("Registration closes"),
    "promotion": N_("Places that become free"),
    "promotion_until": N_("Last day on which free places go out by themselves"),
    "offer_hours": N_("Hours to answer an offer"),
    "editing_until": N_("Participants may change their data until"),
    "replacement_until": N_("A colleague may come instead until"),
    "withdrawal_until": N_("Participants may withdraw by themselves until"),
    "policy": N_("Who registers, and who decides"),
    "capacity": N_("Places"),
    "reserved_speakers": N_("Of these, reserved for speakers"),
    "reserved_invitations": N_("Of these, reserved for invitations"),
    "institution_limit": N_("Most places for one institution"),
    "opens_at": N_("The category opens"),
    "closes_at": N_("The category closes"),
    "name_pl": N_("Name in Polish"),
    "name_en": N_("Name in English"),
    "description_pl": N_("Description in Polish"),
    "description_en": N_("Description in English"),
    "notice_pl": N_("Notice in Polish"),
    "notice_en": N_("Notice in English"),
    "contact_name_pl": N_("Name of the secretariat in Polish"),
    "contact_name_en": N_("Name of the secretariat in English"),
    "contact_email": N_("E-mail address"),
    "contact_phone": N_("Telephone"),
    "rules_pl": N_("Rules in Polish"),
    "rules_en": N_("Rules in English"),
    "privacy_pl": N_("Privacy notice in Polish"),
    "privacy_en": N_("Privacy notice in English"),
    "privacy_version": N_("Version of the privacy notice"),
}
# What an empty column means.
UNSET = {
    "registration_opens_at": N_("not set: no registration here"),
    "registration_closes_at": N_("not set: no registration here"),
    "promotion_until": N_("not set: until registration closes"),
    "editing_until": N_("not set: until registration closes"),
    "replacement_until": N_("not set: until the first day begins"),
    "withdrawal_until": N_("not set: always"),
    "opens_at": N_("not set: together with the edition"),
    "closes_at": N_("not set: together with the edition"),
}
# What stands in a column of places where nothing limits them.
_NO_LIMIT = {"institution_limit": 0, "day": 0, "category_day": None}
_LONG = {f"{name}_{code}" for name in ("description", "notice", "rules", "privacy") for code in ("pl", "en")}
_PLACE = re.compile(r"(?:categories\[(?P<category>[^\]]+)\]\.)?(?:days\[(?P<day>[^\]]+)\]\.)?(?P<column>\w+)")


@dataclass(frozen=True)
class Scope:
    """What the words of an edition's rules need: its zone, its categories and days by key."""

    zone: str
    categories: Mapping[str, str]
    days: Mapping[str, date]


@dataclass(frozen=True)
class Line:
    """A changed rule: its name, and what it was and is; both empty for a long text, which has changed."""

    name: str
    old: str = ""
    new: str = ""


def scope_of(session: Session, edition: Edition) -> Scope:
    """Return the scope in plain values."""
    categories = {category.key: plain(category.name) for category in queries.categories_of(session, edition.id)}
    return Scope(edition.timezone, categories, {one.key: one.date for one in queries.days(session, edition.id)})


def changes_words(changes: Changes, scope: Scope) -> list[Line]:
    """Return the recorded changes that are rules, in words; what an edition file changed beside them is left out."""
    found = [(_PLACE.fullmatch(place), both) for place, both in changes.items()]
    return [_line(match, both, scope) for match, both in found if match and match["column"] in LABELS]


def _line(match: re.Match[str], both: list[object], scope: Scope) -> Line:
    column = match["column"]
    name = gettext(LABELS[column])
    if match["day"]:
        on = scope.days.get(match["day"])
        name = gettext("Places on %(day)s", day=weekday_day(on) if on else match["day"])
    if match["category"]:
        category = scope.categories.get(match["category"], match["category"])
        name = gettext("%(category)s: %(rule)s", category=category, rule=name)
    if column in _LONG:
        return Line(name)
    if match["day"]:
        column = "category_day" if match["category"] else "day"
    old, new = (value_words(column, value, scope.zone) for value in both)
    return Line(name, old, new)


def value_words(column: str, value: Any, zone: str) -> str:  # noqa: ANN401 - any value of a column, or as recorded
    """Return what a column holds, in words; dates and instants also in the form in which they are recorded."""
    if column in UNSET:
        return gettext(UNSET[column]) if value is None else _time_words(column, value, zone)
    if column in _NO_LIMIT and value == _NO_LIMIT[column]:
        return gettext("no limit")
    if column == "offer_hours":
        return ngettext("%(num)s hour", "%(num)s hours", int(value))
    words: Mapping[str, Any] = {"policy": POLICIES, "promotion": WAYS}.get(column, {})
    return str(words.get(value, value)) or gettext("not given")


def _time_words(column: str, value: Any, zone: str) -> str:  # noqa: ANN401 - as above
    if column == "promotion_until":
        return day(date.fromisoformat(value) if isinstance(value, str) else value)
    return moment(datetime.fromisoformat(value) if isinstance(value, str) else value, zone)
