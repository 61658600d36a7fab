"""Limits of registering: a town hall gets through, a machine does not, and nobody loses what was typed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sokwms_reg.core import limits
from sokwms_reg.core.limits import LIMITS, Limit, Per
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration import forms
from tests.databases import installation
from tests.factories import NOW
from tests.moments import START, Hand
from tests.registration.conftest import PERSON, Saving, Stored, Visitor
from tests.registration.test_sending import TYPED, typed

SECRET = "a-key-of-the-tests-that-guards-nothing-at-all"
TOWN_HALL = "198.51.100.7"
MACHINE = {"X-Forwarded-For": "203.0.113.66"}


@pytest.fixture
def settings(settings: dict[str, str]) -> dict[str, str]:
    return settings | {"SOKWMS_LIMITS": "on"}


@pytest.fixture
def hand(conference: str, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Take the clock over from the conference; it stands where that one stood."""
    del conference
    assert START == NOW
    return Hand(monkeypatch)


@pytest.fixture
def english(visitor: Visitor, hand: Hand) -> Visitor:
    """Return somebody at the English form of "ngo"."""
    del hand
    visitor.address = visitor.address.replace("/pl/", "/en/")
    return visitor


def sheet(age: int = 60) -> str:
    """Return the token of a form that was handed out `age` seconds before START."""
    return forms.issue(SECRET, "test", START - timedelta(seconds=age))


