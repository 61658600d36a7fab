"""A participant's own page: opened by a signed link, it shows everything and changes nothing unasked."""

from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, update

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.db import db
from sokwms_reg.editions.models import Category
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from tests.factories import FIRST_DAY, NOW, SECOND_DAY
from tests.pages import Page
from tests.registration.conftest import PERSON, At, Saving, Stored, Visitor

OwnAddress = Callable[..., str]
STAFF = Actor("staff", "1", "Anna Kowalska")


@pytest.fixture
def own(visitor: Visitor, own_address: OwnAddress) -> str:
    """Register a person and return the own page's address."""
    visitor.register()
    return own_address(1)


def kinds_of_mail(app: Flask, address: str) -> list[str]:
    with app.app_context():
        mine = select(Message.kind).where(Message.to_address == address).order_by(Message.id)
        return [kind.rpartition("/")[2] for kind in db.session.scalars(mine)]


@pytest.mark.parametrize(
    ("language", "state", "region"), [("pl", "Potwierdzone", "łódzkie"), ("en", "Confirmed", "łódzkie")]
)
def test_it_shows_state_and_data_in_both_languages(
    visitor: Visitor, own: str, language: str, state: str, region: str
) -> None:
    page = visitor.open(own.replace("/pl/", f"/{language}/"))
    assert (visitor.status, page.one("html").attributes["lang"]) == (200, language)
    words = page.text.replace("\u00a0", " ")
    for shown in (state, region, "prof. dr hab. Żaneta Gżegżółka-Łoś", PERSON["email"], PERSON["phone"]):
        assert shown in words
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert page.one("h1").text == "prof. dr hab. Żaneta Gżegżółka-Łoś"


@pytest.mark.parametrize("part", ["", "/cancel", "/replace", "/calendar.ics", "/confirmation.pdf", "/qr.svg"])
def test_an_altered_link_is_404_and_a_revoked_one_410(client: FlaskClient, own: str, saving: Saving, part: str) -> None:
    altered = [own[:-3] + "AAA", own.replace("/my/", "/my/x"), "/pl/my/x", "/pl/my/" + "ż" * 20]
    assert [client.get(address + part).status_code for address in altered] == [404] * 4
    assert client.get(own + part).status_code == 200
    with saving() as session:
        session.execute(update(Registration).values(link_version=2))
    answer = client.get(own + part)
    assert answer.status_code == 410
    assert Page(answer.text).title.startswith("Błąd: ")
    for deed in ("/cancel", "/accept", "/replace", "/language", "/consents/consent_next"):
        assert client.post(own + deed).status_code == 410
        assert client.post(altered[0] + deed).status_code == 404


def test_a_link_to_nothing_is_404(client: FlaskClient, own: str, own_address: OwnAddress) -> None:
    assert own
    assert client.get(own_address(99)).status_code == 404


def test_cancelling_asks_first_and_then_happens_once(visitor: Visitor, own: str, app: Flask, stored: Stored) -> None:
    page = visitor.open(own + "/cancel")
    assert page.one("h1").text == "Czy wycofać zgłoszenie?"
    assert page.one("form").attributes["action"] == own + "/cancel"
    assert stored()[0].state == "confirmed"
    for where in (own, f"{own}?said=cancel"):
        answer = visitor.client.post(own + "/cancel")
        assert (answer.status_code, answer.headers["Location"]) == (303, where)
    assert (
        "wycofane lub anulowane już wcześniej" in visitor.open(answer.headers["Location"]).one("p", role="status").text
    )
    assert [(kept.state, kept.cancelled_by) for kept in stored()] == [("cancelled", "participant")]
    assert kinds_of_mail(app, PERSON["email"]) == ["confirmed", "cancelled"]
    page = visitor.open(own)
    assert "Wycofane" in page.text
    assert {form.attributes["action"].rpartition("/")[2] for form in page.all("form")} == {
        *("consent_list", "consent_next", "language")
    }
    assert visitor.client.get(own + "/cancel").headers["Location"] == own


def test_a_post_from_another_site_cancels_nothing(client: FlaskClient, own: str, stored: Stored) -> None:
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(own + "/cancel", headers=headers).status_code == 403
    assert stored()[0].state == "confirmed"


def test_the_freed_place_goes_to_the_first_in_line(
    visitor: Visitor, own: str, own_address: OwnAddress, app: Flask, stored: Stored
) -> None:
    for number in (2, 3, 4):
        visitor.register(first_name=f"Osoba {number}", email=f"osoba{number}@example.org")
    assert [kept.state for kept in stored()] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert "1" in visitor.open(own_address(3)).one("p", **{"class": "big"}).text
    visitor.client.post(own + "/cancel")
    assert [kept.state for kept in stored()] == ["cancelled", "confirmed", "confirmed", "waiting"]
    assert kinds_of_mail(app, "osoba3@example.org") == ["waiting", "promoted"]
    assert "Potwierdzone" in visitor.open(own_address(3)).text
    assert visitor.open(own_address(4)).one("p", **{"class": "big"}).text.startswith("1 ")


