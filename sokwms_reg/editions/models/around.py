"""What stands around an edition: partners, what is left of it, and who of the staff is what in it."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column

from sokwms_reg.core.base import Base, Public
from sokwms_reg.core.bilingual import Bilingual


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
