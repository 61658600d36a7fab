"""Rooms, sessions and speakers of an edition. A session without times stands under its day in order."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from sokwms_reg.core.base import Base, Public
from sokwms_reg.core.bilingual import Bilingual


class SessionKind(StrEnum):
    """What happens in a session."""

    OPENING = "opening"
    LECTURE = "lecture"
    PANEL = "panel"
    WORKSHOP = "workshop"
    BREAK = "break"
    SIDE_EVENT = "side_event"


class SpeakerRole(StrEnum):
    """What a speaker does in a session, in the order in which pages name them."""

    CHAIR = "chair"
    MODERATOR = "moderator"
    WELCOME = "welcome"
    SPEAKER = "speaker"
    PANELLIST = "panellist"


class Room(Public, Base):
    """A room of the venue; capacity 0 where it is not known."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str]
    ordinal: Mapped[int] = mapped_column(default=0)
    name_pl: Mapped[str]
    name_en: Mapped[str]
    capacity: Mapped[int] = mapped_column(default=0)

    name: Mapped[Bilingual] = composite("name_pl", "name_en")


class Speaker(Public, Base):
    """A person on the programme; the name stands as shown and is never declined."""

    __tablename__ = "speaker"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str]
    ordinal: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    position_pl: Mapped[str] = mapped_column(default="")
    position_en: Mapped[str] = mapped_column(default="")
    institution_pl: Mapped[str] = mapped_column(default="")
    institution_en: Mapped[str] = mapped_column(default="")
    bio_pl: Mapped[str] = mapped_column(default="")
    bio_en: Mapped[str] = mapped_column(default="")

    position: Mapped[Bilingual] = composite("position_pl", "position_en")
    institution: Mapped[Bilingual] = composite("institution_pl", "institution_en")
    bio: Mapped[Bilingual] = composite("bio_pl", "bio_en")


class ProgrammeSession(Public, Base):
    """A session of the programme; `ordinal` orders it within the file, times are both given or both missing."""

    __tablename__ = "programme_session"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    day_id: Mapped[int] = mapped_column(ForeignKey("edition_day.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    key: Mapped[str]
    ordinal: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str]
    title_pl: Mapped[str]
    title_en: Mapped[str]
    abstract_pl: Mapped[str] = mapped_column(default="")
    abstract_en: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    interpretation: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int] = mapped_column(default=0)

    title: Mapped[Bilingual] = composite("title_pl", "title_en")
    abstract: Mapped[Bilingual] = composite("abstract_pl", "abstract_en")


class SessionSpeaker(Public, Base):
    """A speaker's part in a session."""

    __tablename__ = "session_speaker"

    session_id: Mapped[int] = mapped_column(ForeignKey("programme_session.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), primary_key=True, index=True)
    ordinal: Mapped[int] = mapped_column(default=0)
    role: Mapped[str]