def test_the_calendar_has_the_chosen_days(client: FlaskClient, own: str, stored: Stored) -> None:
    answer = client.get(own + "/calendar.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="sokwms-{stored()[0].reference}.ics"'
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert [event.decoded("DTSTART") for event in events] == [FIRST_DAY, SECOND_DAY]
    client.post(own + "/cancel")
    assert client.get(own + "/calendar.ics").status_code == 404


def test_the_code_for_the_door_says_nothing_about_its_bearer(client: FlaskClient, own: str, stored: Stored) -> None:
    answer = client.get(own + "/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ET.fromstring(answer.data).tag.endswith("svg")  # noqa: S314 - our own picture
    (kept,) = stored()
    for secret in (kept.reference, kept.last_name, kept.first_name, kept.email, kept.ticket_code):
        assert secret not in answer.text
        assert secret not in kept.ticket_code or secret == kept.ticket_code
    assert own + "/qr.svg" in client.get(own).text


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("confirmed", "CONFIRMED"),
        ("pending", "TENTATIVE"),
        ("offered", "TENTATIVE"),
        ("waiting", ""),
        ("cancelled", ""),
        ("rejected", ""),
    ],
)
def test_the_calendar_is_offered_where_a_place_is_held(
    client: FlaskClient, own: str, saving: Saving, state: str, status: str
) -> None:
    with saving() as session:
        session.execute(update(Registration).values(state=state))
    answer = client.get(own + "/calendar.ics")
    assert answer.status_code == (200 if status else 404)
    assert (own + "/calendar.ics" in client.get(own).text) == bool(status)
    if status:
        events = Calendar.from_ical(answer.data).walk("VEVENT")
        assert [str(event["STATUS"]) for event in events] == [status] * 2


def test_it_shows_whom_to_ask_how_to_address_and_since_when(visitor: Visitor, own_address: OwnAddress) -> None:
    visitor.register(contact_name="Jan Nowak", contact_email="jan@example.org", contact_phone="+48 600 000 002")
    rows = visitor.open(own_address(1, language="en")).text.replace("\u00a0", " ")
    moment = f"{NOW.astimezone(ZoneInfo('Europe/Warsaw')):%-d %B %Y, %H:%M}"
    for shown in (
        "Form of address Pani (Ms)",
        "Contact person Jan Nowak",
        "E-mail address of the contact person jan@example.org",
        "Telephone of the contact person +48 600 000 002",
        "Access needs and diet details pętla indukcyjna",
        f"Date of registration {moment}",
    ):
        assert shown in " ".join(rows.split())


def test_after_withdrawing_a_new_registration_is_a_link_while_registration_is_open(
    visitor: Visitor, own: str, at: At
) -> None:
    visitor.client.post(own + "/cancel")
    page = visitor.open(own)
    link = ("/pl/editions/test/register", "Można wysłać nowe zgłoszenie")
    assert link in [(found.attributes["href"], found.text) for found in page.all("a")]
    at(NOW + timedelta(days=400))
    page = visitor.open(own)
    assert "To zgłoszenie nie zajmuje już miejsca." in page.text
    assert "nowe zgłoszenie" not in page.text


@pytest.mark.parametrize("state", ["pending", "waiting", "offered", "cancelled", "rejected"])
def test_only_a_confirmed_registration_has_a_code(client: FlaskClient, own: str, saving: Saving, state: str) -> None:
    with saving() as session:
        session.execute(update(Registration).values(state=state))
    assert client.get(own + "/qr.svg").status_code == 404
    page = client.get(own)
    assert page.status_code == 200
    assert "qr.svg" not in page.text


@pytest.fixture
def offered(visitor: Visitor, own: str, own_address: OwnAddress, saving: Saving) -> str:
    """Offer a place to one who waits, for two days; return the own page's address."""
    assert own
    for number in (2, 3):
        visitor.register(first_name=f"Osoba {number}", email=f"osoba{number}@example.org")
    with saving() as session:
        session.execute(update(Category).where(Category.key == "ngo").values(capacity=3))
        waiting = session.get_one(Registration, 3)
        service.offer(session, waiting, NOW + timedelta(days=2), STAFF, NOW)
    return own_address(3)


def test_an_offer_is_accepted_once(visitor: Visitor, offered: str, app: Flask, stored: Stored) -> None:
    page = visitor.open(offered)
    assert "22 listopada 2026 r." in page.text.replace("\u00a0", " ")
    for _press in range(2):
        assert visitor.client.post(offered + "/accept").status_code == 303
    assert stored()[2].state == "confirmed"
    assert stored()[2].offer_until is None
    assert kinds_of_mail(app, "osoba3@example.org") == ["waiting", "offered", "confirmed"]
    assert offered + "/accept" not in visitor.client.get(offered).text


def test_nothing_offered_is_nothing_to_accept(visitor: Visitor, own: str, app: Flask, stored: Stored) -> None:
    assert visitor.client.post(own + "/accept").status_code == 303
    assert stored()[0].state == "confirmed"
    assert kinds_of_mail(app, PERSON["email"]) == ["confirmed"]


def test_the_own_page_offers_what_can_be_done(visitor: Visitor, own_address: Callable[..., str], at: At) -> None:
    visitor.register()
    own = own_address(1)

    def offered() -> set[str]:
        links = {link.attributes.get("href", "") for link in visitor.open(own).all("a")}
        return {link.removeprefix(own + "/") for link in links if link.startswith(own + "/")}

    always = {"data.json"}
    assert offered() == always | {"edit", "replace", "calendar.ics", "confirmation.pdf", "cancel", "renew"}
    assert "jan@example.org" not in visitor.html
    assert "Osoba do kontaktu" not in visitor.html, "rows of a contact person that is not there"
    at(NOW + timedelta(days=400))
    assert offered() == always | {"calendar.ics", "confirmation.pdf", "cancel", "renew"}
    visitor.client.post(own + "/cancel")
    assert offered() == always
