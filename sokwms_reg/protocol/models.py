"""What the protocol keeps: a card for a registration, and the offices from which salutations are proposed."""

import re

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from sokwms_reg.core.base import Base
from sokwms_reg.core.bilingual import Bilingual


class ProtocolCard(Base):
    """What hosts know of one person. Salutation and role of a guest of honour stand on the registration.

    Letters begin with the one, badge and list go by the other. `to_check` says that since the card was saved somebody
    else comes instead.

    `precedence` is a place in the edition's order, from 1 without a gap, or None where nobody has given one. Cards of
    registrations that have ended keep theirs, and are left out where the order is read.
    """

    __tablename__ = "protocol_card"
    __table_args__ = (UniqueConstraint("edition_id", "precedence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), unique=True)
    precedence: Mapped[int | None]
    position_pl: Mapped[str] = mapped_column(default="")
    position_en: Mapped[str] = mapped_column(default="")
    represents: Mapped[str] = mapped_column(default="")
    seat: Mapped[str] = mapped_column(default="")
    escort: Mapped[str] = mapped_column(default="")
    office_phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    to_check: Mapped[bool] = mapped_column(default=False)
    position: Mapped[Bilingual] = composite("position_pl", "position_en")

    @property
    def dialled(self) -> str:
        """Return the telephone number for a link, without an extension or words behind it; "" where it is none."""
        number = re.sub(r"[ ()./-]", "", self.office_phone)
        found = re.match(r"\+?[0-9]{6,15}(?![0-9])", number)
        return found[0] if found else ""


class ProtocolOffice(Base):
    """An office of the edition's list, with its names and how whoever holds it is addressed; its number is `ordinal`.

    The order is that of the list alone, and says nothing of precedence. A feminine name may be left out.
    """

    __tablename__ = "protocol_office"
    __table_args__ = (UniqueConstraint("edition_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    ordinal: Mapped[int]
    masculine: Mapped[str]
    feminine: Mapped[str] = mapped_column(default="")
    english: Mapped[str] = mapped_column(default="")
    to_man: Mapped[str]
    to_woman: Mapped[str]
    in_english: Mapped[str] = mapped_column(default="")
