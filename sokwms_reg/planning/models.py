"""A task of the office."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, composite, mapped_column

from sokwms_reg.core.base import Base
from sokwms_reg.core.bilingual import Bilingual


class OfficeTask(Base):
    """Something that the office has to do for an edition.

    It is due so many days after the edition's first day (`offset_days`, negative: before it) and moves with it, or on a
    fixed date. Whose it is: a member of the staff (`user_id`), or a typed name. `key` says which of the proposed tasks
    it is, "" for one of the office's own. `version` tells two people at one task apart.
    """

    __tablename__ = "office_task"
    __table_args__ = (CheckConstraint("(offset_days IS NULL) <> (fixed_on IS NULL)", name="when"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    key: Mapped[str] = mapped_column(default="")
    title_pl: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    offset_days: Mapped[int | None]
    fixed_on: Mapped[date | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    who: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    title: Mapped[Bilingual] = composite("title_pl", "title_en")
