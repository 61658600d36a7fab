"""The history of a registration in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from sokwms_reg.attendees.office.words import POOLS
from sokwms_reg.attendees.states import (
    HONORIFICS,
    INTERPRETATION,
    LANGUAGES,
    REGIONS,
    action_words,
    actor_words,
    state_words,
)
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.audit.queries import history
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.templates import iso, moment, short_day
from sokwms_reg.registration.emails import LABELS, SECRET
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State

_CODES = {
    "honorific": HONORIFICS,
    "interpretation": INTERPRETATION,
    "voivodeship": REGIONS,
    "language": LANGUAGES,
    "pool": {str(pool): words for pool, words in POOLS.items()},
}
# What else may have changed beside the data, and the actions whose data are told.
_PLACE = {"position": N_("Position on the waiting list"), "pool": N_("Kind of place"), "category": N_("Category")}
_TOLD = {"registration.edit", "registration.replace"}
_STATES = {state.value for state in State}


@dataclass(frozen=True)
class Event:
    """A line of a history: what happened, when (words and machine's form), who did it, and details, if any."""

    title: str
    when: str
    iso: str
    who: str
    details: tuple[str, ...]


def history_of(session: Session, registration: Registration, zone: str, categories: Mapping[str, str]) -> list[Event]:
    """Return everything recorded about a registration, newest first, hours in `zone`; categories have names by key."""
    return [_event(entry, zone, categories) for entry in history(session, registration.subject_ref)]


def _event(entry: AuditEntry, zone: str, categories: Mapping[str, str]) -> Event:
    return Event(
        title=action_words(entry.action, entry.actor_kind),
        when=moment(entry.at, zone),
        iso=iso(entry.at, zone),
        who=actor_words(entry.actor_kind, entry.actor_label),
        details=tuple(_details(entry, categories)),
    )


def _details(entry: AuditEntry, categories: Mapping[str, str]) -> list[str]:
    details = []
    old, new = entry.changes.get("state", ("", ""))
    if old in _STATES and new in _STATES:
        details.append(gettext("%(old)s → %(new)s", old=state_words(old), new=state_words(new, entry.actor_kind)))
    elif new in _STATES:
        details.append(state_words(new, entry.actor_kind))
    if "salutation" in entry.changes:
        old, new = entry.changes["salutation"]
        nothing = gettext("general")
        details.append(gettext("%(old)s → %(new)s", old=old or nothing, new=new or nothing))
    for name in _PLACE.keys() & entry.changes.keys():
        old, new = (categories.get(value, value) if name == "category" else value for value in entry.changes[name])
        details.append(_change(name, gettext(_PLACE[name]), old, new))
    if entry.action in _TOLD:
        told = {name: both for name, both in entry.changes.items() if name in LABELS}
        details += [_change(name, gettext(LABELS[name]), *both) for name, both in told.items()]
    if entry.reason:
        details.append(gettext("Reason: %(reason)s", reason=entry.reason))
    return details


def _change(name: str, field: str, old: object, new: object) -> str:
    """Return a changed field with both values; of needs nothing but that they changed."""
    if name in SECRET:
        return gettext("%(field)s: changed", field=field)
    return gettext("%(field)s: %(old)s → %(new)s", field=field, old=_value(name, old), new=_value(name, new))


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(short_day(date.fromisoformat(day)) for day in value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    words = _CODES.get(name, {})
    return gettext(words[str(value)]) if value in words else str(value) or gettext("not given")
