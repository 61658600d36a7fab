"""A list that was handed over, and the rows it had then."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sokwms_reg.core.base import Base


class Handover(Base):
    """The record of a disclosure to a recipient; it stays when its rows are erased (`forgotten_at`).

    `filters` is the question to the list as its address has it; `columns` are names of the registry, none for a list
    of another `shape`. `first_id` is the first delivery of the same list to the same recipient (None for the first
    itself), `previous_id` the one before: one list follows another at most once.
    """

    __tablename__ = "handover"
    __table_args__ = (UniqueConstraint("previous_id"), Index("ix_handover_edition", "edition_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    first_id: Mapped[int | None] = mapped_column(ForeignKey("handover.id"), index=True)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("handover.id"))
    purpose: Mapped[str]
    shape: Mapped[str]
    recipient: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    filters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    number: Mapped[int]
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[str] = mapped_column(default="")
    actor_label: Mapped[str] = mapped_column(default="")
    keep_until: Mapped[date]
    forgotten_at: Mapped[datetime | None]

    @property
    def subject_ref(self) -> str:
        """Return how audit and the register of disclosures know this record."""
        return f"handover:{self.id}"

    @property
    def chain_id(self) -> int:
        """Return the id of the first delivery of this list."""
        return self.first_id or self.id


class HandoverRows(Base):
    """What a list had in it: by key, the reference (or "") and the plain values of the columns, in their order.

    The key is the number of a registration, or what a row of counts is about. JSON keeps the order of the list.
    """

    __tablename__ = "handover_rows"

    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True, autoincrement=False)
    rows: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
