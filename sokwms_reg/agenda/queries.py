"""The programme as pages and calendars need it: whole, by day, in four queries however long it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import (
    ProgrammeSession,
    Room,
    SessionKind,
    SessionSpeaker,
    Speaker,
    SpeakerRole,
)
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.cache import remembered
from sokwms_reg.core.i18n import pgettext
from sokwms_reg.editions.models import EditionDay


@dataclass(frozen=True)
class Person:
    """A speaker as the programme shows them; the name is never declined."""

    name: str
    position: Bilingual
    institution: Bilingual


@dataclass(frozen=True)
class Part:
    """Who does one thing in a session."""

    role: SpeakerRole
    people: tuple[Person, ...]

    @property
    def words(self) -> str:
        """Return what they do, as a noun without gender, in the reader's language."""
        return {
            SpeakerRole.CHAIR: pgettext("part in a session", "Chair"),
            SpeakerRole.MODERATOR: pgettext("part in a session", "Moderator"),
            SpeakerRole.WELCOME: pgettext("part in a session", "Welcome"),
            SpeakerRole.SPEAKER: pgettext("part in a session", "Speaker"),
            SpeakerRole.PANELLIST: pgettext("part in a session", "Panel"),
        }[self.role]


@dataclass(frozen=True)
class Item:
    """A session. `column` is its room's place among the day's rooms, from 1; 0 spans them all."""

    key: str
    kind: SessionKind
    title: Bilingual
    abstract: Bilingual
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    room: Bilingual
    column: int
    interpretation: bool
    capacity: int
    parts: tuple[Part, ...]

    @property
    def kind_words(self) -> str:
        """Return the kind of session in the reader's language."""
        return {
            SessionKind.OPENING: pgettext("kind of session", "opening"),
            SessionKind.LECTURE: pgettext("kind of session", "lecture"),
            SessionKind.PANEL: pgettext("kind of session", "panel"),
            SessionKind.WORKSHOP: pgettext("kind of session", "workshop"),
            SessionKind.BREAK: pgettext("kind of session", "break"),
            SessionKind.SIDE_EVENT: pgettext("kind of session", "side event"),
        }[self.kind]


