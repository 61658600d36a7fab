"""A small programme: three rooms, a day with hours on the date of a clock change, a day without any."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import ProgrammeSession, Room, SessionSpeaker, Speaker
from sokwms_reg.editions.models import Edition, EditionDay

# In 2026 the clocks in Poland go back on Sunday, 25 October: from UTC+2 to UTC+1 at 01:00 UTC.
CHANGE = date(2026, 10, 25)
BEFORE = date(2026, 10, 24)
AFTER = date(2026, 10, 26)


def an_edition(session: Session, slug: str = "demo", **values: object) -> Edition:
    """Add an edition with what every page and calendar shows."""
    given = {
        "number": 5,
        "published": True,
        "name_pl": "V SOKWMS",
        "name_en": "5th SOKWMS",
        "title_pl": "Partnerstwa, które trwają",
        "title_en": "Partnerships that last",
        "city_pl": "Kielce",
        "city_en": "Kielce",
        "venue_pl": "Filharmonia Świętokrzyska",
        "venue_en": "Świętokrzyska Philharmonic",
        "contact_name_pl": "Sekretariat",
        "contact_name_en": "Secretariat",
        "contact_email": "sekretariat@example.org",
        "contact_phone": "+48 41 000 00 00",
    }
    edition = Edition(slug=slug, **{**given, **values})
    session.add(edition)
    session.flush()
    return edition


def a_day(session: Session, edition: Edition, key: str, when: date, **values: str) -> EditionDay:
    """Add a day."""
    day = EditionDay(edition_id=edition.id, key=key, date=when, **values)
    session.add(day)
    session.flush()
    return day


def at(when: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant by its UTC hour."""
    return datetime(when.year, when.month, when.day, hour, minute, tzinfo=UTC)


def a_programme(session: Session, slug: str = "demo", **values: object) -> Edition:
    """Add three days: sessions before the clock change and on its date, and one without hours after it."""
    edition = an_edition(session, slug, **values)
    before = a_day(session, edition, "day-1", BEFORE, note_pl="wieczorem koncert", note_en="concert in the evening")
    change = a_day(session, edition, "day-2", CHANGE)
    after = a_day(session, edition, "day-3", AFTER)
    rooms = [
        Room(
            edition_id=edition.id,
            key=f"room-{number}",
            ordinal=number,
            name_pl=f"Sala {number}",
            name_en=f"Room {number}",
        )
        for number in (1, 2, 3)
    ]
    people = [
        Speaker(
            edition_id=edition.id,
            key="zofia",
            ordinal=1,
            name="Zofia Żak",
            position_pl="marszałek",
            position_en="Marshal",
        ),
        Speaker(
            edition_id=edition.id,
            key="jan",
            ordinal=2,
            name="Jan Łoś",
            institution_pl="Uniwersytet",
            institution_en="University",
        ),
        Speaker(edition_id=edition.id, key="ewa", ordinal=3, name="Ewa Źródlak"),
    ]
    session.add_all([*rooms, *people])
    session.flush()
    first, second, _third = rooms

    def add(day: EditionDay, key: str, kind: str, names: tuple[str, str], **more: object) -> ProgrammeSession:
        found = ProgrammeSession(
            edition_id=edition.id, day_id=day.id, key=key, kind=kind, title_pl=names[0], title_en=names[1], **more
        )
        session.add(found)
        session.flush()
        return found

    add(before, "coffee", "break", ("Kawa", "Coffee"), ordinal=4, starts_at=at(BEFORE, 9), ends_at=at(BEFORE, 9, 30))
    panel = add(
        before,
        "panel",
        "panel",
        ("Panel o partnerstwach", "Panel on partnerships"),
        ordinal=3,
        room_id=second.id,
        starts_at=at(BEFORE, 8),
        ends_at=at(BEFORE, 9),
        interpretation=True,
        abstract_pl="O czym mowa.",
        abstract_en="",
    )
    workshop = add(
        before,
        "workshop",
        "workshop",
        ("Warsztat", "Workshop"),
        ordinal=2,
        room_id=first.id,
        starts_at=at(BEFORE, 8),
        ends_at=at(BEFORE, 9, 30),
        capacity=24,
    )
    opening = add(
        before,
        "opening",
        "opening",
        ("Otwarcie", "Opening"),
        ordinal=1,
        room_id=first.id,
        starts_at=at(BEFORE, 7),
        ends_at=at(BEFORE, 8),
    )
    add(
        change,
        "lecture",
        "lecture",
        ("Wykład", "Lecture"),
        ordinal=5,
        room_id=first.id,
        starts_at=at(CHANGE, 8, 30),
        ends_at=at(CHANGE, 10),
    )
    add(after, "visit", "side_event", ("Wizyta", "Visit"), ordinal=7)
    add(after, "closing", "panel", ("Zakończenie", "Closing"), ordinal=6)
    parts = [
        (opening, people[0], 1, "welcome"),
        (panel, people[2], 1, "panellist"),
        (panel, people[1], 2, "panellist"),
        (panel, people[0], 3, "moderator"),
        (workshop, people[1], 1, "speaker"),
    ]
    session.add_all(
        SessionSpeaker(session_id=one.id, speaker_id=who.id, ordinal=number, role=role)
        for one, who, number, role in parts
    )
    session.flush()
    return edition
