"""An edition and what belongs to it alone. Children point at the edition; it has no collections: query instead."""

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column

from sokwms_reg.core.base import Base, Public
from sokwms_reg.core.bilingual import Bilingual


class CategoryPolicy(StrEnum):
    """How a registration in a category gets its place."""

    OPEN = "open"
    APPROVED = "approved"


class PartnerKind(StrEnum):
    """What an institution is to an edition, in the order in which pages name them."""

    HOST = "host"
    INITIATOR = "initiator"
    CO_ORGANISER = "co_organiser"
    FUNDER = "funder"
    HONORARY_PATRON = "honorary_patron"
    PARTNER = "partner"
    SUBSTANTIVE_PATRON = "substantive_patron"
    MEDIA_PATRON = "media_patron"


class MaterialKind(StrEnum):
    """What is left of an edition when it is over."""

    MATERIALS = "materials"
    CONCLUSIONS = "conclusions"


class Role(StrEnum):
    """What a member of the staff is in an edition, or in the whole installation where no edition is named."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    SECRETARIAT = "secretariat"
    RECEPTION = "reception"
    READER = "reader"


class Edition(Public, Base):
    """One edition of the conference. Registration instants are both None where it takes no registrations here."""

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    number: Mapped[int] = mapped_column(default=0)
    demonstration: Mapped[bool] = mapped_column(default=False)
    published: Mapped[bool] = mapped_column(default=False)
    cancelled: Mapped[bool] = mapped_column(default=False)
    timezone: Mapped[str] = mapped_column(default="Europe/Warsaw")
    name_pl: Mapped[str]
    name_en: Mapped[str]
    title_pl: Mapped[str]
    title_en: Mapped[str]
    lead_pl: Mapped[str] = mapped_column(default="")
    lead_en: Mapped[str] = mapped_column(default="")
    description_pl: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    aims_pl: Mapped[str] = mapped_column(default="")
    aims_en: Mapped[str] = mapped_column(default="")
    city_pl: Mapped[str] = mapped_column(default="")
    city_en: Mapped[str] = mapped_column(default="")
    venue_pl: Mapped[str] = mapped_column(default="")
    venue_en: Mapped[str] = mapped_column(default="")
    address_pl: Mapped[str] = mapped_column(default="")
    address_en: Mapped[str] = mapped_column(default="")
    languages_pl: Mapped[str] = mapped_column(default="")
    languages_en: Mapped[str] = mapped_column(default="")
    funding_pl: Mapped[str] = mapped_column(default="")
    funding_en: Mapped[str] = mapped_column(default="")
    contact_name_pl: Mapped[str] = mapped_column(default="")
    contact_name_en: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    rules_pl: Mapped[str] = mapped_column(default="")
    rules_en: Mapped[str] = mapped_column(default="")
    privacy_pl: Mapped[str] = mapped_column(default="")
    privacy_en: Mapped[str] = mapped_column(default="")
    privacy_version: Mapped[str] = mapped_column(default="")
    registration_opens_at: Mapped[dt.datetime | None]
    registration_closes_at: Mapped[dt.datetime | None]
    promotion_until: Mapped[dt.date | None]

    name: Mapped[Bilingual] = composite("name_pl", "name_en")
    title: Mapped[Bilingual] = composite("title_pl", "title_en")
    lead: Mapped[Bilingual] = composite("lead_pl", "lead_en")
    description: Mapped[Bilingual] = composite("description_pl", "description_en")
    aims: Mapped[Bilingual] = composite("aims_pl", "aims_en")
    city: Mapped[Bilingual] = composite("city_pl", "city_en")
    venue: Mapped[Bilingual] = composite("venue_pl", "venue_en")
    address: Mapped[Bilingual] = composite("address_pl", "address_en")
    languages: Mapped[Bilingual] = composite("languages_pl", "languages_en")
    funding: Mapped[Bilingual] = composite("funding_pl", "funding_en")
    contact_name: Mapped[Bilingual] = composite("contact_name_pl", "contact_name_en")
    rules: Mapped[Bilingual] = composite("rules_pl", "rules_en")
    privacy: Mapped[Bilingual] = composite("privacy_pl", "privacy_en")


class EditionDay(Public, Base):
    """A day of an edition; capacity 0 means that only categories limit it. `taken` counts places held on it."""

    __tablename__ = "edition_day"
    COUNTERS: ClassVar = frozenset({"taken"})
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        UniqueConstraint("edition_id", "date"),
        CheckConstraint("taken >= 0 AND (capacity = 0 OR taken <= capacity)", name="taken"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str]
    date: Mapped[dt.date]
    title_pl: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    note_pl: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)

    title: Mapped[Bilingual] = composite("title_pl", "title_en")
    note: Mapped[Bilingual] = composite("note_pl", "note_en")


class Category(Public, Base):
    """A category of participants. `taken` and `waiting` are counters that public pages show."""

    __tablename__ = "category"
    COUNTERS: ClassVar = frozenset({"taken", "waiting"})
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken"),
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
    policy: Mapped[str] = mapped_column(default=CategoryPolicy.OPEN)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)

    name: Mapped[Bilingual] = composite("name_pl", "name_en")
    description: Mapped[Bilingual] = composite("description_pl", "description_en")

    @property
    def free(self) -> int:
        """Return how many places are left."""
        return self.capacity - self.taken


class Places(Base):
    """One row an edition: whoever touches places updates it first, which puts them in order and numbers the queue."""

    __tablename__ = "places"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(default=0)


class Partner(Public, Base):
    """An institution or person that hosts, funds, supports or reports on an edition."""

    __tablename__ = "partner"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    ordinal: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str]
    name_pl: Mapped[str]
    name_en: Mapped[str]
    note_pl: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")

    name: Mapped[Bilingual] = composite("name_pl", "name_en")
    note: Mapped[Bilingual] = composite("note_pl", "note_en")


class Material(Public, Base):
    """Materials or conclusions of an edition; url "" where they were published but the address is not known."""

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str]
    ordinal: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str]
    title_pl: Mapped[str]
    title_en: Mapped[str]
    note_pl: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")

    title: Mapped[Bilingual] = composite("title_pl", "title_en")
    note: Mapped[Bilingual] = composite("note_pl", "note_en")


class Membership(Base):
    """A role of one member of the staff in one edition; without an edition, in all of them."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "edition_id"),
        Index(  # NULLs are never equal to one another: without an edition, too, one role a person
            "uq_membership_everywhere",
            "user_id",
            unique=True,
            sqlite_where=text("edition_id IS NULL"),
            postgresql_where=text("edition_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)
    role: Mapped[str]