def colleague(number: int, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    """Return the form of one of many from the same institution."""
    return {
        **PERSON,
        "last_name": f"Nowak-{number}",
        "email": f"nowak.{number}@example.org",
        "step": "confirm",
        **changes,
    }


def ask_before(app: Flask, times: int, address: str = TOWN_HALL) -> None:
    """Have so many registrations counted from an address."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert [limits.wait("register") for _ in range(times)] == [0] * times


@pytest.mark.usefixtures("hand")
@pytest.mark.parametrize("by_proxy", [False, True])
def test_forty_people_behind_one_address_get_through_each_sending_twice(
    client: FlaskClient, stored: Stored, *, by_proxy: bool
) -> None:
    client.environ_base["REMOTE_ADDR"] = "127.0.0.1" if by_proxy else TOWN_HALL
    headers = {"X-Forwarded-For": TOWN_HALL} if by_proxy else {}
    for number in range(40):
        given = colleague(number, form_token=sheet())
        for _ in range(2):
            answer = client.post("/pl/editions/test/register/ngo", data=given, headers=headers)
            assert answer.status_code == 303
    assert len({kept.email for kept in stored()}) == 40


@pytest.mark.usefixtures("hand")
def test_one_too_many_loses_nothing_and_the_same_form_goes_through_later(
    app: Flask, english: Visitor, stored: Stored, hand: Hand
) -> None:
    english.client.environ_base["REMOTE_ADDR"] = TOWN_HALL
    ask_before(app, 119)
    english.token = sheet()
    english.send("confirm", colleague(1))
    assert english.status == 303
    hand.forward(60)
    english.token = token = sheet()
    page = english.send("confirm")
    assert english.status == 429
    assert page.title.startswith("Error: ")
    said = page.one("div", role="alert").text
    assert said == (
        "The registration has not been sent "
        "Very many registrations are coming from this network at the moment. "
        "Nothing is lost: please keep this page open and send the registration from it again. "
        "Please try again in 9 minutes. "
        "The secretariat helps by telephone too: +48 41 000 00 00."
    )
    assert typed(page) == TYPED
    assert english.token == token
    assert len(stored()) == 1
    hand.forward(541)
    english.send("confirm", page.typed())
    assert english.status == 303
    assert [kept.last_name for kept in stored()] == ["Nowak-1", PERSON["last_name"]]


def test_the_answer_says_when_to_come_back(app: Flask, client: FlaskClient, hand: Hand) -> None:
    client.environ_base["REMOTE_ADDR"] = TOWN_HALL
    ask_before(app, 120)
    hand.forward(100)
    answer = client.post("/pl/editions/test/register/ngo", data=colleague(1, form_token=sheet()))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "500")
    client.environ_base["REMOTE_ADDR"] = "198.51.100.8"
    answer = client.post("/pl/editions/test/register/ngo", data=colleague(1, form_token=sheet()))
    assert (answer.status_code, answer.headers.get("Retry-After")) == (303, None)


@pytest.mark.usefixtures("hand")
def test_a_registered_form_sent_again_goes_to_its_registration(app: Flask, client: FlaskClient) -> None:
    client.environ_base["REMOTE_ADDR"] = TOWN_HALL
    given = colleague(1, form_token=sheet())
    first = client.post("/pl/editions/test/register/ngo", data=given)
    ask_before(app, 119)
    again = client.post("/pl/editions/test/register/ngo", data=given)
    assert (again.status_code, again.location) == (303, first.location)


@pytest.mark.usefixtures("hand")
def test_a_header_that_anybody_can_write_does_not_help(app: Flask, client: FlaskClient) -> None:
    client.environ_base["REMOTE_ADDR"] = TOWN_HALL
    ask_before(app, 120)
    for forged in (MACHINE, {"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-For": "192.0.2.1, 203.0.113.66"}):
        answer = client.post("/pl/editions/test/register/ngo", data=colleague(1, form_token=sheet()), headers=forged)
        assert answer.status_code == 429


@pytest.mark.usefixtures("hand")
def test_checking_and_correcting_are_not_counted(app: Flask, visitor: Visitor) -> None:
    visitor.client.environ_base["REMOTE_ADDR"] = TOWN_HALL
    ask_before(app, 120)
    for step, status in (("check", 200), ("edit", 200), ("language", 200)):
        visitor.send(step)
        assert visitor.status == status
    visitor.send("confirm", first_name="")
    assert visitor.status == 422


@pytest.mark.parametrize("telephone", ["", "+48 41 000 00 00"])
def test_a_secretariat_without_a_telephone_is_not_called(
    app: Flask, english: Visitor, saving: Saving, telephone: str
) -> None:
    with saving() as session:
        session.query(Edition).update({"contact_phone": telephone})
    ask_before(app, 120, "127.0.0.1")
    english.token = sheet()
    page = english.send("confirm")
    assert ("telephone too" in page.one("div", role="alert").text) == bool(telephone)


def test_faster_than_reading_is_asked_once_more(english: Visitor, stored: Stored, hand: Hand) -> None:
    english.open()
    token = english.token
    for seconds in (0, 2):
        hand.forward(seconds)
        page = english.send("confirm")
        assert english.status == 422
        assert "faster than anybody can read it. Nothing is lost" in page.one("div", role="alert").text
        assert typed(page) == TYPED
        assert english.token == token
    assert stored() == []
    hand.forward(1)
    english.send("confirm")
    assert english.status == 303


def test_a_clock_that_jumped_back_keeps_nobody_out(visitor: Visitor, hand: Hand) -> None:
    visitor.open()
    hand.forward(-3600)
    visitor.send("confirm")
    assert visitor.status == 303


@pytest.mark.parametrize("step", ["check", "confirm"])
def test_a_machine_fills_in_what_people_do_not_see(english: Visitor, stored: Stored, hand: Hand, step: str) -> None:
    page = english.open()
    token = english.token
    hand.forward(10)
    trap = page.by_id("website")
    assert trap.attributes == {"id": "website", "name": "website", "tabindex": "-1", "autocomplete": "off"}
    wrapper = page.one("div", **{"class": "unseen"})
    assert wrapper.attributes["aria-hidden"] == "true"
    page = english.send(step, website="https://cheap.example")
    assert english.status == 422
    assert "Please send the form once more." in page.one("div", role="alert").text
    assert typed(page) == TYPED
    assert page.typed()["website"] == [""]
    assert english.token == token
    assert stored() == []
    english.send("confirm", page.typed())
    assert english.status == 303


@pytest.mark.parametrize("step", ["edit", "language"])
def test_going_back_empties_it(english: Visitor, step: str) -> None:
    page = english.send(step, website="https://cheap.example")
    assert english.status == 200
    assert page.typed()["website"] == [""]


def test_with_a_bad_answer_too_both_are_said(english: Visitor) -> None:
    page = english.send("check", website="x", first_name="")
    assert english.status == 422
    said = page.one("div", role="alert").text
    assert "A hidden field" in said
    assert "Please give the first name." in said


@pytest.mark.usefixtures("hand")
@pytest.mark.parametrize(("setting", "expected"), [("on", {303, 429}), ("off", {303})])
def test_where_limits_are_off_nobody_is_refused(
    settings: dict[str, str], conference: str, monkeypatch: pytest.MonkeyPatch, setting: str, expected: set[int]
) -> None:
    monkeypatch.setitem(LIMITS, "register", (Limit(5, 10, Per.ADDRESS),))
    age = 60 if setting == "on" else 0
    with installation(settings | {"SOKWMS_LIMITS": setting}) as app:
        client = app.test_client()
        address = f"/pl/editions/{conference}/register/ngo"
        answers = [client.post(address, data=colleague(n, form_token=sheet(age))) for n in range(7)]
        assert {answer.status_code for answer in answers} == expected
        assert client.post(address, data=colleague(1, form_token=sheet(), website="x")).status_code == 422
