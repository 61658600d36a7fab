"""Guessing at the door of the office: how often, by whom, and what the refusal does not say."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sokwms_reg.accounts.models import User
from sokwms_reg.core import limits
from sokwms_reg.outbox.models import Message
from tests.accounts.conftest import EMAIL, PASSWORD, Person, Saving
from tests.moments import Hand
from tests.pages import Page

SENTENCE = "This has been tried too often in a short time. Please try again in 15 minutes."
Asked = list[str]


@pytest.fixture
def settings(settings: dict[str, str]) -> dict[str, str]:
    return settings | {"SOKWMS_LIMITS": "on"}


@pytest.fixture(autouse=True)
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Hold the clock still from the start."""
    return Hand(monkeypatch)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return the passwords that argon2 was asked about, which it is spared."""
    asked: Asked = []

    def compare(_user: User, password: str) -> bool:
        asked.append(password)
        return password == PASSWORD

    monkeypatch.setattr(User, "verify_and_update_password", compare)
    monkeypatch.setattr("flask_security.forms.hash_password", asked.append)
    return asked


@pytest.fixture
def count(app: Flask) -> Callable[..., None]:
    """Return a hand that has attempts counted, from this browser's address."""

    def counted(what: str, times: int, account: str = "") -> None:
        with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
            assert [limits.wait(what, account) for _ in range(times)] == [0] * times

    return counted


Count = Callable[..., None]


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_ten_attempts_whether_or_not_there_is_such_an_account(
    person: Person, hashed: Asked, hand: Hand, email: str
) -> None:
    person.open("/office/login")
    for _ in range(10):
        assert person.send("/office/login", email=email, password="a wrong password").status_code == 422
    answer = person.send("/office/login", email=f" {email.upper()}", password=PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    page = Page(answer.text)
    assert page.one("div", role="alert").text == f"Signing in did not work {SENTENCE}"
    assert page.title.startswith("Error: ")
    assert page.typed()["email"] == [f" {email.upper()}"]
    assert PASSWORD not in answer.text
    assert len(hashed) == 10
    hand.forward(901)
    assert person.send("/office/login", email=email, password=PASSWORD).status_code == (302 if email == EMAIL else 422)


def test_others_may_sign_in_meanwhile(person: Person, hashed: Asked, count: Count) -> None:
    del hashed
    count("sign in", 10, "jan@example.org")
    assert person.sign_in().status_code == 302


def test_signing_in_lets_the_account_begin_again(person: Person, hashed: Asked, count: Count) -> None:
    del hashed
    count("sign in", 9, EMAIL)
    assert person.sign_in().status_code == 302
    count("sign in", 10, EMAIL)


def test_an_address_may_try_many_accounts_but_not_all(person: Person, hashed: Asked, count: Count) -> None:
    for number in range(5):
        count("sign in", 10, f"user{number}@example.org")
    answer = person.sign_in()
    assert (answer.status_code, hashed) == (429, [])
    person.client.environ_base["REMOTE_ADDR"] = "198.51.100.9"
    assert person.sign_in().status_code == 302


def test_a_header_that_anybody_can_write_does_not_help(person: Person, hashed: Asked) -> None:
    person.client.environ_base["REMOTE_ADDR"] = "198.51.100.9"
    for number in range(5):
        for _ in range(10):
            person.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{len(hashed)}"
            assert person.sign_in(f"user{number}@example.org", "a wrong password").status_code == 422
    assert person.sign_in().status_code == 429


def test_the_refusal_is_in_the_language_of_the_door(client: FlaskClient, count: Count) -> None:
    count("sign in", 10, EMAIL)
    somebody = Person(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "pl"
    answer = somebody.sign_in()
    assert answer.status_code == 429
    assert '<html lang="pl"' in answer.text


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/office/account/confirm", {"password": PASSWORD}),
        (
            "/office/account/password",
            {
                "password": PASSWORD,
                "new_password": "piętnaście parasoli",
                "new_password_confirm": "piętnaście parasoli",
            },
        ),
    ],
)
def test_somebody_elses_open_session_guesses_no_faster(
    person: Person, hashed: Asked, count: Count, address: str, fields: dict[str, str]
) -> None:
    person.sign_in()
    count("sign in", 10, EMAIL)
    hashed.clear()
    person.open(address)
    answer = person.send(address, **fields)
    assert answer.status_code == 429
    assert SENTENCE in answer.text
    assert hashed == []
    person.open("/office/logout")
    assert person.send("/office/logout").status_code == 302


@pytest.mark.parametrize("page", ["code", "recovery-code"])
def test_codes_are_guessed_ten_times_however_often_one_signs_in(
    person: Person, saving: Saving, anna: int, hashed: Asked, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    del hashed
    monkeypatch.setattr("sokwms_reg.accounts.office.OneTimeCodes.verify_totp", lambda *_args, **_named: False)
    with saving() as session:
        user = session.get_one(User, anna)
        user.tf_primary_method, user.tf_totp_secret = "authenticator", "unread"
    for _ in range(5):
        assert person.sign_in().location.startswith("/office/login/code")
        person.open(f"/office/login/{page}")
        for _ in range(2):
            assert person.send(f"/office/login/{page}", code="000000").status_code == 422
    person.sign_in()
    for other in ("code", "recovery-code"):
        person.open(f"/office/login/{other}")
        answer = person.send(f"/office/login/{other}", code="000000")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
        assert SENTENCE in answer.text


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_a_new_password_is_asked_for_three_times_an_hour(
    person: Person, saving: Saving, hand: Hand, email: str
) -> None:
    person.open("/office/reset")
    for _ in range(3):
        assert person.send("/office/reset", email=email).status_code == 200
        hand.instant += timedelta(seconds=1)
        person.open("/office/reset")
    answer = person.send("/office/reset", email=email)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3597")
    assert "Please try again in 60 minutes." in answer.text
    with saving() as session:
        assert session.query(Message).count() == (3 if email == EMAIL else 0)


def test_an_address_asks_for_twenty_new_passwords(person: Person, count: Count) -> None:
    count("reset", 20)
    person.open("/office/reset")
    assert person.send("/office/reset", email="jan@example.org").status_code == 429


def test_a_form_without_its_token_is_not_counted(client: FlaskClient, person: Person, hashed: Asked) -> None:
    del hashed
    for _ in range(12):
        assert client.post("/office/login", data={"email": EMAIL, "password": "x"}).status_code == 400
    assert person.sign_in().status_code == 302


def test_where_limits_are_off_nobody_is_refused(app: Flask, person: Person, hashed: Asked) -> None:
    del app.extensions["sokwms_limits"]  # what SOKWMS_LIMITS=off leaves out
    person.open("/office/login")
    for _ in range(60):
        assert person.send("/office/login", email=EMAIL, password="a wrong password").status_code == 422
    assert len(hashed) == 60
    assert person.sign_in().status_code == 302
