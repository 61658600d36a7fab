"""An open edition on a fixed day, and somebody who fills in its form with a browser without script."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from sokwms_reg.core import clock
from sokwms_reg.core.db import db
from sokwms_reg.core.links import OwnLink, own_token
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.models import Registration
from tests.attendees.people import person, staff
from tests.factories import FIRST_DAY, NOW, SECOND_DAY, make_category, make_edition
from tests.pages import Page
from tests.registration.settings_case import Organiser

Saving = Callable[[], AbstractContextManager[Session]]
At = Callable[[datetime], None]
Stored = Callable[[], list[Registration]]

FIRST, SECOND = FIRST_DAY.isoformat(), SECOND_DAY.isoformat()
PERSON: dict[str, Any] = {
    "honorific": "pani",
    "title": "prof. dr hab.",
    "first_name": "Żaneta",
    "last_name": "Gżegżółka-Łoś",
    "email": "zaneta@example.org",
    "phone": "+48 600 000 001",
    "contact_name": "",
    "contact_email": "",
    "contact_phone": "",
    "institution": "Fundacja „Wspólna Zlewnia” & Przyjaciele",
    "position": "prezeska",
    "voivodeship": "10",
    "days": [FIRST, SECOND],
    "interpretation": "en",
    "diet": "vegan",
    "accessibility": "pętla indukcyjna\nmiejsce z przodu",
    "accept_rules": "yes",
    "consent_list": "yes",
}


class Visitor:
    """Somebody at the form of one category: keeps the page in view, and its token."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self.client = client
        self.address = address
        self.token = ""
        self.status = 0
        self.html = ""
        self.location = ""

    def open(self, address: str = "") -> Page:
        """Open a page, the form where none is named."""
        return self._take(self.client.get(address or self.address))

    def send(self, step: str, person: dict[str, Any] | None = None, **changes: Any) -> Page:  # noqa: ANN401 - any field
        """Send the form as a person filled it in; `None` in `changes` leaves a field out."""
        if not self.token:
            self.open()
        given = {**(PERSON if person is None else person), "form_token": self.token, "step": step, **changes}
        return self._take(self.client.post(self.address, data={k: v for k, v in given.items() if v is not None}))

    def _take(self, response: Any) -> Page:  # noqa: ANN401 - a TestResponse
        assert "Set-Cookie" not in response.headers
        choosing = response.request.path.endswith("/register")
        assert response.headers["Cache-Control"] == ("public, no-cache" if choosing else "no-store")
        self.status, self.html = response.status_code, response.text
        self.location = response.headers.get("Location", "")
        page = Page("<body></body>" if self.location else self.html)
        tokens = page.all("input", name="form_token")
        self.token = tokens[0].attributes["value"] if tokens else self.token
        return page

    def register(self, **changes: Any) -> Page:  # noqa: ANN401 - any field
        """Send the form to the end, with a sheet of its own, and return the page after it."""
        self.open()
        self.send("confirm", **changes)
        assert self.status == 303, self.html
        return self.open(self.location)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Return a hand that sets the clock; it stands at NOW."""

    def set_to(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    set_to(NOW)
    return set_to


@pytest.fixture
def conference(at: At, saving: Saving) -> str:
    """Make the edition "test" with three categories, "foreign" and an approved one among them; return its slug."""
    del at
    with saving() as session:
        edition = make_edition(session, privacy_version="3")
        make_category(session, edition, "ngo", capacity=2)
        make_category(session, edition, "foreign", name_pl="Goście z zagranicy", name_en="Guests from abroad")
        make_category(session, edition, "government", policy="approved", capacity=1)
    return "test"


@pytest.fixture
def visitor(client: FlaskClient, conference: str) -> Visitor:
    """Return somebody at the Polish form of "ngo"."""
    return Visitor(client, f"/pl/editions/{conference}/register/ngo")


@pytest.fixture
def foreigner(client: FlaskClient, conference: str) -> Visitor:
    """Return somebody at the English form of "foreign"."""
    return Visitor(client, f"/en/editions/{conference}/register/foreign")


@pytest.fixture
def own_address(app: Flask) -> Callable[..., str]:
    """Return a maker of own addresses, as letters carry them."""

    def address(registration_id: int, version: int = 1, language: str = "pl") -> str:
        return f"/{language}/my/{own_token(app.config['SECRET_KEY'], OwnLink(registration_id, version))}"

    return address


@pytest.fixture
def stored(app: Flask) -> Stored:
    """Return a reader of all registrations, the oldest first."""

    def read() -> list[Registration]:
        with app.app_context():
            session = db.session()
            found = list(session.query(Registration).order_by(Registration.id))
            session.expunge_all()
            session.rollback()
            return found

    return read


@pytest.fixture
def organiser(app: Flask, at: At, saving: Saving) -> Organiser:
    """Return somebody at an edition with three places for five people, and a category with decisions."""
    del at
    with saving() as session:
        edition = make_edition(session, "test", privacy_pl="Klauzula", privacy_version="1")
        make_category(session, edition, "ngo", capacity=3, name_pl="Organizacje", name_en="Organisations")
        make_category(session, edition, "academia", policy="approved", name_pl="Nauka", name_en="Academia")
        for number in range(5):
            person(session, edition, number, last_name=f"Osoba-{number}", institution=f"Fundacja {number}")
        person(session, edition, 9, category="academia")
        staff(session, Role.ORGANISER, edition)
    return Organiser(app.test_client())
