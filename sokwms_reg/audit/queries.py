"""Reading what was recorded."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import AuditEntry


def history(session: Session, subject: str) -> Sequence[AuditEntry]:
    """Return the entries about one subject, newest first."""
    entries = select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id.desc())
    return session.scalars(entries).all()
