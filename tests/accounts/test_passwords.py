"""A new password: by a link from a mail, or in the office."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.service import deactivate
from sokwms_reg.audit.queries import history
from sokwms_reg.core.clock import now
from sokwms_reg.outbox.models import Message, MessageState
from tests.accounts.conftest import COMMAND, EMAIL, PASSWORD, Person, Saving

NEW = "seven brown bicycles"
SENT = "has an account here, a message with a link to set a new password is on its way."


def _messages(session: Session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


def _ask(person: Person, email: str = EMAIL) -> str:
    person.open("/office/reset")
    answer = person.send("/office/reset", email=email)
    assert answer.status_code == 200
    return answer.text


def _link(saving: Saving) -> str:
    with saving() as session:
        found = re.search(r"http://localhost(/office/reset/\S+)", _messages(session)[-1].text)
    assert found
    return found[1]


def test_the_link_from_the_mail_sets_a_new_password(person: Person, saving: Saving, anna: int) -> None:
    assert SENT in _ask(person)
    with saving() as session:
        (message,) = _messages(session)
        assert (message.kind, message.language) == ("accounts.reset_instructions", "en")
        assert (message.to_address, message.to_name) == (EMAIL, "Anna Kowalska")
        assert (message.state, message.subject_ref) == (MessageState.PENDING, f"user:{anna}")
        assert "http://localhost/office/reset/" in message.html
        assert "<style" not in message.html.split("<body")[1]
    link = _link(saving)
    person.open(link)
    answer = person.send(link, password=NEW, password_confirm=NEW)
    assert answer.location == "/office/login"
    assert person.sign_in().status_code == 422
    assert person.sign_in(password=NEW).status_code == 302
    with saving() as session:
        assert [message.kind for message in _messages(session)][1:] == ["accounts.reset_notice"]
        assert [entry.action for entry in history(session, f"user:{anna}")] == [
            "password reset by mail",
            "account created",
        ]
        assert session.get_one(User, anna).password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_link_works_once(person: Person, saving: Saving) -> None:
    _ask(person)
    link = _link(saving)
    person.open(link)
    person.send(link, password=NEW, password_confirm=NEW)
    assert person.open(link).location == "/office/reset"
    assert "This link no longer works." in person.open("/office/reset").text


def test_a_link_that_was_tampered_with_does_not_work(person: Person, saving: Saving) -> None:
    _ask(person)
    assert person.open(_link(saving)[:-2] + "xx").location == "/office/reset"


def test_strangers_and_closed_accounts_get_the_same_answer_and_no_mail(
    person: Person, saving: Saving, anna: int
) -> None:
    known = _ask(person).replace(EMAIL, "?")
    with saving() as session:
        deactivate(session, session.get_one(User, anna), COMMAND, now())

    def without_tokens(page: str) -> str:
        return re.sub(r'value="[^"]*"', "", page)

    for email in ("nobody@example.org", EMAIL):
        assert without_tokens(_ask(person, email).replace(email, "?")) == without_tokens(known)
    with saving() as session:
        assert len(_messages(session)) == 1


def test_the_address_of_whoever_asks_does_not_reach_the_mail(person: Person, saving: Saving) -> None:
    person.open("/office/reset")
    data = {"csrf_token": person.token(), "email": EMAIL}
    person.client.post("/office/reset", data=data, headers={"X-Forwarded-Host": "evil.example"})
    person.client.post("/office/reset", data=data, base_url="http://evil.example")
    with saving() as session:
        assert not [message for message in _messages(session) if "evil.example" in message.text + message.html]


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("eleven char", "eleven char", "The password needs at least 12 characters."),
        (NEW, NEW + ".", "The two passwords differ. Please enter the same password twice."),
        ("", "", "Please enter the password."),
        ("x" * 1025, "x" * 1025, "The password is too long. Please choose a shorter one."),
    ],
)
def test_a_bad_new_password_is_refused(
    person: Person, saving: Saving, password: str, again: str, sentence: str
) -> None:
    _ask(person)
    link = _link(saving)
    person.open(link)
    answer = person.send(link, password=password, password_confirm=again)
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2  # in the summary and at the field
    assert password == "" or password not in answer.text


def test_changing_it_in_the_office_ends_other_sessions(person: Person, saving: Saving, client: FlaskClient) -> None:
    person.sign_in()
    elsewhere = Person(client.application.test_client())
    elsewhere.sign_in()
    assert elsewhere.is_inside()
    person.open("/office/account/password")
    answer = person.send("/office/account/password", password=PASSWORD, new_password=NEW, new_password_confirm=NEW)
    assert answer.location == "/office/account/password"
    assert person.is_inside()
    assert not elsewhere.is_inside()
    with saving() as session:
        (message,) = _messages(session)
        assert (message.kind, message.subject) == ("accounts.change_notice", message.subject.strip())


@pytest.mark.parametrize(
    ("present", "new", "sentence"),
    [
        ("not my password", NEW, "The password is wrong. Please try again."),
        ("", NEW, "Please enter the password."),
        (PASSWORD, PASSWORD, "The new password is the same as the current one. Please choose another."),
        (PASSWORD, "short", "The password needs at least 12 characters."),
    ],
)
def test_a_bad_change_is_refused(person: Person, present: str, new: str, sentence: str) -> None:
    person.sign_in()
    person.open("/office/account/password")
    answer = person.send("/office/account/password", password=present, new_password=new, new_password_confirm=new)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_refused_form_does_not_keep_others_from_writing(person: Person, saving: Saving, anna: int) -> None:
    person.sign_in()
    person.open("/office/account/password")
    person.send("/office/account/password", password="wrong", new_password=NEW, new_password_confirm=NEW)
    with saving() as session:
        session.get_one(User, anna).name = "Anna K."
