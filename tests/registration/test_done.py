"""The page after sending: reference, state, what happens next; never the way in."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from sokwms_reg.core import tokens
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration import service
from tests.factories import CLOSES, NOW, make_category, make_edition
from tests.registration.conftest import PERSON, At, Saving, Stored, Visitor


@pytest.mark.parametrize(
    ("language", "state", "place"),
    [("pl", "Potwierdzone", "Miejsce jest potwierdzone."), ("en", "Confirmed", "The place is confirmed.")],
)
def test_it_shows_reference_and_state_and_never_the_own_link(
    visitor: Visitor, stored: Stored, language: str, state: str, place: str
) -> None:
    visitor.address = visitor.address.replace("/pl/", f"/{language}/")
    page = visitor.register()
    (kept,) = stored()
    assert visitor.status == 200
    assert page.one("kbd").text == kept.reference
    assert state in page.one("main").text
    assert place in page.text
    assert "/my/" not in visitor.html
    assert kept.ticket_code not in visitor.html
    assert page.all("form") == []
    assert page.one("meta", name="robots").attributes["content"] == "noindex"


def test_it_changes_its_language(visitor: Visitor, stored: Stored) -> None:
    switch = visitor.register().one("a", hreflang="en", lang="en")
    page = visitor.open(switch.attributes["href"])
    assert visitor.status == 200
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("kbd").text == stored()[0].reference


def test_one_who_waits_sees_the_position_in_the_category(visitor: Visitor, foreigner: Visitor, stored: Stored) -> None:
    for number in range(4):
        page = visitor.register(first_name=f"Osoba {number}", email=f"osoba{number}@example.org")
    assert [kept.state for kept in stored()] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert "2 miejsce na liście rezerwowej" in page.text or "2 pozycja na liście rezerwowej" in page.text
    assert "Lista rezerwowa" in page.text
    foreigner.register(country="DE", first_name="Gast")
    assert stored()[-1].state == "confirmed"


def test_an_approved_category_says_that_the_secretariat_decides(client: FlaskClient, conference: str) -> None:
    official = Visitor(client, f"/en/editions/{conference}/register/government")
    page = official.register()
    assert "Awaiting a decision" in page.text
    assert "The secretariat has yet to decide on the registration." in page.text


def test_the_same_person_again_gets_the_registration_that_exists(visitor: Visitor, stored: Stored) -> None:
    first = visitor.register().one("kbd").text
    again = visitor.register(first_name=" ŻANETA ", email="Zaneta@example.org").one("kbd").text
    assert (again, len(stored())) == (first, 1)


@pytest.mark.parametrize("receipt", ["", "x", "MQ.abc", "\x00"])
def test_an_altered_receipt_is_404(visitor: Visitor, receipt: str) -> None:
    visitor.open(f"{visitor.address}/done?r={receipt}")
    assert visitor.status == 404
    visitor.open(f"{visitor.address}/done")
    assert visitor.status == 404


def test_a_receipt_opens_its_own_edition_only(visitor: Visitor, saving: Saving, app: Flask) -> None:
    with saving() as session:
        make_category(session, make_edition(session, "other"))
    visitor.register()
    receipt = visitor.location.partition("?r=")[2] or tokens.sign(app.config["SECRET_KEY"], "done", 1)
    visitor.open(f"/pl/editions/other/register/ngo/done?r={receipt}")
    assert visitor.status == 404
    visitor.open(f"{visitor.address}/done?r={tokens.sign(app.config['SECRET_KEY'], 'done', 999)}")
    assert visitor.status == 404


def test_a_forms_token_is_no_receipt(visitor: Visitor) -> None:
    visitor.open()
    visitor.open(f"{visitor.address}/done?r={visitor.token}")
    assert visitor.status == 404


def test_it_repeats_nothing_that_was_typed(visitor: Visitor) -> None:
    visitor.register()
    assert PERSON["last_name"] not in visitor.html
    assert PERSON["email"] not in visitor.html


def test_a_form_left_open_for_a_year_is_still_good(visitor: Visitor, at: At, saving: Saving) -> None:
    visitor.open()
    with saving() as session:
        session.execute(update(Edition).values(registration_closes_at=CLOSES + timedelta(days=500)))
    at(NOW + timedelta(days=366))
    visitor.send("confirm")
    assert visitor.status == 303


@pytest.mark.parametrize("error", [service.RegistrationClosedError, service.UnknownChoiceError])
def test_what_changes_in_the_last_instant_is_a_page_and_no_fault(
    visitor: Visitor, stored: Stored, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def refuse(*_arguments: object) -> None:
        raise error

    visitor.send("check")
    monkeypatch.setattr(service, "register", refuse)
    page = visitor.send("confirm")
    assert visitor.status == 422
    assert page.title.startswith("Błąd: ")
    assert stored() == []


def test_a_form_sent_before_does_not_lose_the_next_person(visitor: Visitor, stored: Stored) -> None:
    visitor.register()
    first_token = visitor.token
    page = visitor.send("confirm", first_name="Ewa", email="ewa@example.org")
    assert visitor.status == 422
    assert stored()[0].reference in page.one("main").text
    assert page.by_id("first_name").attributes["value"] == "Ewa"
    assert visitor.token != first_token
    visitor.send("confirm", first_name="Ewa", email="ewa@example.org")
    assert [kept.first_name for kept in stored()] == [PERSON["first_name"], "Ewa"]


def test_the_same_person_again_sees_what_was_sent_and_nothing_of_the_first(visitor: Visitor, stored: Stored) -> None:
    visitor.register(days=["2027-01-27"])
    page = visitor.register(days=["2027-01-28"])
    assert len(stored()) == 1
    assert "27 stycznia" not in page.one("main").text.replace("\u00a0", " ")
    assert "28 stycznia" in page.one("main").text.replace("\u00a0", " ")
