"""All that is kept about one registration, for the person whom it concerns (GDPR, articles 15 and 20)."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.audit.queries import history
from sokwms_reg.core.clock import local
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox.queries import messages_about
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration

Event = dict[str, object]
_EVER = datetime.min.replace(tzinfo=UTC)

_KEPT = (
    *("role", "language", "salutation", "honorific", "title", "first_name", "last_name", "position", "email", "phone"),
    *("institution", "voivodeship", "country", "contact_name", "contact_email", "contact_phone"),
    *("interpretation", "diet", "accessibility", "consent_list", "consent_next", "privacy_version"),
    "limit_lifted",
)
_REPLACE, _REPLACED = "registration.replace", "registration/replaced"


def own_data(session: Session, registration: Registration) -> bytes:
    """Return the data as JSON: what `own_record` gives."""
    return json.dumps(own_record(session, registration), ensure_ascii=False, indent=2).encode()


def own_record(session: Session, registration: Registration) -> dict[str, object]:
    """Return the data under the names of the contract, without internal numbers.

    Instants carry the offset of the edition's zone. The history says what happened, not who in the office did it. Who
    has taken a registration over reads when its state changed before, and nothing that was written to or about the
    person before.
    """
    edition = session.get_one(Edition, registration.edition_id)
    zone = edition.timezone
    days = [day.date.isoformat() for day in queries.days_of(session, registration.id)]
    past = list(reversed(history(session, registration.subject_ref)))
    since = taken_over_at(past)
    return {
        "reference": registration.reference,
        "edition": edition.slug,
        "category": session.get_one(Category, registration.category_id).key,
        "state": registration.state,
        **{name: getattr(registration, name) for name in _KEPT},
        "pool": registration.pool or "general",
        "days": days,
        "registered_at": instant(registration.registered_at, zone),
        "state_changed_at": instant(registration.state_changed_at, zone),
        "offer_until": instant(registration.offer_until, zone),
        "history": list(_states(past, since, zone)),
        "messages": list(_messages(session, registration, since, zone)),
    }


def taken_over_at(past: Sequence[AuditEntry]) -> datetime:
    """Return since when a history is about the person who has the registration now."""
    return max((entry.at for entry in past if entry.action == _REPLACE), default=_EVER)


def _states(past: Sequence[AuditEntry], since: datetime, zone: str) -> Iterator[Event]:
    """Give the changes of state, the oldest first; reasons given before `since` concerned another person."""
    for entry in past:
        if "state" in entry.changes:
            reason = entry.reason if entry.at >= since else ""
            yield {"at": instant(entry.at, zone), "state": entry.changes["state"][1], "reason": reason}


def _messages(session: Session, registration: Registration, since: datetime, zone: str) -> Iterator[Event]:
    """Give the messages to this person, the oldest first: not the one that told the predecessor."""
    for message in reversed(messages_about(session, registration.subject_ref)):
        if message.created_at >= since and message.kind != _REPLACED:
            yield {
                "kind": message.kind.rpartition("/")[2],
                "subject": message.subject,
                "state": message.state,
                "at": instant(message.sent_at or message.created_at, zone),
            }


def instant(moment: datetime | None, zone: str) -> str | None:
    """Return an instant with the offset of a zone (ISO 8601)."""
    return None if moment is None else local(moment, zone).isoformat()
