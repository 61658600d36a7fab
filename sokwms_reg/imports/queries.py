"""Reading files that wait for their import, what headings meant, and what was imported."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, undefer

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.audit.queries import history
from sokwms_reg.editions.models import Edition
from sokwms_reg.imports.models import ImportFile, ImportMapping
from sokwms_reg.imports.states import KEPT_HOURS

LATEST = 20  # imports


def subject_of(edition: Edition) -> str:
    """Return how the audit knows the imports of an edition."""
    return f"imports:{edition.id}"


def imports_of(session: Session, edition: Edition) -> Sequence[AuditEntry]:
    """Return the latest imports of an edition, the newest first."""
    return history(session, subject_of(edition))[:LATEST]


def _mine(edition_id: int, user_id: int, now: datetime) -> Select[ImportFile]:
    return select(ImportFile).where(
        ImportFile.edition_id == edition_id,
        ImportFile.user_id == user_id,
        ImportFile.created_at > now - timedelta(hours=KEPT_HOURS),
    )


def unfinished(session: Session, edition_id: int, user_id: int, now: datetime) -> Sequence[ImportFile]:
    """Return somebody's own files that wait for their import, without their rows, the newest first."""
    return session.scalars(_mine(edition_id, user_id, now).order_by(ImportFile.id.desc())).all()


def file_of(session: Session, edition_id: int, user_id: int, token: str, now: datetime) -> ImportFile | None:
    """Return one's own file with everything in it; locked where the transaction writes."""
    mine = _mine(edition_id, user_id, now).where(ImportFile.token == token)
    whole = (undefer(ImportFile.rows), undefer(ImportFile.numbers), undefer(ImportFile.results))
    return session.scalar(mine.options(*whole))


def locked_file(session: Session, file_id: int) -> ImportFile | None:
    """Return a file for as long as the transaction lasts, None if somebody else has just finished with it."""
    return session.scalar(select(ImportFile).where(ImportFile.id == file_id).with_for_update())


def meanings(session: Session, edition_id: int) -> dict[str, str]:
    """Return what headings meant the last time: in this edition, and for others in whichever edition was last."""
    found: dict[str, str] = {}
    for one in session.scalars(select(ImportMapping).order_by(ImportMapping.used_at, ImportMapping.id)):
        found[one.heading] = one.field
    own = select(ImportMapping).where(ImportMapping.edition_id == edition_id)
    return found | {one.heading: one.field for one in session.scalars(own)}