@dataclass(frozen=True)
class Slot:
    """What begins at one time; `ends_at` is None where the sessions end at different times."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class DayProgramme:
    """A day: sessions with times in slots, those without in `untimed`, in their order."""

    key: str
    date: dt.date
    title: Bilingual
    note: Bilingual
    rooms: tuple[Bilingual, ...]
    slots: tuple[Slot, ...]
    untimed: tuple[Item, ...]

    @property
    def timed(self) -> tuple[Item, ...]:
        """Return the sessions with times, in their order."""
        return tuple(item for slot in self.slots for item in slot.items)


@dataclass(frozen=True)
class DaySpan:
    """A day for a calendar: from its first session's start to its last one's end, or None where no time is known."""

    key: str
    date: dt.date
    note: Bilingual
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


def programme(session: Session, edition_id: int) -> tuple[DayProgramme, ...]:
    """Return the days of an edition in order, each with its sessions."""
    days = session.scalars(select(EditionDay).where(EditionDay.edition_id == edition_id).order_by(EditionDay.date))
    rooms = session.scalars(select(Room).where(Room.edition_id == edition_id).order_by(Room.ordinal, Room.id)).all()
    sessions = session.scalars(
        select(ProgrammeSession)
        .where(ProgrammeSession.edition_id == edition_id)
        .order_by(ProgrammeSession.ordinal, ProgrammeSession.id)
    )
    by_day: defaultdict[int, list[ProgrammeSession]] = defaultdict(list)
    for found in sessions:
        by_day[found.day_id].append(found)
    parts = _parts(session, edition_id)
    return tuple(_day(day, by_day[day.id], rooms, parts) for day in days)


def day_spans(session: Session, day_ids: Iterable[int]) -> tuple[DaySpan, ...]:
    """Return when the given days begin and end, in order."""
    spans = session.execute(
        select(EditionDay, func.min(ProgrammeSession.starts_at), func.max(ProgrammeSession.ends_at))
        .outerjoin(ProgrammeSession, ProgrammeSession.day_id == EditionDay.id)
        .where(EditionDay.id.in_(list(day_ids)))
        .group_by(EditionDay.id)
        .order_by(EditionDay.date)
    )
    return tuple(DaySpan(day.key, day.date, day.note, starts_at, ends_at) for day, starts_at, ends_at in spans)


def spans_of(session: Session, edition_id: int, dates: Iterable[dt.date]) -> tuple[DaySpan, ...]:
    """Return the same for dates of an edition, in order; needs an application, which remembers the programme."""

    def load(of: Session) -> dict[dt.date, DaySpan]:
        ids = of.scalars(select(EditionDay.id).where(EditionDay.edition_id == edition_id)).all()
        return {span.date: span for span in day_spans(of, ids)}

    spans = remembered(session, ("day spans", edition_id), load)
    return tuple(spans[date] for date in sorted(dates))


def _parts(session: Session, edition_id: int) -> dict[int, tuple[Part, ...]]:
    """Return who does what, by session: roles in the order of SpeakerRole, people in the order of the file."""
    rows = session.execute(
        select(SessionSpeaker.session_id, SessionSpeaker.role, Speaker)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .where(Speaker.edition_id == edition_id)
        .order_by(SessionSpeaker.session_id, SessionSpeaker.ordinal, Speaker.ordinal, Speaker.id)
    )
    people: defaultdict[int, defaultdict[SpeakerRole, list[Person]]] = defaultdict(lambda: defaultdict(list))
    for session_id, role, speaker in rows:
        person = Person(speaker.name, speaker.position, speaker.institution)
        people[session_id][SpeakerRole(role)].append(person)
    return {
        session_id: tuple(Part(role, tuple(by_role[role])) for role in SpeakerRole if role in by_role)
        for session_id, by_role in people.items()
    }


def _day(
    day: EditionDay, sessions: Sequence[ProgrammeSession], rooms: Sequence[Room], parts: dict[int, tuple[Part, ...]]
) -> DayProgramme:
    """Arrange a day. Only rooms that stand beside others get a column; a session alone at its time spans them all."""
    at_once: defaultdict[dt.datetime, list[ProgrammeSession]] = defaultdict(list)
    for found in sessions:
        if found.starts_at is not None:
            at_once[found.starts_at].append(found)
    used = {found.room_id for found in sessions if found.starts_at is not None and found.kind != SessionKind.BREAK}
    shown = [room for room in rooms if room.id in used]
    columns = {room.id: number for number, room in enumerate(shown, start=1)}
    names = {room.id: room.name for room in rooms}

    def item(found: ProgrammeSession, column: int) -> Item:
        room = Bilingual() if found.room_id is None else names[found.room_id]
        return _item(found, room, column, parts.get(found.id, ()))

    def slot(starts_at: dt.datetime, together: Sequence[ProgrammeSession]) -> Slot:
        ends = {found.ends_at for found in together}
        placed = [(columns.get(found.room_id or 0, 0) if len(together) > 1 else 0, found) for found in together]
        placed.sort(key=lambda pair: pair[0])
        return Slot(starts_at, ends.pop() if len(ends) == 1 else None, tuple(item(one, at) for at, one in placed))

    return DayProgramme(
        day.key,
        day.date,
        day.title,
        day.note,
        tuple(room.name for room in shown),
        tuple(slot(starts_at, at_once[starts_at]) for starts_at in sorted(at_once)),
        tuple(item(found, 0) for found in sessions if found.starts_at is None),
    )


def _item(found: ProgrammeSession, room: Bilingual, column: int, parts: tuple[Part, ...]) -> Item:
    return Item(
        key=found.key,
        kind=SessionKind(found.kind),
        title=found.title,
        abstract=found.abstract,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        room=room,
        column=column,
        interpretation=found.interpretation,
        capacity=found.capacity,
        parts=parts,
    )
