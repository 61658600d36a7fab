"""The form of changes on one's own page, as somebody at a browser without script meets it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from sokwms_reg.core.db import db
from sokwms_reg.editions.models import Edition, EditionDay
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from tests.factories import CLOSES, SECOND_DAY
from tests.pages import Page
from tests.registration.conftest import FIRST, PERSON, SECOND, At, Saving, Stored, Visitor

OwnAddress = Callable[..., str]
# What the form of changes knows of a person: all but the rules.
DATA = {name: value for name, value in PERSON.items() if name != "accept_rules"}


class Editor(Visitor):
    """Somebody at the form of changes of one registration."""

    def save(self, **changes: Any) -> Page:  # noqa: ANN401 - any field
        """Send the form, with the data of PERSON but for the changes."""
        return self.send("save", DATA, **changes)


@pytest.fixture
def editor(visitor: Visitor, own_address: OwnAddress) -> Editor:
    """Register a person, who then opens the form of changes."""
    visitor.register()
    made = Editor(visitor.client, own_address(1) + "/edit")
    made.open()
    return made


@pytest.fixture
def mails(app: Flask) -> Callable[[], list[str]]:
    """Return a reader of the kinds of mail so far."""

    def read() -> list[str]:
        with app.app_context():
            return [kind.rpartition("/")[2] for kind in db.session.scalars(select(Message.kind).order_by(Message.id))]

    return read


def test_the_form_holds_what_is_stored(editor: Editor) -> None:
    page = editor.open()
    typed = page.typed()
    assert {name: typed[name] for name in DATA} == {
        name: value if isinstance(value, list) else [value] for name, value in DATA.items()
    }
    assert not {"accept_rules", "category"} & set(typed)
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    page = editor.open(editor.address.replace("/pl/", "/en/"))
    assert "makes a new entry code" in page.text, "said before the name is changed"


def test_saving_leads_to_the_own_page_which_says_so(
    editor: Editor, own_address: OwnAddress, stored: Stored, mails: Callable[[], list[str]]
) -> None:
    editor.save(institution="Urząd Miasta", consent_list=None)
    assert (editor.status, editor.location) == (303, own_address(1) + "?changed=1")
    (kept,) = stored()
    assert (kept.institution, kept.consent_list, kept.language) == ("Urząd Miasta", False, "pl")
    assert mails() == ["confirmed", "changed"]
    assert len(editor.open(editor.location).all("p", role="status")) == 1
    assert editor.open(own_address(1)).all("p", role="status") == []


def test_nothing_changed_is_said_without_a_mail(editor: Editor, own_address: OwnAddress, mails: Any) -> None:  # noqa: ANN401
    editor.save()
    assert editor.location == own_address(1) + "?changed=0"
    assert len(editor.open(editor.location).all("p", role="status")) == 1
    assert mails() == ["confirmed"]


def test_pressed_twice_it_is_saved_once_and_said_twice(editor: Editor, own_address: OwnAddress, mails: Any) -> None:  # noqa: ANN401
    for _press in range(2):
        editor.save(institution="Urząd")
        assert editor.location == own_address(1) + "?changed=1"
    assert mails() == ["confirmed", "changed"]


def test_errors_keep_everything_typed(editor: Editor, stored: Stored) -> None:
    page = editor.save(first_name="", email="", institution="Urząd <b>", days=[])
    assert editor.status == 422
    assert [target for target, _sentence in page.summary()] == ["first_name", "email", f"days-{FIRST}"]
    assert page.title.startswith("Błąd: ")
    assert page.typed()["institution"] == ["Urząd <b>"]
    assert stored()[0].institution == PERSON["institution"]


def test_the_other_language_keeps_what_was_typed(editor: Editor, stored: Stored) -> None:
    editor.address = editor.address.replace("/pl/", "/en/")
    page = editor.send("language", DATA, institution="Urząd")
    assert (editor.status, page.one("html").attributes["lang"]) == (200, "en")
    assert page.typed()["institution"] == ["Urząd"]
    assert stored()[0].institution == PERSON["institution"]
    editor.save(institution="Urząd", voivodeship="00")
    assert editor.location.startswith("/en/my/")
    assert stored()[0].language == "pl", "letters stay in the language of the registration"


def test_the_letter_speaks_the_language_of_the_registration(editor: Editor, app: Flask) -> None:
    editor.address = editor.address.replace("/pl/", "/en/")
    editor.save(interpretation="none", honorific="pan")
    with app.app_context():
        text = " ".join(db.session.scalars(select(Message.text).order_by(Message.id.desc())).first().split())  # type: ignore[union-attr] # there is one
    assert "Tłumaczenie symultaniczne: Tłumaczenie nie jest potrzebne" in text
    assert "Pan" in text


def test_of_two_tabs_the_second_is_told_and_loses_nothing(editor: Editor, stored: Stored, mails: Any) -> None:  # noqa: ANN401
    first = editor.token
    editor.save(institution="Urząd", days=[FIRST], consent_next="yes")
    page = editor.save(form_token=first, position="dyrektorka")
    assert editor.status == 422
    assert page.typed()["position"] == ["dyrektorka"]
    newer = page.one("section", **{"aria-labelledby": "newer"}).text
    assert all(words in newer for words in ("Urząd", "27", "tak", "prezeska"))
    assert mails() == ["confirmed", "changed"]
    again = editor.send("language", DATA, position="dyrektorka", newer="yes")
    assert "Urząd" in again.one("section", **{"aria-labelledby": "newer"}).text
    assert (
        editor.send("language", DATA, first_name="", newer="yes").all("section", **{"aria-labelledby": "newer"}) == []
    )
    editor.save(position="dyrektorka", institution="Urząd")
    assert editor.status == 303
    (kept,) = stored()
    assert (kept.position, kept.institution) == ("dyrektorka", "Urząd")


def test_a_full_day_is_named(editor: Editor, saving: Saving, stored: Stored) -> None:
    editor.save(days=[FIRST])
    with saving() as session:
        session.execute(update(EditionDay).where(EditionDay.date == SECOND_DAY).values(capacity=1, taken=1))
    words = editor.open(editor.address.replace("/pl/", "/en/")).text
    assert words.count("No free place on this day: it cannot be added.") == 1
    page = editor.save(days=[FIRST, SECOND], institution="Urząd")
    assert editor.status == 422
    ((target, sentence),) = page.summary()
    assert target == f"days-{FIRST}"
    assert "28 stycznia" in sentence.replace("\u00a0", " ")
    assert page.typed()["institution"] == ["Urząd"]
    assert stored()[0].institution == PERSON["institution"]


def test_another_registration_of_that_person_is_said(editor: Editor, visitor: Visitor, stored: Stored) -> None:
    visitor.register(first_name="Ewa", email="ewa@example.org")
    assert editor.save(first_name="Ewa", email="ewa@example.org").typed()["first_name"] == ["Ewa"]
    assert (editor.status, stored()[0].first_name) == (422, PERSON["first_name"])


def test_a_day_that_is_gone_between_form_and_saving_is_refused(
    editor: Editor, monkeypatch: pytest.MonkeyPatch, stored: Stored
) -> None:
    from sokwms_reg.registration import service  # noqa: PLC0415 - patched here only

    def gone(*_given: object) -> bool:
        raise service.UnknownChoiceError(FIRST)

    monkeypatch.setattr(service, "edit", gone)
    editor.save(institution="Urząd")
    assert (editor.status, stored()[0].institution) == (422, PERSON["institution"])


@pytest.mark.parametrize("token", ["", "x", None])
def test_an_altered_or_missing_token_is_400(editor: Editor, token: str | None) -> None:
    editor.client.get(editor.address)
    data = {**DATA, "form_token": token, "step": "save"}
    answer = editor.client.post(editor.address, data={name: value for name, value in data.items() if value is not None})
    assert answer.status_code == 400


def test_tokens_of_other_forms_are_400(editor: Editor, visitor: Visitor, own_address: OwnAddress) -> None:
    visitor.register(first_name="Ewa", email="ewa@example.org")
    other = Editor(editor.client, own_address(2) + "/edit")
    other.open()
    visitor.open(visitor.address)
    for token in (other.token, visitor.token):
        assert editor.client.post(editor.address, data={**DATA, "form_token": token}).status_code == 400
    assert editor.client.post(other.address, data={**DATA, "form_token": editor.token}).status_code == 400


def test_after_closing_it_says_whom_to_phone(editor: Editor, own_address: OwnAddress, at: At, stored: Stored) -> None:
    at(CLOSES)
    page = editor.open()
    assert editor.status == 200
    assert page.all("form") == []
    assert "tel:+48410000000" in [link.attributes.get("href") for link in page.all("a")]
    editor.save(institution="Urząd")
    assert editor.status == 422
    assert stored()[0].institution == PERSON["institution"]
    own = editor.open(own_address(1))
    assert editor.address not in [link.attributes.get("href") for link in own.all("a")]
    assert "tel:+48410000000" in [link.attributes.get("href") for link in own.all("a")]


def test_closing_between_reading_and_writing_refuses(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    from sokwms_reg.registration import service  # noqa: PLC0415 - patched here only

    def over(*_given: object) -> bool:
        raise service.EditingOverError

    monkeypatch.setattr(service, "edit", over)
    page = editor.save(institution="Urząd")
    assert editor.status == 422
    assert page.all("input", name="step") == []
    assert [entry.text for entry in page.all("dd")][:2] == ["Pani", "prof. dr hab."]


def test_a_cancelled_edition_and_a_withdrawn_registration_have_nothing_to_change(
    editor: Editor, own_address: OwnAddress, saving: Saving
) -> None:
    with saving() as session:
        session.execute(update(Edition).values(cancelled=True))
    assert editor.open().all("form") == []
    with saving() as session:
        session.execute(update(Edition).values(cancelled=False))
        session.execute(update(Registration).values(state="cancelled"))
    editor.open()
    assert (editor.status, editor.location) == (303, own_address(1))
    editor.save(institution="Urząd")
    assert editor.status == 422


def test_guests_from_abroad_change_their_country(foreigner: Visitor, own_address: OwnAddress, stored: Stored) -> None:
    foreigner.register(voivodeship=None, country="DE")
    editor = Editor(foreigner.client, own_address(1, language="en") + "/edit")
    assert editor.open().typed()["country"] == ["DE"]
    editor.save(voivodeship=None, country="SE")
    assert (stored()[0].country, stored()[0].voivodeship) == ("SE", "")
