"""A form of the office whose session has ended: what was typed is kept, and another site gets nothing of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from tests.attendees.people import Desk, sign_in, staff, stored
from tests.factories import make_edition
from tests.pages import Page

Saving = Callable[[], AbstractContextManager[Session]]
LIST = "/office/test/attendees"
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
REASON = 'Brak miejsc. "<b>" & ąę\r\nDruga linia'


@pytest.fixture
def address(references: dict[str, str]) -> str:
    """Return where a confirmed registration is cancelled."""
    return f"{LIST}/{references['Nowak']}/cancel"


def hidden(page: Page) -> dict[str, str]:
    return {one.attributes["name"]: one.attributes["value"] for one in page.all("input", type="hidden")}


def signed_out(desk: Desk) -> FlaskClient:
    """Sign out in another tab of the same browser, which asks for English."""
    desk.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    desk.client.post("/office/logout", data={"csrf_token": desk.token()})
    return desk.client


def test_signed_out_in_another_tab_a_reason_is_kept_and_one_press_sends_it(
    desk: Desk, saving: Saving, address: str, references: dict[str, str]
) -> None:
    desk.open(address)
    old = desk.token()
    client = signed_out(desk)
    answer = client.post(address, data={"csrf_token": old, "reason": REASON}, headers=OURS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"]
    assert "no-store" in answer.headers["Cache-Control"]
    page = Page(answer.text)
    assert "Nothing typed is lost" in page.text
    link = page.one("a", target="_blank")
    assert link.attributes["href"] == "/office/login"
    kept = hidden(page)
    assert kept["reason"] == REASON
    assert stored(saving, references["Nowak"]) == ("confirmed", "")
    sign_in(client)
    done = client.post(address, data=kept, headers=OURS)
    assert done.status_code == 303
    assert stored(saving, references["Nowak"]) == ("cancelled", "staff")


def test_a_token_of_an_old_session_gets_the_form_back_with_a_fresh_one(
    desk: Desk, saving: Saving, address: str, references: dict[str, str]
) -> None:
    data = {"csrf_token": "of-another-session", "reason": REASON}
    answer = desk.client.post(address, data=data, headers=OURS)
    assert answer.status_code == 400
    page = Page(answer.text)
    assert "The form was opened before the last sign-in" in page.text
    assert page.all("a", target="_blank") == []
    assert stored(saving, references["Nowak"])[0] == "confirmed", "it takes a press"
    kept = hidden(page) if page.all("input", name="reason") else {}
    assert kept["reason"] == REASON
    desk.page = answer.text
    assert desk.client.post(address, data=kept, headers=OURS).status_code == 303
    assert stored(saving, references["Nowak"])[0] == "cancelled"


def test_another_password_ends_the_session_and_loses_nothing(desk: Desk, saving: Saving, address: str) -> None:
    desk.open(address)
    with saving() as session:
        session.execute(update(User).values(fs_uniquifier="another"))
    answer = desk.client.post(address, data={"csrf_token": desk.token(), "reason": REASON}, headers=OURS)
    assert answer.status_code == 401
    assert hidden(Page(answer.text))["reason"] == REASON


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://mail.localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_form_gets_nothing_back(
    app: Flask, desk: Desk, address: str, headers: dict[str, str], saving: Saving, references: dict[str, str]
) -> None:
    data = {"csrf_token": "guessed", "reason": "evil words"}
    stranger = app.test_client().post(address, data=data, headers=headers)
    assert stranger.status_code == 302
    assert stranger.location.startswith("/office/login")
    answer = desk.client.post(address, data=data, headers=headers)
    assert answer.status_code == 400
    assert "evil words" not in answer.text
    assert "Send again" not in answer.text
    assert stored(saving, references["Nowak"])[0] == "confirmed"


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-site"}])
def test_where_the_browser_does_not_say_that_it_is_ours_no_token_is_given(
    app: Flask, desk: Desk, address: str, headers: dict[str, str]
) -> None:
    data = {"csrf_token": "guessed", "reason": "words"}
    answer = desk.client.post(address, data=data, headers=headers)
    assert answer.status_code == 400
    assert "words" not in answer.text
    kept = app.test_client().post(address, data=data, headers=headers)
    assert kept.status_code == 401
    assert hidden(Page(kept.text)) == {"reason": "words"}


def test_an_old_browser_that_names_the_origin_alone_is_believed(desk: Desk, address: str) -> None:
    data = {"csrf_token": "old", "reason": "words"}
    answer = desk.client.post(address, data=data, headers={"Origin": "http://localhost"})
    assert hidden(Page(answer.text))["reason"] == "words"


def test_secrets_and_empty_posts_are_not_repeated(app: Flask, address: str) -> None:
    for data in ({}, {"reason": "x", "password": "hush hush"}):
        answer = app.test_client().post(address, data=data, headers=OURS)
        assert answer.status_code == 302
        assert "hush" not in answer.text


def test_whoever_signs_in_instead_and_may_not_is_told_as_ever(app: Flask, saving: Saving, address: str) -> None:
    with saving() as session:
        staff(session, Role.READER, edition_by_slug(session, "test"), "reader@example.org")
        staff(session, Role.ORGANISER, make_edition(session, "elsewhere"), "other@example.org")
    for email, status in (("reader@example.org", 403), ("other@example.org", 404)):
        client = app.test_client()
        kept = hidden(Page(client.post(address, data={"reason": "words"}, headers=OURS).text))
        sign_in(client, email)
        assert client.post(address, data=kept, headers=OURS).status_code == status


@pytest.mark.parametrize(("language", "title"), [("pl", "Sesja wygasła"), ("en", "The session has ended")])
def test_it_speaks_the_readers_language(app: Flask, address: str, language: str, title: str) -> None:
    headers = {**OURS, "Accept-Language": language}
    page = Page(app.test_client().post(address, data={"reason": "x"}, headers=headers).text)
    assert page.one("h1").text == title
    assert page.one("html").attributes["lang"] == language


def test_drafts_of_the_office_name_who_types_and_end_with_the_deed(desk: Desk, address: str) -> None:
    form = next(one for one in Page(desk.open(address)).all("form") if "data-draft" in one.attributes)
    assert form.attributes["data-draft"].endswith(address)
    assert form.attributes["data-draft"].startswith("office/")
    refused = Page(desk.send(address, 422, reason="x" * 5000))
    form = next(one for one in refused.all("form") if "data-draft" in one.attributes)
    assert "data-draft-fresh" not in form.attributes
    person = Page(desk.send(address, reason="words"))
    ended = [one.attributes["data-draft-done"] for one in person.all("div") if "data-draft-done" in one.attributes]
    assert any(form.attributes["data-draft"].startswith(start) for start in ended)
    again = Page(desk.open(address.rpartition("/")[0]))
    assert [one for one in again.all("div") if "data-draft-done" in one.attributes] == []
