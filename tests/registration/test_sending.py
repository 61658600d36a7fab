"""The steps of a form: check, edit, language, confirm. Nothing typed is ever lost, and nothing is stored twice."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from sokwms_reg.core.db import db
from sokwms_reg.editions.models import Edition
from sokwms_reg.outbox.models import Message
from tests.factories import CLOSES, make_category, make_edition
from tests.pages import Page
from tests.registration.conftest import FIRST, PERSON, SECOND, At, Saving, Stored, Visitor

# What the form gives back for PERSON, beside token and step. Breaks of lines travel as browsers send them.
TYPED = {name: value if isinstance(value, list) else [value] for name, value in PERSON.items()}
EMPTY: dict[str, Any] = {"interpretation": "none", "diet": "none"}


UNTYPED = {"form_token", "step", "website", "expected"}


def typed(page: Page) -> dict[str, list[str]]:
    """Return what stands in the form, without what nobody typed."""
    return {name: value for name, value in page.typed().items() if name not in UNTYPED}


def counted(app: Flask, model: Any) -> int:  # noqa: ANN401 - a mapped class
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_check_shows_the_answers_and_hides_the_fields(visitor: Visitor) -> None:
    visitor.open()
    token = visitor.token
    page = visitor.send("check")
    assert visitor.status == 200
    assert page.one("h1").text == "Sprawdzenie zgłoszenia"
    assert visitor.token == token
    assert typed(page) == TYPED
    assert all(field.attributes["type"] == "hidden" for field in page.all("input"))
    for words in ("Żaneta Gżegżółka-Łoś", "łódzkie", "środa, 27 stycznia; czwartek, 28 stycznia", "pętla indukcyjna"):
        assert words in page.text.replace("\u00a0", " ")
    assert [button.attributes.get("value") for button in page.all("button", name="step")][-2:] == ["confirm", "edit"]


@pytest.mark.parametrize("step", ["edit", "language"])
def test_the_form_comes_back_as_typed(visitor: Visitor, step: str) -> None:
    visitor.open()
    token = visitor.token
    page = visitor.send(step)
    assert visitor.status == 200
    assert typed(page) == TYPED
    assert visitor.token == token
    assert page.summary() == []
    assert page.title.startswith("Zgłoszenie: ")


def test_the_other_language_keeps_what_was_typed_however_wrong(visitor: Visitor) -> None:
    page = visitor.open()
    switch = page.one("button", name="step", value="language")
    visitor.address = switch.attributes["formaction"]
    assert visitor.address == "/en/editions/test/register/ngo"
    other = visitor.send("language", email="zaneta@", first_name="", days=[SECOND])
    assert visitor.status == 200
    assert other.one("html").attributes["lang"] == "en"
    assert typed(other) == {**TYPED, "email": ["zaneta@"], "first_name": [""], "days": [SECOND]}
    assert other.summary() == []


def test_the_check_page_changes_its_language_too(visitor: Visitor) -> None:
    switch = visitor.send("check").one("button", name="step", value="check", lang="en")
    visitor.address = switch.attributes["formaction"]
    page = visitor.send("check")
    assert (visitor.status, page.one("h1").text) == (200, "Check the registration")
    assert typed(page) == TYPED


@pytest.mark.parametrize(("language", "prefix"), [("pl", "Błąd:"), ("en", "Error:")])
def test_an_empty_form_is_422_with_a_summary_that_leads_to_the_fields(
    visitor: Visitor, stored: Stored, language: str, prefix: str
) -> None:
    visitor.address = visitor.address.replace("/pl/", f"/{language}/")
    for step in ("confirm", "anything", "check"):
        page = visitor.send(step, EMPTY)
        assert visitor.status == 422
    assert page.title.startswith(prefix)
    targets = [target for target, _sentence in page.summary()]
    assert targets == [
        "first_name",
        "last_name",
        "email",
        "institution",
        "voivodeship",
        f"days-{FIRST}",
        "accept_rules",
    ]
    for target, sentence in page.summary():
        control = page.by_id(target)
        assert control.attributes["aria-invalid"] == "true"
        name = control.attributes["name"]
        message = page.by_id(f"{name}-err").text
        assert message == f"{prefix} {sentence}"
    errors = page.one("div", **{"class": "errors"})
    assert page.elements.index(errors) < page.elements.index(page.one("h1"))
    assert page.all("div", role="alert")
    assert stored() == []


def test_each_message_is_announced_with_its_control(visitor: Visitor) -> None:
    page = visitor.send("check", EMPTY)
    for name in ("first_name", "email", "institution", "voivodeship", "accept_rules"):
        assert f"{name}-err" in page.by_id(name).attributes["aria-describedby"].split()
    assert page.one("fieldset", **{"aria-describedby": "days-err"}).text.startswith("Dni udziału")


@pytest.mark.parametrize("step", ["check", "confirm", "edit", "language"])
def test_without_its_token_a_form_is_400(visitor: Visitor, stored: Stored, step: str) -> None:
    for token in (None, "", "x", "\x00", "WyJ0ZXN0IiwiYSIsMV0.AAAA", "ż" * 50):
        visitor.send(step, form_token=token)
        assert visitor.status == 400
    assert stored() == []


def test_one_altered_letter_of_the_token_is_400(visitor: Visitor) -> None:
    visitor.open()
    for place in (0, len(visitor.token) // 2, -1):
        letters = list(visitor.token)
        letters[place] = "A" if letters[place] != "A" else "B"
        if place != -1:  # the last letter of a base64 text may hold unused bits
            visitor.send("check", form_token="".join(letters))
            assert visitor.status == 400


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("pl", "innej edycji; prosimy"), ("en", "This form was made for another edition; please send it again.")],
)
def test_the_token_of_another_edition_is_422_keeps_everything_and_is_then_taken(
    visitor: Visitor, saving: Saving, stored: Stored, language: str, sentence: str
) -> None:
    with saving() as session:
        make_category(session, make_edition(session, "other"))
    other = Visitor(visitor.client, "/pl/editions/other/register/ngo")
    other.open()
    visitor.address = visitor.address.replace("/pl/", f"/{language}/")
    page = visitor.send("confirm", form_token=other.token)
    assert visitor.status == 422
    assert sentence in page.one("div", **{"class": "errors"}).text
    assert typed(page) == TYPED
    assert stored() == []
    assert visitor.token != other.token
    visitor.send("confirm")
    assert visitor.status == 303
    assert len(stored()) == 1


def test_a_form_of_another_edition_cannot_open_one_that_takes_no_registrations(
    visitor: Visitor, saving: Saving
) -> None:
    with saving() as session:
        past = make_edition(session, "past", registration_opens_at=None, registration_closes_at=None)
        make_category(session, past)
    visitor.open()
    visitor.address = "/pl/editions/past/register/ngo"
    for step in ("check", "confirm", "edit", "language"):
        visitor.send(step)
        assert visitor.status == 422


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Origin", "https://elsewhere.example", 403),
        ("Origin", "null", 403),
        ("Origin", "http://localhost.elsewhere.example", 403),
        ("Origin", "http://[", 403),
        ("Origin", "http://localhost", 303),
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "same-origin", 303),
    ],
)
def test_only_this_sites_own_forms_are_taken(
    visitor: Visitor, stored: Stored, header: str, value: str, status: int
) -> None:
    visitor.open()
    given = {**PERSON, "form_token": visitor.token, "step": "confirm"}
    assert visitor.client.post(visitor.address, data=given, headers={header: value}).status_code == status
    assert len(stored()) == (status == 303)


def test_the_window_that_closes_between_check_and_confirm(visitor: Visitor, at: At, stored: Stored) -> None:
    at(CLOSES - timedelta(seconds=1))
    visitor.send("check")
    assert visitor.status == 200
    at(CLOSES)
    for step in ("confirm", "check", "edit", "language"):
        page = visitor.send(step)
        assert visitor.status == 422
        assert page.one("h1").text == "Zgłoszenia zakończone"
    assert stored() == []


def test_what_was_sent_before_the_end_may_be_sent_again_after_it(visitor: Visitor, at: At, stored: Stored) -> None:
    visitor.send("confirm")
    before = visitor.location
    at(CLOSES)
    visitor.send("confirm")
    assert (visitor.status, visitor.location) == (303, before)
    assert len(stored()) == 1


@pytest.mark.parametrize("column", ["cancelled", "published"])
def test_an_edition_that_ends_while_one_types(visitor: Visitor, saving: Saving, stored: Stored, column: str) -> None:
    visitor.send("check")
    with saving() as session:
        session.execute(update(Edition).values({column: column == "cancelled"}))
    visitor.send("confirm")
    assert visitor.status == (422 if column == "cancelled" else 404)
    assert stored() == []


def test_confirming_twice_is_one_registration_and_one_mail(visitor: Visitor, app: Flask, stored: Stored) -> None:
    visitor.send("confirm")
    first = (visitor.status, visitor.location)
    visitor.send("confirm")
    assert (visitor.status, visitor.location) == first
    assert len(stored()) == 1
    assert counted(app, Message) == 1


def test_what_is_stored_is_what_was_typed(visitor: Visitor, stored: Stored) -> None:
    visitor.send("confirm", days=[SECOND, FIRST, SECOND])
    (kept,) = stored()
    for name in set(PERSON) - {"days", "accept_rules", "consent_list"}:
        assert getattr(kept, name) == PERSON[name], name
    assert (kept.consent_list, kept.consent_next) == (True, False)
    assert (kept.state, kept.language, kept.country, kept.privacy_version) == ("confirmed", "pl", "PL", "3")
    assert kept.sort_name.startswith("gzegzolka")
