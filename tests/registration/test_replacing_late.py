"""Another person instead, too late or with a link that is not the right one: a sentence, and nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from sokwms_reg.core.tokens import sign
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration import forms
from sokwms_reg.registration.models import Registration
from tests.factories import FIRST_DAY, make_category, make_edition
from tests.registration.conftest import PERSON, At, Saving, Stored, Visitor
from tests.registration.replacing_case import EWA, Colleague, OwnAddress, colleague, letters

__all__ = ["colleague"]
BEGINS = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC) - timedelta(hours=1)  # midnight in Łódź


def test_somebody_quicker_leaves_what_was_typed_on_the_page(colleague: Colleague, stored: Stored, app: Flask) -> None:
    colleague.give()
    page = colleague.give(first_name="Jan", email="jan@example.org")
    assert colleague.status == 410
    assert page.one("h1").text == "Ten link już nie działa"
    for typed in ("Jan", "Wójcik", "jan@example.org", "miejsce przy drzwiach <b>"):
        assert typed in page.text
    page = colleague.give(first_name="", email="wrong@@")
    assert (colleague.status, "wrong@@" in page.text) == (410, True)
    assert (stored()[0].first_name, len(letters(app))) == ("Ewa", 3)


def test_a_link_that_dies_between_reading_and_writing(
    colleague: Colleague, monkeypatch: pytest.MonkeyPatch, saving: Saving, stored: Stored
) -> None:
    from sokwms_reg.registration import service  # noqa: PLC0415 - patched here only
    from sokwms_reg.registration.views import replacing  # noqa: PLC0415 - as above

    original = replacing.Desk.application

    def slow(desk: replacing.Desk, made: forms.ReplacementForm) -> service.Application:
        with saving() as session:
            session.execute(update(Registration).values(link_version=2))
        return original(desk, made)

    monkeypatch.setattr(replacing.Desk, "application", slow)
    assert "Wójcik" in colleague.give().text
    assert (colleague.status, stored()[0].first_name) == (410, PERSON["first_name"])


def test_after_the_deadline_it_says_whom_to_phone(
    colleague: Colleague, own_address: OwnAddress, at: At, stored: Stored
) -> None:
    at(BEGINS - timedelta(seconds=1))
    colleague.open()
    assert colleague.status == 200
    at(BEGINS)
    page = colleague.give()
    assert colleague.status == 422
    assert "Było to możliwe do końca dnia 26 stycznia 2027 r. czasu polskiego." in page.text
    assert "tel:+48410000000" in [link.attributes.get("href") for link in page.all("a")]
    assert "miejsce przy drzwiach <b>" in page.text
    page = colleague.open()
    assert (colleague.status, page.all("form")) == (200, [])
    assert colleague.address not in [link.attributes.get("href") for link in colleague.open(own_address(1)).all("a")]
    assert stored()[0].first_name == PERSON["first_name"]


def test_the_deadline_between_reading_and_writing_refuses(
    colleague: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sokwms_reg.registration import service  # noqa: PLC0415 - patched here only

    def over(*_given: object) -> None:
        raise service.ReplacementOverError

    monkeypatch.setattr(service, "replace", over)
    assert "Wójcik" in colleague.give().text
    assert colleague.status == 422


def test_what_has_ended_has_nothing_to_pass_on(colleague: Colleague, own_address: OwnAddress, saving: Saving) -> None:
    with saving() as session:
        session.execute(update(Edition).values(cancelled=True))
    assert "Edycja została odwołana." in colleague.open().text
    with saving() as session:
        session.execute(update(Edition).values(cancelled=False))
        session.execute(update(Registration).values(state="cancelled"))
    colleague.open()
    assert (colleague.status, colleague.location) == (303, own_address(1))
    colleague.give()
    assert colleague.status == 422


@pytest.mark.parametrize("token", ["", "x", None])
def test_an_altered_or_missing_token_is_400(colleague: Colleague, token: str | None) -> None:
    data = {**EWA, "form_token": token, "step": "confirm"}
    sent = {name: value for name, value in data.items() if value is not None}
    assert colleague.client.post(colleague.address, data=sent).status_code == 400


def test_tokens_of_other_forms_and_registrations_are_400(
    colleague: Colleague, visitor: Visitor, own_address: OwnAddress, stored: Stored
) -> None:
    visitor.register(first_name="Jan", email="jan@example.org")
    other = Colleague(colleague.client, own_address(2) + "/replace")
    other.open()
    visitor.open(visitor.address)
    editing = Visitor(colleague.client, own_address(1) + "/edit")
    editing.open()
    for token in (other.token, visitor.token, editing.token):
        assert colleague.client.post(colleague.address, data={**EWA, "form_token": token}).status_code == 400
    assert [kept.first_name for kept in stored()] == [PERSON["first_name"], "Jan"]


def test_a_dead_link_without_its_own_form_is_an_ordinary_410(
    colleague: Colleague, own_address: OwnAddress, app: Flask
) -> None:
    colleague.give()
    forged = forms.issue_replacement(str(app.config["SECRET_KEY"]), forms.ReplacementToken(1, 2))
    other_shape = sign(str(app.config["SECRET_KEY"]), "replace", [1, "1"])
    for token in ("", "x", forged, other_shape):
        answer = colleague.client.post(own_address(1) + "/replace", data={**EWA, "form_token": token})
        assert answer.status_code == 410
        assert "Wójcik" not in answer.text
    altered = own_address(1)[:-3] + "AAA/replace"
    assert colleague.client.post(altered, data={**EWA, "form_token": colleague.token}).status_code == 404


def test_a_link_of_one_edition_moves_nobody_of_another(
    client: FlaskClient, colleague: Colleague, own_address: OwnAddress, saving: Saving, stored: Stored
) -> None:
    with saving() as session:
        edition = make_edition(session, "other")
        make_category(session, edition, "ngo")
    elsewhere = Visitor(client, "/pl/editions/other/register/ngo")
    elsewhere.register()
    colleague.give()
    assert [kept.first_name for kept in stored()] == ["Ewa", PERSON["first_name"]]
    assert client.get(own_address(2)).status_code == 200
    assert client.get(own_address(1)).status_code == 410
