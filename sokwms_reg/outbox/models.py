"""A message, finished when it is queued: rendered once, in its reader's language."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from sokwms_reg.core.base import Base


class MessageState(StrEnum):
    """Where a message is on its way."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Message(Base):
    """One mail to one reader. `subject_ref` such as "registration:17"; `scope` the edition's slug or ""."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state_next_try_at", "state", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(default="", index=True)
    subject_ref: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[str]
    language: Mapped[str]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    to_name: Mapped[str] = mapped_column(default="")
    to_address: Mapped[str]
    reply_to: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=MessageState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    locked_until: Mapped[datetime | None]
    last_answer: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Attachment(Base):
    """A file that goes with a message, such as `invite.ics`."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    filename: Mapped[str]
    content_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
