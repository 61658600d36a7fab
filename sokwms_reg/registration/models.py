"""A registration and the days it is for."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sokwms_reg.core.base import Base
from sokwms_reg.editions.models import Pool

# The rules of indexes below, in their very words: SQLite uses a partial index for a query that says the same, no other.
ACTIVE = "state NOT IN ('cancelled', 'rejected')"
GUESTS = "role = 'guest_of_honour'"


class PersonRole(StrEnum):
    """What a person is at the conference, beside the category; decides badge and list, set in the office."""

    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    GUEST_OF_HONOUR = "guest_of_honour"
    PRESS = "press"
    ORGANISER = "organiser"
    SERVICE = "service"
    ACCOMPANYING = "accompanying"


class Registration(Base):
    """One person's registration in one edition.

    `queue_number` comes from the edition's places row and orders the waiting list. `name_folded` and
    `address_folded` make an active registration unique; `search_text` and `sort_name` are folded for LIKE and order.
    `form_nonce` makes a submission idempotent; `link_version` revokes the links sent so far. `pool` names the reserved
    places that a holder's place is one of, `limit_lifted` lets a person in beyond the limit of the institution.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("edition_id", "form_nonce"),
        Index(
            "uq_registration_active_person",
            "edition_id",
            "address_folded",
            "name_folded",
            unique=True,
            sqlite_where=text(ACTIVE),
            postgresql_where=text(ACTIVE),
        ),
        Index("ix_registration_queue", "edition_id", "state", "queue_number"),
        Index("ix_registration_line", "category_id", "state", "queue_number"),  # positions are counted in it
        Index("ix_registration_list", "edition_id", "sort_name", "id"),
        Index("ix_registration_figures", "edition_id", "category_id", "state"),  # figures read it, not the people
        Index("ix_registration_by_day", "edition_id", "registered_at"),  # those of a day are counted in it
        Index("ix_registration_institution", "category_id", "institution_folded"),
        Index("ix_registration_guests", "edition_id", sqlite_where=text(GUESTS), postgresql_where=text(GUESTS)),
        Index(  # duplicates are found in it
            "ix_registration_alike",
            "edition_id",
            "name_folded",
            "institution_folded",
            sqlite_where=text(ACTIVE),
            postgresql_where=text(ACTIVE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    role: Mapped[str] = mapped_column(default=PersonRole.PARTICIPANT)
    language: Mapped[str]
    salutation: Mapped[str] = mapped_column(default="")
    honorific: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    first_name: Mapped[str]
    last_name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    institution: Mapped[str]
    voivodeship: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="PL")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    interpretation: Mapped[str] = mapped_column(default="none")
    diet: Mapped[str] = mapped_column(default="none")
    accessibility: Mapped[str] = mapped_column(default="")
    consent_list: Mapped[bool] = mapped_column(default=False)
    consent_next: Mapped[bool] = mapped_column(default=False)
    privacy_version: Mapped[str] = mapped_column(default="")
    registered_at: Mapped[datetime]
    state_changed_at: Mapped[datetime]
    offer_until: Mapped[datetime | None]
    cancelled_by: Mapped[str] = mapped_column(default="")
    queue_number: Mapped[int]
    pool: Mapped[str] = mapped_column(default=Pool.GENERAL)
    limit_lifted: Mapped[bool] = mapped_column(default=False)
    form_nonce: Mapped[str]
    link_version: Mapped[int] = mapped_column(default=1)
    ticket_code: Mapped[str] = mapped_column(unique=True)
    name_folded: Mapped[str]
    address_folded: Mapped[str]
    institution_folded: Mapped[str]
    search_text: Mapped[str]
    sort_name: Mapped[str]

    @property
    def full_name(self) -> str:
        """Return first and last name, without the title."""
        return f"{self.first_name} {self.last_name}"

    @property
    def shown_name(self) -> str:
        """Return the name with its title, as on a list or an envelope."""
        return f"{self.title} {self.full_name}".strip()

    @property
    def mail_address(self) -> str:
        """Return where mail about this registration goes: the contact person's address where there is one."""
        return self.contact_email or self.email

    @property
    def subject_ref(self) -> str:
        """Return how audit and outbox know this registration."""
        return f"registration:{self.id}"


class RegistrationDay(Base):
    """A day that a registration is for."""

    __tablename__ = "registration_day"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("edition_day.id"), primary_key=True, index=True)
