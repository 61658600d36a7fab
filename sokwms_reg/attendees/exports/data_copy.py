"""All that is kept about one person, for the office to hand to that person (GDPR, article 15): one JSON file.

It is what the person's own page gives, with the whole history, the secretariat's notes, to whom data were given, and
what rooms above keep about the person.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import NEEDS, notes_about
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.audit.queries import history
from sokwms_reg.audit.service import BATCH
from sokwms_reg.disclosures.queries import Asked, entries
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.exports.own_data import instant, own_record, taken_over_at
from sokwms_reg.registration.models import Registration

Entry = dict[str, object]
_COPY = "attendees.data_copy"


@dataclass(frozen=True)
class Part:
    """What another room keeps: `gather(session, registration, since)` gives it, without what was before `since`.

    Then the registration was somebody else's. Only who has the permission takes the part along.
    """

    name: str
    permission: Permission
    gather: Callable[[Session, Registration, datetime], object]


_parts: dict[str, Part] = {}


def add_part(part: Part) -> None:
    """Add a part to every copy; the same name twice is a mistake of the program: ValueError."""
    if part.name in _parts:
        message = f"part {part.name!r} exists"
        raise ValueError(message)
    _parts[part.name] = part


def parts() -> Mapping[str, Part]:
    """Return what other rooms add, by name."""
    return _parts


def data_copy(session: Session, edition: Edition, registration: Registration, leaving_out: frozenset[str]) -> bytes:
    """Return the file, without the parts that whoever takes it may not see: names of fields, of parts, and `notes`.

    The history says what was done by whom of three kinds (participant, staff, program), not by name.
    """
    zone = edition.timezone
    past = list(reversed(history(session, registration.subject_ref)))
    since = taken_over_at(past)
    whole: Entry = {
        **own_record(session, registration),
        "history": [event(entry, zone, leaving_out) for entry in past if entry.at >= since],
        "notes": [
            {"at": instant(note.written_at, zone), "changed_at": instant(note.edited_at, zone), "text": note.text}
            for note in reversed(notes_about(session, registration))
            if note.written_at >= since
        ],
        "disclosures": list(_disclosures(session, edition, registration, past)),
        **{name: part.gather(session, registration, since) for name, part in _parts.items()},
    }
    kept = {name: value for name, value in whole.items() if name not in leaving_out}
    return json.dumps(kept, ensure_ascii=False, indent=2).encode()


def event(entry: AuditEntry, zone: str, leaving_out: frozenset[str] = frozenset()) -> Entry:
    """Return what a copy says of something that was done, without the values of some fields."""
    return {
        "at": instant(entry.at, zone),
        "action": entry.action,
        "by": entry.actor_kind,
        "reason": entry.reason,
        "changes": {name: both for name, both in entry.changes.items() if name not in {*NEEDS, BATCH, *leaving_out}},
    }


def _disclosures(
    session: Session, edition: Edition, registration: Registration, past: Sequence[AuditEntry]
) -> Iterator[Entry]:
    """Give who took the person's data and when: for certain where the list was not narrowed, else perhaps."""
    zone = edition.timezone
    for given in entries(session, edition.id, Asked(person=registration.id)):
        yield {
            "at": instant(given.at, zone),
            "what": given.kind,
            "by": given.actor_label,
            "to": given.recipient,
            "purpose": given.purpose,
            "columns": given.columns,
        }
    for entry in past:
        if entry.action == _COPY:
            yield {"at": instant(entry.at, zone), "what": "copy", "by": entry.actor_label}
