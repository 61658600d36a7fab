"""One row for each time a list with personal data left the office; never edited."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sokwms_reg.core.base import Base


class Disclosure(Base):
    """A list that went out: who took it, what was in it, and to whom it was handed, where that is known.

    `filters` is the question to the list as its address has it, `columns` the names of what was in it. `people` says
    which registrations (`states.packed`), all of them between `first_person` and `last_person`; `about` names the
    record that it belongs to, such as "handover:3".
    """

    __tablename__ = "disclosure"
    __table_args__ = (Index("ix_disclosure_edition", "edition_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[str] = mapped_column(default="")
    actor_label: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    written: Mapped[str] = mapped_column(default="")
    filters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    number: Mapped[int]
    first_person: Mapped[int] = mapped_column(default=0)
    last_person: Mapped[int] = mapped_column(default=0)
    people: Mapped[bytes] = mapped_column(deferred=True)
    recipient: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
