"""An edition, its days, and the row that puts in order who touches its places."""

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from sokwms_reg.core.base import Base, Public
from sokwms_reg.core.bilingual import Bilingual

DEFAULT_OFFER_HOURS = 72


class Promotion(StrEnum):
    """How places that become free reach the waiting list: given at once, offered with a deadline, or by hand only."""

    AUTOMATIC = "automatic"
    OFFERS = "offers"
    BY_HAND = "by_hand"


class Edition(Public, Base):
    """One edition of the conference. Registration instants are both None where it takes no registrations here.

    `notice` stands above everything on the pages of the registration. `promotion` says how freed places go out, until
    the end of `promotion_until`; an automatic offer is answered within `offer_hours`. The last three instants end what
    participants may do on their own pages; what None means there, `registration.states.deadlines` says.
    """

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
    notice_pl: Mapped[str] = mapped_column(default="")
    notice_en: Mapped[str] = mapped_column(default="")
    registration_opens_at: Mapped[dt.datetime | None]
    registration_closes_at: Mapped[dt.datetime | None]
    promotion: Mapped[str] = mapped_column(default=Promotion.AUTOMATIC)
    promotion_until: Mapped[dt.date | None]
    offer_hours: Mapped[int] = mapped_column(default=DEFAULT_OFFER_HOURS)
    editing_until: Mapped[dt.datetime | None]
    replacement_until: Mapped[dt.datetime | None]
    withdrawal_until: Mapped[dt.datetime | None]

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
    notice: Mapped[Bilingual] = composite("notice_pl", "notice_en")


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


class Places(Base):
    """One row an edition: whoever touches places updates it first, which puts them in order and numbers the queue."""

    __tablename__ = "places"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(default=0)
