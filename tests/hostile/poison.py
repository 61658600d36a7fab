"""A house whose every text is hostile: what people typed, what an edition's file says, what servers answered."""

from typing import Any

from sqlalchemy import String, Table, update
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.agenda.models import Room, Speaker
from sokwms_reg.attendees.models import RegistrationNote
from sokwms_reg.audit.models import AuditEntry, erasing_history
from sokwms_reg.core.base import Base
from sokwms_reg.disclosures.models import Disclosure
from sokwms_reg.editions.models import Category, Edition, EditionDay, Material, Partner
from sokwms_reg.handovers.models import Handover
from sokwms_reg.outbox.models import Attachment, Message
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.protocol.models import ProtocolCard, ProtocolOffice
from sokwms_reg.registration.models import Registration
from tests.hostile.detector import LINE, LINES

# Codes, keys and addresses, whose values the database, a route or the reading of a file settles.
CODES = {
    *("slug", "timezone", "key", "kind", "policy", "role", "state", "language", "reference", "ticket_code"),
    *(
        "form_nonce",
        "honorific",
        "voivodeship",
        "country",
        "interpretation",
        "diet",
        "cancelled_by",
        "pool",
        "promotion",
    ),
    *(
        "name_folded",
        "address_folded",
        "institution_folded",
        "search_text",
        "sort_name",
        "scope",
        "subject_ref",
        "subject",
        "action",
    ),
    *("author_id", "dedupe_key", "message_id", "actor_kind", "actor_id", "content_type", "html", "email", "password"),
    *("purpose", "shape", "written", "about", "file"),
    *("fs_uniquifier", "fs_webauthn_user_handle", "tf_primary_method", "tf_totp_secret"),
}
# What a check of addresses lets through, and still breaks out of an attribute that is not escaped.
ADDRESSES = {
    "url": 'https://example.org/"><script>alert(4)</script>',
    "contact_email": "'{{7*7777}}&x=1@example.org",
    "to_address": "'{{7*7777}}&x=1@example.org",
    "reply_to": "'{{7*7777}}&x=1@example.org",
}
_POISONED: tuple[type[Base], ...] = (
    *(Edition, EditionDay, Category, Partner, Material, Room, Speaker),
    *(Registration, RegistrationNote, AuditEntry, Message, Attachment, User),
    *(Disclosure, Handover, OfficeTask),
    *(ProtocolCard, ProtocolOffice),
)


def poison(session: Session) -> None:
    """Make every text hostile; what becomes a header is one line, as the outbox has made it (`letter.tamed`)."""
    session.flush()
    with erasing_history(session):
        for model in _POISONED:
            _poison(session, model.__table__)
    _poison(session, Base.metadata.tables["programme_session"])
    session.execute(update(Message).values(subject=LINE, to_name=LINE))
    session.execute(update(Attachment).values(filename=LINE))
    session.expire_all()


def _poison(session: Session, table: Any) -> None:  # noqa: ANN401 - a mapped class declares its table as a FromClause
    assert isinstance(table, Table)
    texts = [one.name for one in table.columns if isinstance(one.type, String) and one.name not in CODES]
    values = {name: ADDRESSES.get(name, LINES) for name in texts}
    assert values, table.name
    session.execute(update(table).values(values))
