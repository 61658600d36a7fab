"""One entry a change; never edited, and deleted by nobody but who erases a person's data."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Delete, Index, Table, Update, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, object_session

from sokwms_reg.core.base import Base


@dataclass(frozen=True)
class Actor:
    """Who acts: kind is "participant", "staff", "system" or "command"; the label is what the history shows."""

    kind: str
    id: str = ""
    label: str = ""


class AuditEntry(Base):
    """A change: `subject` such as "registration:17", `changes` by field as [old, new]."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject_id", "subject", "id"),
        Index("ix_audit_entry_scope_id", "scope", "id"),
        Index("ix_audit_entry_scope_action", "scope", "action", "id"),
        Index("ix_audit_entry_scope_actor", "scope", "actor_kind", "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[str] = mapped_column(default="")
    actor_label: Mapped[str] = mapped_column(default="")
    scope: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


_ERASING = "sokwms_erasing_history"


class HistoryIsKeptError(Exception):
    """The program is about to change or delete what was recorded."""


@contextmanager
def erasing_history(session: Session) -> Iterator[None]:
    """Let a session change and delete entries: for erasing the data of a person who demands it, and nothing else."""
    session.info[_ERASING] = True
    try:
        yield
        session.flush()
    finally:
        del session.info[_ERASING]


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse_flush(_mapper: object, _connection: object, entry: AuditEntry) -> None:
    session = object_session(entry)
    if session is None or _ERASING not in session.info:
        raise HistoryIsKeptError


@event.listens_for(Session, "do_orm_execute")
def _refuse_statement(execution: ORMExecuteState) -> None:
    """Refuse the same as one statement, whether it names the model or its table."""
    statement = execution.statement
    if not isinstance(statement, Update | Delete) or _ERASING in execution.session.info:
        return
    # By name: a statement of the model holds a copy of the table that carries the ORM's marks.
    if isinstance(statement.table, Table) and statement.table.name == AuditEntry.__tablename__:
        raise HistoryIsKeptError
