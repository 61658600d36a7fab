"""The way back to one's own page: links go to the address only, and nobody learns whether it is known."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.db import db
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import cancel, register, send_links
from tests.factories import NOW, make_application, make_category, make_edition
from tests.pages import Page
from tests.registration.conftest import At, Saving

OwnAddress = Callable[..., str]
JAN = "jan@example.org"


@pytest.fixture
def people(at: At, saving: Saving) -> dict[str, int]:
    """Register Jan, two whom he registered, one who left, and people of other editions; return their ids by name."""
    del at
    with saving() as session:
        return _people(session)


def _people(session: Session) -> dict[str, int]:
    found = dict[str, Registration]()
    for slug, published in (("first", True), ("second", True), ("hidden", False)):
        edition = make_edition(session, slug, name_en=slug.title())
        make_category(session, edition)
        for name, given in {
            "own": {"email": "Jan@example.org"},
            "secretary": {"email": "", "contact_name": "Jan", "contact_email": JAN},
            "left": {"email": JAN},
            "other": {"email": "ewa@example.org", "contact_name": "Ola", "contact_email": "ola@example.org"},
        }.items():
            if slug == "first" or name in {"own", "other"}:
                application = make_application(last_name=f"{slug}-{name}", **given)
                found[f"{slug}-{name}"] = register(session, edition, application, NOW).registration
        edition.published = published
    cancel(session, found["first-left"], Actor("participant"), NOW)
    return {name: each.id for name, each in found.items()}


def links_sent(session: Session) -> list[Message]:
    """Return the letters that answered, the oldest first."""
    return list(session.scalars(select(Message).where(Message.kind == "registration/links").order_by(Message.id)))


def names_in(message: Message) -> list[str]:
    return re.findall(r"Żaneta (\S+),", message.text)


@pytest.mark.both_databases
def test_one_letter_an_edition_with_all_that_is_active(session: Session, own_address: OwnAddress) -> None:
    numbers = _people(session)
    assert send_links(session, "JAN@example.org", "en", NOW) == 2
    first, second = links_sent(session)
    assert (first.scope, first.to_address, first.language, first.to_name) == ("first", "Jan@example.org", "en", "")
    assert (names_in(first), names_in(second)) == (["first-own", "first-secretary"], ["second-own"])
    for name in ("first-own", "first-secretary"):
        assert own_address(numbers[name], language="en") in first.text
        assert own_address(numbers[name], language="en") in first.html
    assert first.subject == "Links to 2 registrations: First"
    assert second.subject == "Link to the registration: Second"
    assert first.reply_to == "sekretariat@example.org"


@pytest.mark.both_databases
def test_own_and_contact_addresses_both_lead_back(session: Session) -> None:
    _people(session)
    assert send_links(session, "ola@example.org", "pl", NOW) == 2
    assert send_links(session, "ewa@example.org", "pl", NOW) == 2
    assert [message.to_address for message in links_sent(session)] == ["ola@example.org"] * 2 + ["ewa@example.org"] * 2


@pytest.mark.both_databases
def test_an_address_gets_one_letter_in_ten_minutes(session: Session) -> None:
    _people(session)
    start = NOW + timedelta(minutes=9)
    minutes = (0, 1, 9, 10, 15, 20)
    assert [send_links(session, JAN, "pl", start + timedelta(minutes=each)) for each in minutes] == [2, 0, 0, 2, 0, 2]


@pytest.mark.both_databases
def test_an_unknown_address_leaves_nothing_behind(session: Session) -> None:
    assert send_links(session, "nobody@example.org", "pl", NOW) == 0, "also where no edition is published"
    _people(session)
    before = session.scalars(select(Message.id)).all()
    assert send_links(session, "nobody@example.org", "pl", NOW) == 0
    assert send_links(session, "first-left@example.org", "pl", NOW) == 0
    assert session.scalars(select(Message.id)).all() == before


def test_another_domain_that_folds_alike_is_another_mailbox(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    register(session, edition, make_application(email="jan@łódź.example"), NOW)
    assert send_links(session, "jan@lodz.example", "pl", NOW) == 0
    assert send_links(session, "jan@łódź.example", "pl", NOW) == 1


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_answer_is_the_same_for_every_address(
    client: FlaskClient, app: Flask, people: dict[str, int], language: str
) -> None:
    assert people
    answers = [
        client.post(f"/{language}/find", data={"email": address})
        for address in (JAN, JAN, "nobody@example.org", "ewa@example.org")
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert "Set-Cookie" not in answers[0].headers
    assert answers[0].headers["Cache-Control"] == "no-store"
    with app.app_context():
        assert [message.language for message in links_sent(db.session())] == [language] * 4


@pytest.mark.parametrize("typed", ["", "jan", "jan@", "ż@example.org", "a@b.example\nbcc:c@d.example"])
def test_what_is_no_address_is_said_and_kept(
    client: FlaskClient, app: Flask, people: dict[str, int], typed: str
) -> None:
    assert people
    answer = client.post("/pl/find", data={"email": typed})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.title.startswith("Błąd: ")
    assert [target for target, _sentence in page.summary()] == ["email"]
    assert page.typed()["email"] == [" ".join(typed.split())]
    with app.app_context():
        assert links_sent(db.session()) == []


def test_the_form_asks_one_thing_and_the_footer_leads_to_it(client: FlaskClient, people: dict[str, int]) -> None:
    assert people
    page = Page(client.get("/en/find").text)
    assert list(page.typed()) == ["email"]
    assert "/en/find" in [link.attributes.get("href") for link in Page(client.get("/en/").text).all("a")]
    answer = client.post("/en/find", data={"email": JAN}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
