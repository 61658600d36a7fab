"""The language of letters and each consent, by a button each, at any time."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from sokwms_reg.core.db import db
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from tests.factories import NOW
from tests.registration.conftest import At, Saving, Stored, Visitor

OwnAddress = Callable[..., str]
LABEL = "Publikacja na liście uczestników"


@pytest.fixture
def own(visitor: Visitor, own_address: OwnAddress) -> str:
    """Register a person, who consents to the list; return the own page's address."""
    visitor.register()
    return own_address(1)


def letters(app: Flask) -> list[Message]:
    """Return the letters so far."""
    with app.app_context():
        return list(db.session.scalars(select(Message).order_by(Message.id)))


def words(message: Message) -> str:
    """Return the text of a letter on one line."""
    return " ".join(message.text.split())


def pressed(visitor: Visitor, address: str, **fields: str) -> str:
    """Press a button and return what the page then says about it."""
    answer = visitor.client.post(address, data=fields)
    assert answer.status_code == 303
    return visitor.open(answer.headers["Location"]).one("p", role="status").text


def test_letters_change_their_language_and_the_page_keeps_its_own(
    visitor: Visitor, own: str, app: Flask, stored: Stored
) -> None:
    buttons = {
        one.attributes["value"]: one.attributes["aria-pressed"]
        for one in visitor.open(own).all("button", name="language")
    }
    assert buttons == {"pl": "true", "en": "false"}
    said = pressed(visitor, f"{own}/language", language="en")
    assert said == "Wiadomości o tym zgłoszeniu wysyłamy po angielsku. Wysyłamy wiadomość w tej sprawie."
    assert stored()[0].language == "en"
    message = letters(app)[-1]
    assert (message.kind, message.language) == ("registration/changed", "en")
    assert message.subject.startswith("Data of the registration changed: Test edition")
    assert "- Language of messages: English" in message.text
    assert "A new calendar entry" not in message.text
    page = visitor.open(own.replace("/pl/", "/en/"))
    assert "Messages about this registration come in English." in page.text
    assert pressed(visitor, f"{own}/language", language="pl").startswith(
        "Wiadomości o tym zgłoszeniu wysyłamy po polsku."
    )
    assert "Język wiadomości: Polski" in words(letters(app)[-1])


def test_the_language_that_is_set_already_is_no_change(visitor: Visitor, own: str, app: Flask) -> None:
    assert (
        pressed(visitor, f"{own}/language", language="pl") == "Niczego nie zmieniono: dane są takie same jak wcześniej."
    )
    assert len(letters(app)) == 1


def test_consents_are_withdrawn_one_by_one_and_given_again(
    visitor: Visitor, own: str, app: Flask, stored: Stored
) -> None:
    page = visitor.open(own)
    section = page.one("section", **{"aria-labelledby": "consents"}).text
    assert f"{LABEL} wyrażona Wycofaj zgodę" in section
    assert "Wycofanie nie wpływa na to, co zrobiono wcześniej." in section
    assert pressed(visitor, f"{own}/consents/consent_list", given="no").startswith("Zgoda została wycofana.")
    (kept,) = stored()
    assert (kept.consent_list, kept.consent_next) == (False, False)
    assert f"- {LABEL}: zgoda wycofana" in words(letters(app)[-1])
    assert pressed(visitor, f"{own}/consents/consent_list", given="no").startswith("Niczego nie zmieniono")
    assert pressed(visitor, f"{own}/consents/consent_next", given="yes").startswith("Zgoda została wyrażona.")
    (kept,) = stored()
    assert (kept.consent_list, kept.consent_next, len(letters(app))) == (False, True, 3)


@pytest.mark.parametrize("state", ["confirmed", "waiting", "cancelled", "rejected"])
def test_a_consent_can_be_withdrawn_after_everything_is_over(
    visitor: Visitor, own: str, saving: Saving, at: At, stored: Stored, state: str
) -> None:
    with saving() as session:
        session.execute(update(Registration).values(state=state))
    at(NOW + timedelta(days=400))
    assert pressed(visitor, f"{own}/consents/consent_list", given="no").startswith("Zgoda została wycofana.")
    assert stored()[0].consent_list is False


def test_nonsense_changes_nothing(visitor: Visitor, own: str, app: Flask) -> None:
    post = visitor.client.post
    for given in ("", "maybe", "YES"):
        assert post(f"{own}/consents/consent_list", data={"given": given}).status_code == 422
    for name in ("accept_rules", "limit_lifted", "x"):
        assert post(f"{own}/consents/{name}", data={"given": "yes"}).status_code == 404
    for language in ("", "de", "PL"):
        assert post(f"{own}/language", data={"language": language}).status_code == 422
    assert len(letters(app)) == 1


def test_what_the_address_asks_to_say_is_said_only_where_it_is_so(visitor: Visitor, own: str) -> None:
    for word in ("x", "cancel", "<b>", "rejected"):
        assert visitor.open(f"{own}?said={word}").all("p", role="status") == []
    assert "wyrażona" in visitor.open(f"{own}?said=consent_list").one("p", role="status").text
