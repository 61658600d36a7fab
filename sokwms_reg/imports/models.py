"""A file between its upload and its import, and what its headings meant."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sokwms_reg.core.base import Base


class ImportFile(Base):
    """An uploaded table: seen by its owner only, deleted when it is imported or given up, and after a day.

    `rows` are texts, the headings first, `numbers` the rows' numbers in the file; `content` is the file itself where
    it can be read in another encoding (CSV). `choices` is what was said about columns and options; `results` is what
    the last dry run gave: [row, fate, problems, name, reference] each.
    """

    __tablename__ = "import_file"
    __table_args__ = (Index("ix_import_file_owner", "edition_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(index=True)
    file_name: Mapped[str]
    kind: Mapped[str]
    encoding: Mapped[str] = mapped_column(default="")
    separator: Mapped[str] = mapped_column(default="")
    remarks: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    content: Mapped[bytes] = mapped_column(default=b"", deferred=True)
    rows: Mapped[list[list[str]]] = mapped_column(JSON, deferred=True)
    numbers: Mapped[list[int]] = mapped_column(JSON, deferred=True)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    results: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, deferred=True)

    @property
    def headings(self) -> list[str]:
        """Return the first row, as wide as the widest."""
        return self.padded(self.rows[0])

    @property
    def people(self) -> list[list[str]]:
        """Return the rows below the headings."""
        return self.rows[1:]

    def padded(self, row: list[str]) -> list[str]:
        """Return a row with a cell for each column."""
        return row + [""] * (max(map(len, self.rows)) - len(row))


class ImportMapping(Base):
    """What a heading meant the last time: a field, or "" for a column that was left out."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("edition_id", "heading"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    heading: Mapped[str] = mapped_column(index=True)
    field: Mapped[str]
    used_at: Mapped[datetime]
