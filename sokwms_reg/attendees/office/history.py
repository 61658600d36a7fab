"""The history of a registration in the reader's words."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from sokwms_reg.attendees.states import (
    HONORIFICS,
    INTERPRETATION,
    REGIONS,
    action_words,
    actor_words,
    state_words,
)
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.audit.queries import history
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import iso, moment, short_day
from sokwms_reg.registration.emails import FIELDS, SECRET
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State

_CODES = {"honorific": HONORIFICS, "interpretation": INTERPRETATION, "voivodeship": REGIONS}
_STATES = {state.value for state in State}


@dataclass(frozen=True)
class Event:
    """A line of a history: what happened, when (words and machine's form), who did it, and details, if any."""

    title: str
    when: str
    iso: str
    who: str
    details: tuple[str, ...]


def history_of(session: Session, registration: Registration, zone: str) -> list[Event]:
    """Return everything recorded about a registration, newest first, hours in `zone`."""
    return [_event(entry, zone) for entry in history(session, registration.subject_ref)]


def _event(entry: AuditEntry, zone: str) -> Event:
    return Event(
        title=action_words(entry.action, entry.actor_kind),
        when=moment(entry.at, zone),
        iso=iso(entry.at, zone),
        who=actor_words(entry.actor_kind, entry.actor_label),
        details=tuple(_details(entry)),
    )


def _details(entry: AuditEntry) -> list[str]:
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
    if entry.action == "registration.edit":
        details += [_change(name, *both) for name, both in entry.changes.items() if name in FIELDS]
    if entry.reason:
        details.append(gettext("Reason: %(reason)s", reason=entry.reason))
    return details


def _change(name: str, old: object, new: object) -> str:
    """Return a changed field with both values; of needs nothing but that they changed."""
    field = gettext(FIELDS[name])
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
