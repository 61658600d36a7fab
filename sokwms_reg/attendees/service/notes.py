"""Notes of the secretariat, which only those may read who may write them.

The history says that one was written, changed or deleted, and never what stood in it: more people read histories.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import RegistrationNote
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import mark_of


class StaleNoteError(Exception):
    """Somebody else has changed the note since the form was handed out; nothing was stored."""


class NotTheAuthorError(Exception):
    """Only its author changes a note, or deletes it."""


def note_mark(note: RegistrationNote) -> str:
    """Return the mark of a note as it stands."""
    return mark_of([note.text, note.edited_at])


def add_note(session: Session, registration: Registration, text: str, actor: Actor, now: datetime) -> RegistrationNote:
    """Write a note about somebody."""
    note = RegistrationNote(
        registration_id=registration.id,
        author_id=actor.id,
        author_label=actor.label,
        text=text,
        written_at=now,
        edited_at=None,
    )
    session.add(note)
    session.flush()
    _record(session, registration, "attendees.note_added", actor, now)
    return note


def change_note(  # noqa: PLR0913 - which note of whom, into what, from what, and by whom
    session: Session,
    registration: Registration,
    note: RegistrationNote,
    text: str,
    actor: Actor,
    now: datetime,
    *,
    made_from: str,
) -> bool:
    """Change one's own note; tell whether it differed. Raises NotTheAuthorError and StaleNoteError."""
    _lock(session, note)
    if note.author_id != actor.id:
        raise NotTheAuthorError(str(note.id))
    if note.text == text:
        return False
    if note_mark(note) != made_from:
        raise StaleNoteError(str(note.id))
    note.text, note.edited_at = text, now
    session.flush()
    _record(session, registration, "attendees.note_changed", actor, now)
    return True


def delete_own_note(
    session: Session, registration: Registration, note: RegistrationNote, actor: Actor, now: datetime
) -> None:
    """Delete a note that one has written. Raises NotTheAuthorError."""
    if note.author_id != actor.id:
        raise NotTheAuthorError(str(note.id))
    delete_note(session, registration, note, actor, now)


def delete_note(
    session: Session, registration: Registration, note: RegistrationNote, actor: Actor, now: datetime
) -> None:
    """Delete anybody's note, as an organiser may."""
    session.delete(note)
    session.flush()
    _record(session, registration, "attendees.note_deleted", actor, now)


def _lock(session: Session, note: RegistrationNote) -> None:
    """Read the note once more, and let nobody else change it until this transaction ends."""
    mine = select(RegistrationNote).where(RegistrationNote.id == note.id)
    session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one()


def _record(session: Session, registration: Registration, action: str, actor: Actor, now: datetime) -> None:
    scope = session.get_one(Edition, registration.edition_id).slug
    record(session, actor, action, registration.subject_ref, now, scope=scope)
