"""The link to one's own page: sent again, renewed, blocked; a copy of one's data behind it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.queries import history
from sokwms_reg.core.db import db
from sokwms_reg.outbox.models import Message
from sokwms_reg.outbox.queries import messages_about
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import block_link, register, renew_link, send_link
from tests.factories import NOW, make_application, make_category, make_edition
from tests.registration.conftest import Stored, Visitor

OwnAddress = Callable[..., str]
STAFF = Actor("staff", "1", "Anna Kowalska")


@pytest.fixture
def own(visitor: Visitor, own_address: OwnAddress) -> str:
    """Register a person and return the own page's address."""
    visitor.register()
    return own_address(1)


@pytest.fixture
def registered(session: Session) -> Registration:
    """Register a person."""
    edition = make_edition(session)
    make_category(session, edition)
    return register(session, edition, make_application(), NOW).registration


def letters(session: Session, registration: Registration) -> list[Message]:
    """Return the letters with a link, the oldest first."""
    return [each for each in reversed(messages_about(session, registration.subject_ref)) if each.kind.endswith("/link")]


@pytest.mark.both_databases
def test_sending_again_changes_nothing_and_is_one_letter_a_minute(session: Session, registered: Registration) -> None:
    for seconds in (0, 1, 60):
        send_link(session, registered, STAFF, NOW + timedelta(seconds=seconds))
    assert registered.link_version == 1
    assert len(letters(session, registered)) == 2
    entry = history(session, registered.subject_ref)[0]
    assert (entry.action, entry.actor_label, entry.scope) == ("registration.send_link", "Anna Kowalska", "test")


@pytest.mark.both_databases
def test_renewing_is_another_version_with_a_letter_and_blocking_one_without(
    session: Session, registered: Registration, own_address: OwnAddress
) -> None:
    renew_link(session, registered, STAFF, NOW)
    assert registered.link_version == 2
    (letter,) = letters(session, registered)
    assert own_address(registered.id, 2) in letter.text
    block_link(session, registered, STAFF, NOW)
    assert registered.link_version == 3
    assert len(letters(session, registered)) == 1
    actions = [entry.action.rpartition(".")[2] for entry in history(session, registered.subject_ref)]
    assert actions == ["block_link", "renew_link", "register"]


@pytest.mark.both_databases
@pytest.mark.parametrize("deed", [renew_link, block_link])
def test_two_at_once_are_one(
    session: Session, registered: Registration, deed: Callable[[Session, Registration, Actor, object], None]
) -> None:
    quicker = update(Registration).values(link_version=2).execution_options(synchronize_session=False)
    session.execute(quicker)
    deed(session, registered, STAFF, NOW)
    assert registered.link_version == 2
    assert letters(session, registered) == []
    assert len(history(session, registered.subject_ref)) == 1


def test_a_new_link_asks_first_and_the_old_one_is_dead_at_once(
    visitor: Visitor, own: str, own_address: OwnAddress, app: Flask, stored: Stored
) -> None:
    page = visitor.open(own + "/renew")
    assert page.one("form").attributes["action"] == own + "/renew"
    assert stored()[0].link_version == 1
    answer = visitor.client.post(own + "/renew")
    assert answer.status_code == 200
    assert "/my/" not in answer.text.replace(own + "/renew", "")
    parts = ("", "/edit", "/renew", "/cancel", "/calendar.ics", "/qr.svg", "/confirmation.pdf", "/data.json")
    assert [visitor.client.get(own + part).status_code for part in parts] == [410] * len(parts)
    assert visitor.client.post(own + "/renew").status_code == 410
    new = own_address(1, 2)
    assert [visitor.client.get(new + part).status_code for part in parts] == [200] * len(parts)
    with app.app_context():
        texts = list(db.session.scalars(select(Message.text).order_by(Message.id)))
    assert [new in text for text in texts] == [False, True]


def test_a_post_from_another_site_renews_nothing(client: FlaskClient, own: str, stored: Stored) -> None:
    assert client.post(own + "/renew", headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert stored()[0].link_version == 1


def test_the_copy_of_ones_data_is_whole_and_knows_no_numbers_of_ours(
    visitor: Visitor, own: str, stored: Stored
) -> None:
    visitor.client.post(own + "/cancel")
    answer = visitor.client.get(own + "/data.json")
    (kept,) = stored()
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="sokwms-{kept.reference}.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    data = json.loads(answer.data)
    assert data["reference"] == kept.reference
    assert (data["edition"], data["category"], data["state"], data["role"]) == (
        *("test", "ngo", "cancelled", "participant"),
    )
    assert data["days"] == ["2027-01-27", "2027-01-28"]
    assert data["last_name"] == "Gżegżółka-Łoś"
    assert data["accessibility"] == "pętla indukcyjna\nmiejsce z przodu"
    assert data["consent_list"] is True
    assert data["registered_at"] == "2026-11-20T11:00:00+01:00"
    assert data["offer_until"] is None
    assert [event["state"] for event in data["history"]] == ["confirmed", "cancelled"]
    assert [message["kind"] for message in data["messages"]] == ["confirmed", "cancelled"]
    assert all(set(message) == {"kind", "subject", "state", "at"} for message in data["messages"])
    secrets = {"id", "edition_id", "category_id", "queue_number", "form_nonce", "ticket_code", "link_version"}
    assert secrets & set(data) == set()
    for secret in (kept.ticket_code, kept.form_nonce):
        assert secret not in answer.text


def test_only_changes_of_state_are_in_the_history(visitor: Visitor, own: str) -> None:
    visitor.address, visitor.token = own + "/edit", ""
    visitor.send("save", institution="Urząd")
    assert visitor.status == 303
    data = json.loads(visitor.client.get(own + "/data.json").data)
    assert [event["state"] for event in data["history"]] == ["confirmed"]
    assert [message["kind"] for message in data["messages"]] == ["confirmed", "changed"]
