"""All that is kept about one person, for the office to hand to that person (GDPR, article 15): one JSON file.

It is what the person's own page gives, with the whole history, the secretariat's notes, and to whom data were given.
"""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import NEEDS, notes_about
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.audit.queries import history
from sokwms_reg.disclosures.queries import Asked, entries
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.exports.own_data import instant, own_record, taken_over_at
from sokwms_reg.registration.models import Registration

Entry = dict[str, object]
_COPY = "attendees.data_copy"


def data_copy(session: Session, edition: Edition, registration: Registration, leaving_out: frozenset[str]) -> bytes:
    """Return the file, without the parts that whoever takes it may not see: names of fields, and `notes`.

    The history says what was done by whom of three kinds (participant, staff, program), not by name.
    """
    zone = edition.timezone
    past = list(reversed(history(session, registration.subject_ref)))
    since = taken_over_at(past)
    whole: Entry = {
        **own_record(session, registration),
        "history": [_event(entry, zone) for entry in past if entry.at >= since],
        "notes": [
            {"at": instant(note.written_at, zone), "changed_at": instant(note.edited_at, zone), "text": note.text}
            for note in reversed(notes_about(session, registration))
            if note.written_at >= since
        ],
        "disclosures": list(_disclosures(session, edition, registration, past)),
    }
    kept = {name: value for name, value in whole.items() if name not in leaving_out}
    return json.dumps(kept, ensure_ascii=False, indent=2).encode()


def _event(entry: AuditEntry, zone: str) -> Entry:
    return {
        "at": instant(entry.at, zone),
        "action": entry.action,
        "by": entry.actor_kind,
        "reason": entry.reason,
        "changes": {name: both for name, both in entry.changes.items() if name not in NEEDS},
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
