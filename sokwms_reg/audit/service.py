"""Writing entries; `queries.history` reads them."""

from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor, AuditEntry

Changes = dict[str, list[object]]


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
) -> AuditEntry:
    """Add an entry to the caller's transaction. `scope` is the edition's slug; `changes` maps field to [old, new]."""
    entry = AuditEntry(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        scope=scope,
        subject=subject,
        action=action,
        reason=reason,
        changes=changes or {},
    )
    session.add(entry)
    return entry
