"""Signed strings in hands that they were not signed for, or signed with another key, or with one letter changed."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer
from sqlalchemy import select, update

from sokwms_reg.core.links import OwnLink, own_token
from sokwms_reg.core.tokens import sign
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import forms
from sokwms_reg.registration.models import Registration
from tests.accounts.conftest import EMAIL, PASSWORD, Person, anna, person
from tests.attendees.people import Desk
from tests.factories import FIRST_DAY, NOW
from tests.hostile.conftest import Saving

__all__ = ["anna", "person"]
OWN_PARTS = (
    "",
    "/cancel",
    "/calendar.ics",
    "/qr.svg",
    "/confirmation.pdf",
    "/edit",
    "/replace",
    "/renew",
    "/data.json",
)
DEEDS = ("cancel", "accept", "replace", "language", "consents/consent_list")


@pytest.fixture
def key(app: Flask) -> str:
    """Return the installation's secret key."""
    return str(app.config["SECRET_KEY"])


def altered(token: str) -> Iterator[str]:
    """Give a token with each of its letters changed in turn: its case where it has one, and to another letter."""
    for place, letter in enumerate(token):
        for other in {letter.swapcase(), "A" if letter != "A" else "B"} - {letter}:
            yield token[:place] + other + token[place + 1 :]


@pytest.mark.usefixtures("edition")
def test_each_letter_of_an_own_link_counts(client: FlaskClient, key: str) -> None:
    token = own_token(key, OwnLink(1, 1))
    assert client.get(f"/en/my/{token}").status_code == 200
    wrong = [one for one in altered(token) if client.get(f"/en/my/{one}").status_code != 404]
    assert wrong == []


@pytest.mark.usefixtures("edition")
def test_the_signature_of_one_link_does_not_open_another(client: FlaskClient, key: str) -> None:
    mine, theirs = (own_token(key, OwnLink(number, 1)) for number in (1, 2))
    mixed = f"{theirs.rpartition('.')[0]}.{mine.rpartition('.')[2]}"
    for one in (mixed, f"{mine}.{theirs}", f"{mine}/{theirs}", mine + "\0", mine + "%00", f" {mine}", f"{mine}="):
        for part in OWN_PARTS:
            assert client.get(f"/en/my/{one}{part}").status_code == 404, one


def foreign(key: str) -> dict[str, str]:
    """Return what is signed, by us or others, and is no own link of this installation."""
    return {
        "receipt": sign(key, "done", [1, [FIRST_DAY.isoformat()]]),
        "form": forms.issue(key, "test", NOW),
        "another installation": own_token("another-installations-key-of-32-letters", OwnLink(1, 1)),
        "no purpose": str(URLSafeSerializer(key).dumps([1, 1])),
        "timed": str(URLSafeTimedSerializer(key, salt="sokwms-reg.own-page").dumps([1, 1])),
        "reset": str(URLSafeTimedSerializer(key, salt="reset-salt").dumps(["1", "x"])),
        **{f"shape {value}": sign(key, "own-page", value) for value in SHAPES},
    }


SHAPES: list[Any] = [
    [True, 1],
    [1, "1"],
    ["1", 1],
    [1.0, 1],
    [1],
    [1, 1, 1],
    {"1": 1},
    1,
    None,
    "x",
    [None, 1],
    [[1], 1],
]


@pytest.mark.usefixtures("edition")
def test_what_is_signed_for_something_else_opens_no_own_page(client: FlaskClient, key: str) -> None:
    for what, token in foreign(key).items():
        for part in OWN_PARTS:
            assert client.get(f"/en/my/{token}{part}").status_code == 404, what
        for deed in DEEDS:
            assert client.post(f"/en/my/{token}/{deed}").status_code == 404, what


@pytest.mark.usefixtures("edition")
def test_an_own_link_is_no_receipt_and_no_form(client: FlaskClient, key: str) -> None:
    page = "/en/editions/test/register/ngo"
    receipt = sign(key, "done", [1, [FIRST_DAY.isoformat()]])
    assert client.get(f"{page}/done?r={receipt}").status_code == 200
    tokens = {**foreign(key), "own": own_token(key, OwnLink(1, 1)), "altered": receipt[:-1], "none": "", "nul": "\0"}
    for what in tokens.keys() - {"receipt"}:
        assert client.get(f"{page}/done", query_string={"r": tokens[what]}).status_code == 404, what
    for what in tokens.keys() - {"form"}:
        answer = client.post(page, data={"form_token": tokens[what], "step": "check"})
        assert answer.status_code == 400, what
    for wrong in (receipt + "&r=x", "x&r=" + receipt):
        assert client.get(f"{page}/done?r={wrong}").status_code in {200, 404}
    assert client.get(f"/en/editions/demo/register/ngo/done?r={receipt}").status_code == 404


@pytest.mark.usefixtures("edition")
def test_a_revoked_link_opens_nothing_and_a_future_one_neither(client: FlaskClient, saving: Saving, key: str) -> None:
    with saving() as session:
        session.execute(update(Registration).values(link_version=2))
    for version in (1, 3, 0, -1):
        token = own_token(key, OwnLink(1, version))
        for part in OWN_PARTS:
            assert client.get(f"/en/my/{token}{part}").status_code == 410
        for deed in DEEDS:
            assert client.post(f"/en/my/{token}/{deed}").status_code == 410
    assert client.get(f"/en/my/{own_token(key, OwnLink(1, 2))}").status_code == 200
    assert client.get(f"/en/my/{own_token(key, OwnLink(10**6, 1))}").status_code == 404


Leads = Callable[[str], str]


@pytest.fixture
def reset(person: Person, saving: Saving) -> str:
    """Return the address in Anna's letter about a new password."""
    person.open("/office/reset")
    person.send("/office/reset", email=EMAIL)
    with saving() as session:
        text = session.scalars(select(Message.text).order_by(Message.id.desc())).first()
    found = re.search(r"http://localhost(/office/reset/\S+)", str(text))
    assert found
    return found[1]


def test_each_letter_of_a_link_to_a_new_password_counts(person: Person, reset: str, key: str) -> None:
    folder, _, token = reset.rpartition("/")
    unused_bits = set(altered(token)) - set(altered(token[:-1] + " "))
    for one in [*altered(token), own_token(key, OwnLink(1, 1)), forms.issue(key, "test", NOW), "x", "a.b.c.d"]:
        answer = person.client.get(f"{folder}/{one}")
        assert answer.status_code == 302 or one in unused_bits, one
        assert answer.headers.get("Location") == "/office/reset" or one in unused_bits, one
    assert person.sign_in(EMAIL, PASSWORD).status_code == 302


def test_a_session_signed_elsewhere_is_nobodys(app: Flask, desk: Desk) -> None:
    cookie = desk.client.get_cookie("sokwms_office", path="/office")
    assert cookie is not None
    for value in [*list(altered(cookie.value))[:120:7], "", "x", cookie.value.rpartition(".")[0], cookie.value + "A"]:
        stranger = app.test_client()
        stranger.set_cookie("sokwms_office", value, path="/office")
        assert stranger.get("/office/account/password").status_code == 302, value
