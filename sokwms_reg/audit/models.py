"""One entry a change; never edited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

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
    __table_args__ = (Index("ix_audit_entry_subject_id", "subject", "id"),)

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
