"""What the secretariat keeps beside registrations: notes, tags, what it found about duplicates, views of the list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
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


DEFAULT = "is_default"


class SavedView(Base):
    """A list of people as the office of an edition has saved it: whom, in which order, which columns, rows of a page.

    `question` is the part of an address that says whom and in which order; `columns` are names, none for the usual
    ones. One view of an edition at most opens by itself. `changes` counts what has been done to it, so that of two
    people who change it the second is told.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("edition_id", "name_folded"),
        Index(
            "uq_saved_view_default",
            "edition_id",
            unique=True,
            sqlite_where=text(DEFAULT),
            postgresql_where=text(DEFAULT),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    name: Mapped[str]
    name_folded: Mapped[str]
    question: Mapped[dict[str, Any]] = mapped_column(JSON)
    columns: Mapped[list[str]] = mapped_column(JSON)
    rows: Mapped[int]
    is_default: Mapped[bool] = mapped_column(default=False)
    changes: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]

    @property
    def subject_ref(self) -> str:
        """Return how the audit knows this view."""
        return f"view:{self.id}"

    def arguments(self) -> Mapping[str, list[str]]:
        """Return the view as an address has it."""
        asked = {name: value if isinstance(value, list) else [str(value)] for name, value in self.question.items()}
        shown = {"columns": [",".join(self.columns)]} if self.columns else {}
        return {**asked, **shown, "rows": [str(self.rows)]}


class Tag(Base):
    """A word of the office for some of the people of an edition; spelt once, whatever its case and marks."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("edition_id", "name_folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    name: Mapped[str]
    name_folded: Mapped[str]

    @property
    def subject_ref(self) -> str:
        """Return how audit knows this tag: histories of registrations are given to participants, tags never are."""
        return f"tag:{self.id}"


class RegistrationTag(Base):
    """A tag that somebody has."""

    __tablename__ = "registration_tag"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, index=True)
