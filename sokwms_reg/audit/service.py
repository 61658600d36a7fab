"""Writing entries; `queries.history` reads them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.core.base import Base

Changes = dict[str, list[object]]
BATCH = "batch"  # the name among changes under which entries of one deed about many have their common mark
_batch: ContextVar[str] = ContextVar("batch", default="")

# Every change waits for this statement, so it is made once and goes past the records of the session.
_RECORD = insert(Base.metadata.tables[AuditEntry.__tablename__])


@contextmanager
def in_batch(mark: str) -> Iterator[None]:
    """Give all that is recorded meanwhile a common mark: what is done to many at once, and what follows from it."""
    before = _batch.set(mark)
    try:
        yield
    finally:
        _batch.reset(before)


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
    mark = _batch.get()
    entry = {
        "at": now,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_label": actor.label,
        "scope": scope,
        "subject": subject,
        "action": action,
        "reason": reason,
        "changes": {**(changes or {}), **({BATCH: ["", mark]} if mark else {})},
    }
    session.connection().execute(_RECORD, entry)
