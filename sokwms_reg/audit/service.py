"""Writing entries; `queries.history` reads them."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.core.base import Base

Changes = dict[str, list[object]]

# Every change waits for this statement, so it is made once and goes past the records of the session.
_RECORD = insert(Base.metadata.tables[AuditEntry.__tablename__])


def record(  # noqa: PLR0913 - an entry has these parts
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    now: datetime,
    *,
    scope: str = "",
    reason: str = "",
    changes: Changes | None = None,
) -> None:
    """Add an entry to the caller's transaction. `scope` is the edition's slug; `changes` maps field to [old, new]."""
    entry = {
        "at": now,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_label": actor.label,
        "scope": scope,
        "subject": subject,
        "action": action,
        "reason": reason,
        "changes": changes or {},
    }
    session.connection().execute(_RECORD, entry)
