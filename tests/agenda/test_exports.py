"""Calendars, read back by the library that mail programs' tests use too."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.agenda.exports import attendance_calendar, edition_calendar, place_of
from sokwms_reg.agenda.models import ProgrammeSession
from sokwms_reg.agenda.queries import DaySpan, day_spans, programme
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.i18n import speaking
from sokwms_reg.editions.models import Edition, EditionDay
from tests.agenda.samples import AFTER, BEFORE, CHANGE, a_day, a_programme, an_edition, at

BASE = "https://konferencja.example.org"
NOW = at(date(2026, 9, 1), 12)
WARSAW = ZoneInfo("Europe/Warsaw")


def whole(session: Session, edition: Edition, language: str) -> Calendar:
    content = edition_calendar(edition, programme(session, edition.id), language, BASE, NOW)
    return Calendar.from_ical(content)


def attendance(session: Session, edition: Edition, language: str) -> Calendar:
    ids = session.scalars(select(EditionDay.id).where(EditionDay.edition_id == edition.id)).all()
    return Calendar.from_ical(attendance_calendar(edition, day_spans(session, ids), "7K3M9QXZ", language, BASE, NOW))


def test_a_calendar_holds_the_sessions_that_have_times(session: Session) -> None:
    calendar = whole(session, a_programme(session), "en")
    assert calendar.calendar_name == "5th SOKWMS"
    assert [str(event["uid"]) for event in calendar.events] == [
        "opening.demo@konferencja.example.org",
        "workshop.demo@konferencja.example.org",
        "panel.demo@konferencja.example.org",
        "coffee.demo@konferencja.example.org",
        "lecture.demo@konferencja.example.org",
    ]
    assert {event["sequence"] for event in calendar.events} == {0}
    assert {event.DTSTAMP for event in calendar.events} == {NOW}


def test_a_session_says_what_where_and_who_in_the_language(session: Session) -> None:
    edition = a_programme(session)
    panel = {str(event["uid"]).split(".")[0]: event for event in whole(session, edition, "en").events}["panel"]
    assert str(panel["summary"]) == "Panel on partnerships"
    assert str(panel["location"]) == "Room 2, Świętokrzyska Philharmonic, Kielce"
    assert panel.categories == ["panel"]
    assert str(panel["url"]) == f"{BASE}/en/editions/demo/agenda/2026-10-24#session-panel"
    assert str(panel["status"]) == "CONFIRMED"
    assert str(panel["description"]).splitlines() == [
        "5th SOKWMS: Partnerships that last",
        "Moderator: Zofia Żak, Marshal",
        "Panel: Ewa Źródlak; Jan Łoś, University",
        "Simultaneous interpreting into Polish and English",
        "O czym mowa.",
    ]
    polish = {str(event["uid"]): event for event in whole(session, edition, "pl").events}
    assert str(polish[str(panel["uid"])]["summary"]) == "Panel o partnerstwach"


def test_hours_follow_the_clock_change_and_the_zone_is_described(session: Session) -> None:
    calendar = whole(session, a_programme(session), "pl")
    starts = {str(event["uid"]).split(".")[0]: event.start for event in calendar.events}
    assert starts["opening"] == datetime(2026, 10, 24, 9, 0, tzinfo=WARSAW)
    assert starts["lecture"] == datetime(2026, 10, 25, 9, 30, tzinfo=WARSAW)
    offsets = [event.start.utcoffset() for event in calendar.events if isinstance(event.start, datetime)]
    assert offsets == [timedelta(hours=2)] * 4 + [timedelta(hours=1)]
    (zone,) = calendar.timezones
    assert zone.tz_name == "Europe/Warsaw"
    changes = [part["dtstart"].to_ical() for part in zone.subcomponents]
    assert changes == [b"20260101T000000", b"20260329T020000", b"20261025T030000"]


@pytest.mark.parametrize("years", [(2027, 2027), (2026, 2027)])
def test_clock_changes_begin_by_the_clock_in_force_before_them(session: Session, years: tuple[int, int]) -> None:
    edition = an_edition(session)
    for number, year in enumerate(years, start=1):
        begins = at(date(year, 6, number), 8)
        day = a_day(session, edition, f"day-{number}", begins.date())
        session.add(
            ProgrammeSession(
                edition_id=edition.id,
                day_id=day.id,
                key=f"talk-{number}",
                kind="lecture",
                title_pl="Wykład",
                title_en="Lecture",
                starts_at=begins,
                ends_at=begins + timedelta(hours=1),
            )
        )
    session.flush()
    for calendar in (whole(session, edition, "pl"), attendance(session, edition, "pl")):
        (zone,) = calendar.timezones
        onsets = {
            (part.name, moment.replace(tzinfo=None), part.TZOFFSETFROM)
            for part in zone.subcomponents
            for moment in (part.DTSTART, *(again for again, _none in part.rdates))
        }
        assert ("DAYLIGHT", datetime(2027, 3, 28, 2), timedelta(hours=1)) in onsets  # noqa: DTZ001 - by the old clock
        assert ("STANDARD", datetime(2027, 10, 31, 3), timedelta(hours=2)) in onsets  # noqa: DTZ001 - the same


def test_lines_are_folded_and_end_as_the_rfc_says(session: Session) -> None:
    edition = a_programme(session, title_pl="Ż" * 200)
    content = edition_calendar(edition, programme(session, edition.id), "pl", BASE, NOW)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content.replace(b"\r\n", b"").find(b"\n") == -1


def test_a_cancelled_edition_cancels_its_sessions(session: Session) -> None:
    calendar = whole(session, a_programme(session, cancelled=True), "pl")
    assert {str(event["status"]) for event in calendar.events} == {"CANCELLED"}


def test_attendance_is_one_event_a_day(session: Session) -> None:
    calendar = attendance(session, a_programme(session), "pl")
    assert str(calendar["method"]) == "PUBLISH"
    times = [(event.start, event.end) for event in calendar.events]
    assert times == [
        (datetime(2026, 10, 24, 9, 0, tzinfo=WARSAW), datetime(2026, 10, 24, 11, 30, tzinfo=WARSAW)),
        (datetime(2026, 10, 25, 9, 30, tzinfo=WARSAW), datetime(2026, 10, 25, 11, 0, tzinfo=WARSAW)),
        (AFTER, AFTER + timedelta(days=1)),
    ]
    first = calendar.events[0]
    assert str(first["uid"]) == "7k3m9qxz-day-1.demo@konferencja.example.org"
    assert str(first["summary"]) == "V SOKWMS: Partnerstwa, które trwają"
    assert str(first["location"]) == "Filharmonia Świętokrzyska, Kielce"
    assert str(first["organizer"]) == "mailto:sekretariat@example.org"
    assert str(first["description"]).splitlines()[0] == "wieczorem koncert"
    assert "7K3M9QXZ" in str(first["description"])
    assert str(first["url"]) == f"{BASE}/pl/editions/demo/agenda/{BEFORE.isoformat()}"


@pytest.mark.parametrize("length", range(20, 90))
def test_each_registration_has_its_own_wherever_lines_are_folded(length: int) -> None:
    edition = Edition(slug="demo", name_pl="N", name_en="N", title_pl="T", title_en="T", timezone="Europe/Warsaw")
    for column in ("venue", "address", "city", "contact_name"):
        setattr(edition, f"{column}_pl", "")
        setattr(edition, f"{column}_en", "")
    span = DaySpan("day-1", AFTER, Bilingual("ż" * length, "n" * length), None, None)
    for uid, now in (("7K3M9QXZ", NOW), ("00000000", NOW + timedelta(days=1))):
        for language in ("pl", "en"):
            content = attendance_calendar(edition, [span], uid, language, BASE, now)
            assert max(len(line) for line in content.split(b"\r\n")) <= 75
            (event,) = Calendar.from_ical(content).events
            assert str(event["uid"]) == f"{uid.lower()}-day-1.demo@konferencja.example.org"
            assert str(event["description"]).endswith(f": {uid}")
            assert content.count(f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n".encode()) == 1


def test_days_without_hours_need_no_zone(session: Session) -> None:
    edition = an_edition(session)
    session.add(EditionDay(edition_id=edition.id, key="day-1", date=CHANGE))
    session.flush()
    calendar = attendance(session, edition, "en")
    assert calendar.timezones == []
    assert [event.start for event in calendar.events] == [CHANGE]


@pytest.mark.parametrize(
    ("venue", "address", "city", "expected"),
    [
        ("Aula", "ul. Długa 1, Łódź", "Łódź", "Aula, ul. Długa 1, Łódź"),
        ("Aula", "ul. Długa 1", "Łódź", "Aula, ul. Długa 1, Łódź"),
        ("", "", "Łódź", "Łódź"),
        ("", "", "", ""),
    ],
)
def test_a_place_names_its_city_once(venue: str, address: str, city: str, expected: str) -> None:
    edition = Edition(venue_pl=venue, venue_en="", address_pl=address, address_en="", city_pl=city, city_en="")
    with speaking("pl"):
        assert place_of(edition) == expected
