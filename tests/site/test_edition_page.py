"""What the pages say about registration at each time, and about an edition as a whole."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from sokwms_reg.editions.models import Partner
from tests.factories import CLOSES, NOW, OPENS, make_category, make_edition
from tests.site.conftest import Read, Saving, make_dated


@pytest.mark.parametrize(
    ("given", "polish", "english"),
    [
        (
            {},
            "do 10 grudnia 2026 r., 11:00 czasu polskiego; zostało 20 dni; 10 wolnych miejsc z 10.",
            "Registration is open until 10 December 2026, 11:00, Polish time; 20 days left; 10 free places out of 10.",
        ),
        (
            {"registration_opens_at": NOW + timedelta(days=1)},
            "Przyjmowanie zgłoszeń rozpocznie się 21 listopada 2026 r., 11:00 czasu polskiego.",
            "Registration opens on 21 November 2026, 11:00, Polish time.",
        ),
        (
            {"registration_closes_at": NOW},
            "Przyjmowanie zgłoszeń zakończyło się 20 listopada 2026 r., 11:00 czasu polskiego. Na pytania odpowiada",
            "Registration closed on 20 November 2026, 11:00, Polish time. Questions are answered by the secretariat.",
        ),
        (
            {"cancelled": True},
            "Ta edycja została odwołana, zgłoszenia nie są przyjmowane.",
            "This edition has been cancelled and takes no registrations.",
        ),
        (
            {"registration_opens_at": None, "registration_closes_at": None},
            "Zgłoszenia do tej edycji nie są przyjmowane w tym serwisie.",
            "This edition takes no registrations on this site.",
        ),
    ],
    ids=["open", "not yet", "closed", "cancelled", "none"],
)
def test_each_phase_has_its_words(read: Read, saving: Saving, given: dict[str, Any], polish: str, english: str) -> None:
    with saving() as session:
        make_category(session, make_edition(session, **given))
    assert polish in read("/pl/editions/test")
    assert english in read("/en/editions/test")


@pytest.mark.parametrize(
    ("given", "offered"),
    [({}, True), ({"registration_opens_at": CLOSES}, False), ({"registration_closes_at": OPENS}, False)],
)
def test_only_an_open_edition_offers_the_form(
    client: FlaskClient, saving: Saving, given: dict[str, Any], *, offered: bool
) -> None:
    with saving() as session:
        make_category(session, make_edition(session, **given))
    for page in ("/pl/", "/pl/editions/test", "/pl/editions"):
        assert ('class="btn" href="/pl/editions/test/register"' in client.get(page).text) is offered


@pytest.mark.parametrize(
    ("free", "words"),
    [
        (1, "1 wolne miejsce z 30"),
        (2, "2 wolne miejsca z 30"),
        (5, "5 wolnych miejsc z 30"),
        (12, "12 wolnych miejsc z 30"),
        (22, "22 wolne miejsca z 30"),
    ],
)
def test_places_left_in_every_polish_form(read: Read, saving: Saving, free: int, words: str) -> None:
    with saving() as session:
        make_category(session, make_edition(session), capacity=30, taken=30 - free)
    assert words in read("/pl/")
    assert words in read("/pl/editions/test")


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (0, "brak wolnych miejsc; lista rezerwowa jest pusta"),
        (1, "brak wolnych miejsc; lista rezerwowa: 1 osoba"),
        (3, "brak wolnych miejsc; lista rezerwowa: 3 osoby"),
        (7, "brak wolnych miejsc; lista rezerwowa: 7 osób"),
        (22, "brak wolnych miejsc; lista rezerwowa: 22 osoby"),
    ],
)
def test_a_full_category_names_its_waiting_list(read: Read, saving: Saving, waiting: int, words: str) -> None:
    with saving() as session:
        make_category(session, make_edition(session), capacity=30, taken=30, waiting=waiting)
    assert words in read("/pl/")


@pytest.mark.parametrize(
    ("days", "words"), [(0, "ostatni dzień"), (1, "został 1 dzień"), (3, "zostały 3 dni"), (5, "zostało 5 dni")]
)
def test_time_left_in_every_polish_form(read: Read, saving: Saving, days: int, words: str) -> None:
    with saving() as session:
        make_category(session, make_edition(session, registration_closes_at=NOW + timedelta(days=days, hours=1)))
    assert words in read("/pl/")


def test_nothing_is_said_about_registrations_for_a_past_edition(read: Read, saving: Saving) -> None:
    with saving() as session:
        make_dated(session, "2015-kielce", date(2015, 11, 17), date(2015, 11, 18))
    words = read("/pl/editions/2015-kielce")
    assert "edycja zakończona" in words
    assert "17–18 listopada 2015 r." in words
    assert "Zgłoszenia" not in words


def event_of(html: str) -> dict[str, Any]:
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert len(scripts) == 1
    event: dict[str, Any] = json.loads(scripts[0])
    return event


def test_search_engines_read_the_event(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        edition = make_edition(
            session, venue_pl="Filharmonia", languages_pl="polski", languages_en="Polish and English"
        )
        session.add(Partner(edition_id=edition.id, kind="host", name_pl="Województwo", name_en="Voivodeship"))
    assert event_of(client.get("/pl/editions/test").text) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Edycja testowa: Temat",
        "url": "http://localhost/pl/editions/test",
        "startDate": "2027-01-27",
        "endDate": "2027-01-28",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": ["pl", "en"],
        "location": {
            "@type": "Place",
            "name": "Filharmonia",
            "address": {"@type": "PostalAddress", "addressLocality": "Łódź"},
        },
        "organizer": [{"@type": "Organization", "name": "Województwo"}],
    }


def test_a_cancelled_edition_is_a_cancelled_event(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        make_edition(session, cancelled=True)
    assert event_of(client.get("/en/editions/test").text)["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_title_cannot_break_out_of_its_script(client: FlaskClient, saving: Saving) -> None:
    title = "</script><script>alert('1')</script> & \"more\""
    with saving() as session:
        make_edition(session, title_pl=title)
    html = client.get("/pl/editions/test").text
    assert event_of(html)["name"] == f"Edycja testowa: {title}"
    assert "<script>alert" not in html


def test_without_dates_there_is_no_event(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        make_dated(session, "2028-future")
    html = client.get("/pl/editions/2028-future").text
    assert "ld+json" not in html
    assert "jeszcze nieznany" in html


def test_partners_stand_under_what_they_are_in_order(read: Read, saving: Saving) -> None:
    with saving() as session:
        edition = make_edition(session)
        for kind, name in (("media_patron", "Radio"), ("partner", "A"), ("host", "Region"), ("partner", "B")):
            session.add(Partner(edition_id=edition.id, kind=kind, name_pl=name, name_en=name))
    assert "Patroni i partnerzy Gospodarz Region Partnerzy A B Patronat medialny Radio" in read("/pl/editions/test")
    assert "Patrons and partners Host Region Partners A B Media patronage Radio" in read("/en/editions/test")


def test_a_text_in_the_other_language_is_marked(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        make_edition(session, description_pl="Tylko po polsku.", rules_pl="§ 1.\n\n§ 2.", privacy_pl="Administrator.")
    assert '<div class="prose" lang="pl">\n<p>Tylko po polsku.</p>' in client.get("/en/editions/test").text
    assert '<div class="prose" lang="pl">\n<p>§ 1.</p>\n<p>§ 2.</p>' in client.get("/en/editions/test/rules").text
    assert '<div class="prose" lang="pl">\n<p>Administrator.</p>' in client.get("/en/editions/test/privacy").text
    assert '<div class="prose">\n<p>§ 1.</p>' in client.get("/pl/editions/test/rules").text


def test_the_privacy_notice_shows_its_version(read: Read, saving: Saving) -> None:
    with saving() as session:
        make_edition(session, privacy_pl="Administrator.", privacy_en="Controller.", privacy_version="2026-11")
    assert "Wersja: 2026-11." in read("/pl/editions/test/privacy")
    assert "Version: 2026-11." in read("/en/editions/test/privacy")


def test_neighbouring_editions_are_linked(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        for year in (2013, 2012, 2014):
            make_dated(session, f"{year}-poznan", date(year, 6, 1))
    page = client.get("/en/editions/2013-poznan").text
    assert '<a href="/en/editions/2012-poznan" rel="prev">' in page
    assert 'href="/en/editions/2014-poznan" rel="next">' in page


def test_a_demonstration_is_marked_on_each_of_its_pages(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        make_edition(session, demonstration=True)
    for page in ("", "editions/test", "editions/test/materials", "editions/test/rules", "editions/test/privacy"):
        assert '<p class="demo">' in client.get(f"/pl/{page}").text
