"""A category of participants with its rules and counters. The database refuses counters beyond their limits."""

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from sokwms_reg.core.base import Base, Public
from sokwms_reg.core.bilingual import Bilingual


class CategoryPolicy(StrEnum):
    """How a registration in a category gets its place; a closed one is the office's alone to fill."""

    OPEN = "open"
    APPROVED = "approved"
    CLOSED = "closed"


class Pool(StrEnum):
    """Which places of a category a registration takes: those open to all, or those set aside for some."""

    GENERAL = ""
    SPEAKERS = "speakers"
    INVITATIONS = "invitations"


class Category(Public, Base):
    """A category of participants.

    `capacity` counts all places, `reserved_…` those of them that only speakers, or only invited people, may take.
    `taken` counts all places that are held, `taken_…` the reserved ones among them, `waiting` the waiting list; they
    are counters that public pages show. The window (None: the edition's) lies within the edition's. From one
    institution at most `institution_limit` people hold general places (0: as many as come).
    """

    __tablename__ = "category"
    COUNTERS: ClassVar = frozenset({"taken", "taken_speakers", "taken_invitations", "waiting"})
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken"),
        CheckConstraint("taken_speakers >= 0 AND taken_speakers <= reserved_speakers", name="speakers"),
        CheckConstraint("taken_invitations >= 0 AND taken_invitations <= reserved_invitations", name="invitations"),
        CheckConstraint(
            "taken >= taken_speakers + taken_invitations AND taken - taken_speakers - taken_invitations"
            " <= capacity - reserved_speakers - reserved_invitations",
            name="general",
        ),
        CheckConstraint("waiting >= 0", name="waiting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str]
    ordinal: Mapped[int] = mapped_column(default=0)
    name_pl: Mapped[str]
    name_en: Mapped[str]
    description_pl: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    notice_pl: Mapped[str] = mapped_column(default="")
    notice_en: Mapped[str] = mapped_column(default="")
    policy: Mapped[str] = mapped_column(default=CategoryPolicy.OPEN)
    opens_at: Mapped[dt.datetime | None]
    closes_at: Mapped[dt.datetime | None]
    capacity: Mapped[int]
    reserved_speakers: Mapped[int] = mapped_column(default=0)
    reserved_invitations: Mapped[int] = mapped_column(default=0)
    institution_limit: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    taken_speakers: Mapped[int] = mapped_column(default=0)
    taken_invitations: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)

    name: Mapped[Bilingual] = composite("name_pl", "name_en")
    description: Mapped[Bilingual] = composite("description_pl", "description_en")
    notice: Mapped[Bilingual] = composite("notice_pl", "notice_en")

    @property
    def reserved(self) -> int:
        """Return how many places are set aside."""
        return self.reserved_speakers + self.reserved_invitations

    @property
    def general(self) -> int:
        """Return how many places are open to all who may register in the category."""
        return self.capacity - self.reserved

    @property
    def taken_general(self) -> int:
        """Return how many of those are held."""
        return self.taken - self.taken_speakers - self.taken_invitations

    @property
    def free(self) -> int:
        """Return how many places are left to all; reserved ones are not among them."""
        return self.general - self.taken_general

    def free_in(self, pool: str) -> int:
        """Return how many places of a pool are left."""
        if pool == Pool.SPEAKERS:
            return self.reserved_speakers - self.taken_speakers
        if pool == Pool.INVITATIONS:
            return self.reserved_invitations - self.taken_invitations
        return self.free


class CategoryDay(Public, Base):
    """The limit of a category on one day; without a row there is none. `taken` counts its places held on that day."""

    __tablename__ = "category_day"
    COUNTERS: ClassVar = frozenset({"taken"})
    __table_args__ = (CheckConstraint("taken >= 0 AND taken <= capacity", name="taken"),)

    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("edition_day.id"), primary_key=True, index=True)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
