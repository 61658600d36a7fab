"""What the secretariat keeps about people beside their registrations: notes, and what it found about duplicates."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sokwms_reg.core.base import Base


class RegistrationNote(Base):
    """A note of the secretariat; the person whom it is about never sees it. Its author is known as the audit knows."""

    __tablename__ = "registration_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    author_id: Mapped[str]
    author_label: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class DistinctPair(Base):
    """Two registrations that look alike and are two people's, as somebody has found; the smaller id first."""

    __tablename__ = "distinct_pair"

    first_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True, index=True)
    found_at: Mapped[datetime]
    found_by: Mapped[str]


class MergedRegistration(Base):
    """A registration that was cancelled because another one of the same person stays."""

    __tablename__ = "merged_registration"

    gone_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    stays_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    merged_at: Mapped[datetime]
