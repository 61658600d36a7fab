"""A file that the worker makes for somebody."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sokwms_reg.core.base import Base


class JobState(StrEnum):
    """Waiting and running files are made; the other states are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


class ExportJob(Base):
    """What was asked for, by whom, and how far it is: `done` of `total` people.

    `attempts` fences a worker that comes back late: it counts the claims, and only the last one may write. `file` is a
    name below `instance/exports`, "" while there is none. `expires_at` is None until the file is finished or given up.
    """

    __tablename__ = "export_job"
    __table_args__ = (Index("ix_export_job_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    actor_label: Mapped[str]
    filters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    written: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    file: Mapped[str] = mapped_column(default="")
