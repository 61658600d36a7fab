"""The programme's pages in both languages, and what is no page."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session

from sokwms_reg.agenda import views
from sokwms_reg.agenda.models import ProgrammeSession, Room
from sokwms_reg.editions.models import EditionDay
from tests.agenda.samples import AFTER, BEFORE, CHANGE, a_day, a_programme, an_edition, at

Saving = Callable[[], AbstractContextManager[Session]]


def words(markup: str) -> str:
    """Return what a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def current_day(page: str) -> list[str]:
    """Return the addresses that the days' navigation marks as shown."""
    return re.findall(r'<li><a href="([^"]+)" aria-current="page"><b>', page)


@pytest.fixture
def programme(saving: Saving) -> None:
    """Store the sample programme."""
    with saving() as session:
        a_programme(session)


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", ["V SOKWMS", "Kielce", "Panel o partnerstwach", "Zofia Żak, marszałek", "Sala 2", "wieczorem koncert"]),
        (
            "en",
            ["5th SOKWMS", "Kielce", "Panel on partnerships", "Zofia Żak, Marshal", "Room 2", "concert in the evening"],
        ),
    ],
)
def test_a_day_is_shown_in_both_languages(client: FlaskClient, language: str, expected: list[str]) -> None:
    answer = client.get(f"/{language}/editions/demo/agenda/2026-10-24")
    assert answer.status_code == 200
    assert [text for text in expected if text not in words(answer.text)] == []
    assert current_day(answer.text) == [f"/{language}/editions/demo/agenda/2026-10-24"]
    assert answer.text.count("<h1") == 1
    assert "Set-Cookie" not in answer.headers


@pytest.mark.usefixtures("programme")
def test_sessions_stand_by_time_and_room(client: FlaskClient) -> None:
    page = client.get("/en/editions/demo/agenda/2026-10-24").text
    assert re.findall(r'<article class="ses (\w+) ?([\w-]*)" id="session-(\w+)"', page) == [
        ("all", "", "opening"),
        ("r1", "plum", "workshop"),
        ("r2", "ok", "panel"),
        ("all", "t-break", "coffee"),
    ]
    assert re.findall(r"<h3><time[^>]*>([\d:]+)</time>(?:–<time[^>]*>([\d:]+)</time>)?</h3>", page) == [
        ("9:00", "10:00"),
        ("10:00", ""),
        ("11:00", "11:30"),
    ]
    assert 'data-rooms="2"' in page
    assert '<time datetime="2026-10-24T10:00:00+02:00">10:00</time>–' in page
    assert '<p lang="pl">O\u00a0czym mowa.</p>' in page
    assert "24 seats" in page


@pytest.mark.usefixtures("programme")
def test_the_day_of_the_clock_change_shows_winter_time(client: FlaskClient) -> None:
    page = client.get("/en/editions/demo/agenda/2026-10-25").text
    assert '<time datetime="2026-10-25T09:30:00+01:00">9:30</time>' in page
    assert "Central European Time, Warsaw" in page


@pytest.mark.usefixtures("programme")
def test_a_day_without_hours_is_a_list_in_order(client: FlaskClient) -> None:
    page = client.get("/en/editions/demo/agenda/2026-10-26").text
    assert re.findall(r'id="session-(\w+)"', page) == ["closing", "visit"]
    assert 'class="slot"' not in page
    assert "Central European Time" not in page


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (at(BEFORE, 21, 59), BEFORE),
        (at(BEFORE, 22, 0), CHANGE),  # midnight in Warsaw
        (at(AFTER, 12), AFTER),
        (at(BEFORE.replace(day=1), 12), BEFORE),
        (at(AFTER.replace(day=30), 12), BEFORE),
    ],
)
def test_the_overview_shows_today_or_the_first_day(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, now: datetime, shown: object
) -> None:
    monkeypatch.setattr(views, "now", lambda: now)
    page = client.get("/pl/editions/demo/agenda").text
    assert current_day(page) == [f"/pl/editions/demo/agenda/{shown}"]
    canonical = re.search(r'<link rel="canonical" href="https?://[^/]+([^"]+)">', page)
    assert canonical is not None
    assert canonical[1] == f"/pl/editions/demo/agenda/{shown}"
    assert re.findall(r'hreflang="([^"]+)" href="https?://[^/]+([^"]+)">', page) == [
        ("pl", f"/pl/editions/demo/agenda/{shown}"),
        ("en", f"/en/editions/demo/agenda/{shown}"),
        ("x-default", f"/pl/editions/demo/agenda/{shown}"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/pl/editions/none/agenda",
        "/pl/editions/hidden/agenda",
        "/pl/editions/hidden/agenda/2026-10-24",
        "/pl/editions/hidden/agenda.ics",
        "/pl/editions/demo/agenda/2026-10-23",
        "/pl/editions/demo/agenda/20261024",
        "/pl/editions/demo/agenda/2026-13-45",
        "/pl/editions/demo/agenda/today",
        "/pl/editions/untimed/agenda.ics",
    ],
)
def test_what_is_not_there_is_404(client: FlaskClient, saving: Saving, path: str) -> None:
    with saving() as session:
        a_programme(session)
        a_programme(session, "hidden", published=False)
        a_day(session, an_edition(session, "untimed"), "day-1", BEFORE)
    assert client.get(path).status_code == 404


def test_an_edition_without_hours_offers_no_calendar(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        a_day(session, an_edition(session), "day-1", BEFORE)
    page = client.get("/en/editions/demo/agenda").text
    assert "agenda.ics" not in page
    assert "No programme has been published for this day." in page


def test_an_edition_without_days_says_so(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        an_edition(session)
    answer = client.get("/en/editions/demo/agenda")
    assert answer.status_code == 200
    assert "No programme has been published for this edition." in answer.text


@pytest.mark.usefixtures("programme")
def test_the_calendar_is_a_file_of_the_edition(client: FlaskClient) -> None:
    answer = client.get("/en/editions/demo/agenda.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="demo.ics"'
    assert len(Calendar.from_ical(answer.data).events) == 5
    assert "/en/editions/demo/agenda.ics" in client.get("/en/editions/demo/agenda").text


def test_eight_rooms_get_eight_columns(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        edition = an_edition(session)
        day: EditionDay = a_day(session, edition, "day-1", BEFORE)
        for number in range(1, 9):
            room = Room(edition_id=edition.id, key=f"room-{number}", ordinal=number, name_pl=f"S{number}", name_en="")
            session.add(room)
            session.flush()
            session.add(
                ProgrammeSession(
                    edition_id=edition.id,
                    day_id=day.id,
                    room_id=room.id,
                    key=f"w{number}",
                    kind="workshop",
                    title_pl="Warsztat",
                    title_en="",
                    starts_at=at(BEFORE, 8),
                    ends_at=at(BEFORE, 9),
                )
            )
    page = client.get("/pl/editions/demo/agenda").text
    assert 'data-rooms="8"' in page
    assert re.findall(r'<article class="ses (r\d)', page) == [f"r{number}" for number in range(1, 9)]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>'])
def test_titles_are_escaped(client: FlaskClient, saving: Saving, text: str) -> None:
    with saving() as session:
        edition = a_programme(session, title_pl=text, title_en=text)
        session.add(
            ProgrammeSession(
                edition_id=edition.id,
                day_id=session.query(EditionDay).filter_by(edition_id=edition.id, key="day-3").one().id,
                key="hostile",
                kind="panel",
                title_pl=text,
                title_en=text,
            )
        )
    page = client.get("/pl/editions/demo/agenda/2026-10-26").text
    assert text not in page
