"""Many decisions taken back: exactly those, for an hour, by whoever made them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.core.tokens import sign
from sokwms_reg.editions.models import Category, Edition, Role
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, Saving, sign_in, staff
from tests.factories import NOW, make_application, make_edition
from tests.registration.conftest import At
from tests.registration.deciding_case import (
    ENGLISH,
    OTHER,
    PAGE,
    POLISH,
    STAFF,
    People,
    four_undecided,
    letters,
    states,
    undo_token,
)


@pytest.fixture
def people(at: At, saving: Saving) -> People:
    """Return references of those who await a decision by last name, the oldest first; it is NOW."""
    at(NOW)
    with saving() as session:
        return four_undecided(session)


@pytest.fixture
def office(client: FlaskClient, people: People) -> Desk:
    """Give the secretariat's desk."""
    del people
    return sign_in(client)


def test_an_acceptance_is_taken_back_exactly(office: Desk, saving: Saving, people: People) -> None:
    office.open(PAGE)
    both = [people["Łącka"], people["Smith"]]
    page = office.send(f"{PAGE}/accept", chosen=both, step="decide")
    assert "Just accepted: 2 registrations." in page
    token = undo_token(page)
    page = office.send(f"{PAGE}/undo", undo=token)
    assert "2 registrations await a decision again, with places held for them: prof. Żaneta Łącka" in page
    assert set(states(saving, people).values()) == {"pending"}
    assert [language for language, _to, _text in letters(saving, "reopened")] == ["pl", "en"]
    assert "Take back" not in page
    page = office.send(f"{PAGE}/undo", undo=token)
    assert "2 registrations have changed since" in page
    assert len(letters(saving, "reopened")) == 2


def test_undo_of_not_accepting_gives_places_or_the_line(office: Desk, saving: Saving, people: People) -> None:
    with saving() as session:
        academia = session.scalars(select(Category).where(Category.key == "academia")).one()
        academia.capacity = 3
        edition = session.get_one(Edition, academia.edition_id)
        service.register(session, edition, make_application(category="academia", last_name="Zając"), NOW)
    office.open(PAGE)
    both = [people["Łącka"], people["Smith"]]
    page = office.send(f"{PAGE}/refuse", chosen=both, step="decide", reason_pl=POLISH, reason_en=ENGLISH)
    assert "Just not accepted: 2 registrations." in page
    page = office.send(f"{PAGE}/undo", undo=undo_token(page))
    assert "1 registration awaits a decision again, with a place held for it: prof. Żaneta Łącka" in page
    assert "1 registration is on the waiting list, because no place is free for it any more: Żaneta Smith" in page
    assert states(saving, people) == {"Łącka": "pending", "Smith": "waiting", "Ćwik": "pending", "Åberg": "pending"}
    with saving() as session:
        line = session.scalars(select(Registration).where(Registration.state == "waiting")).all()
        assert [one.last_name for one in line] == ["Smith"], "Zając got the other place meanwhile"


def test_undo_leaves_alone_what_has_changed_since(office: Desk, saving: Saving, people: People) -> None:
    office.open(PAGE)
    chosen = [people["Łącka"], people["Smith"], people["Ćwik"]]
    page = office.send(f"{PAGE}/refuse", chosen=chosen, step="decide", reason_pl=POLISH, reason_en=ENGLISH)
    with saving() as session:
        edition = session.scalars(select(Edition)).one()
        first = session.scalars(select(Registration).where(Registration.reference == people["Łącka"])).one()
        again = make_application(category="academia", last_name="Łącka", email=first.email)
        service.register(session, edition, again, NOW)
        second = session.scalars(select(Registration).where(Registration.reference == people["Smith"])).one()
        service.reopen(session, second, STAFF, NOW + timedelta(seconds=1))
    page = office.send(f"{PAGE}/undo", undo=undo_token(page))
    assert "1 registration awaits a decision again" in page
    assert "2 registrations have changed since, or the people have registered again" in page
    assert states(saving, people) == {"Łącka": "rejected", "Smith": "pending", "Ćwik": "pending", "Åberg": "pending"}


def test_an_acceptance_cannot_be_taken_back_where_nothing_is_decided_any_more(
    office: Desk, saving: Saving, people: People
) -> None:
    office.open(PAGE)
    page = office.send(f"{PAGE}/accept", chosen=[people["Łącka"]], step="decide")
    with saving() as session:
        session.scalars(select(Category).where(Category.key == "academia")).one().policy = "open"
    assert "1 registration has changed since" in office.send(f"{PAGE}/undo", undo=undo_token(page))
    assert states(saving, people)["Łącka"] == "confirmed"


def test_undo_ends_after_an_hour(office: Desk, saving: Saving, people: People, at: At) -> None:
    office.open(PAGE)
    page = office.send(f"{PAGE}/accept", chosen=[people["Łącka"]], step="decide")
    token = undo_token(page)
    at(NOW + timedelta(minutes=59))
    assert "Take back" in office.open(PAGE)
    at(NOW + timedelta(hours=1))
    assert "Take back" not in office.open(PAGE)
    assert "The hour for taking these decisions back is over." in office.send(f"{PAGE}/undo", undo=token)
    assert states(saving, people)["Łącka"] == "confirmed"


def test_undo_belongs_to_whoever_decided_in_this_edition(
    app: Flask, office: Desk, saving: Saving, people: People
) -> None:
    office.open(PAGE)
    page = office.send(f"{PAGE}/accept", chosen=[people["Łącka"]], step="decide")
    token = undo_token(page)
    colleague = sign_in(app.test_client(), OTHER)
    assert "Take back" not in colleague.open(PAGE)
    with saving() as session:
        staff(session, Role.SECRETARIAT, make_edition(session, "other"))
    key = app.config["SECRET_KEY"]
    for desk, address, value in (
        (colleague, f"{PAGE}/undo", token),
        (office, "/office/other/decisions/undo", token),
        (office, f"{PAGE}/undo", token[:-1]),
        (office, f"{PAGE}/undo", f"x{token}"),
        (office, f"{PAGE}/undo", ""),
        (office, f"{PAGE}/undo", sign(key, "form", ["test", "1", "accept", NOW.isoformat(), [1]])),
        (office, f"{PAGE}/undo", sign(key, "undo", {"not": "a list"})),
    ):
        assert desk.client.post(address, data={"csrf_token": desk.token(), "undo": value}).status_code == 400
    assert states(saving, people)["Łącka"] == "confirmed"
    assert "Take back" in office.open(PAGE)
    assert "Take back" not in office.open("/office/other/decisions")
