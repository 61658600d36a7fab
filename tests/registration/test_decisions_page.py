"""The page of those who await a decision: what is needed to decide, and many decisions at once."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.core import clock
from sokwms_reg.editions.models import Category, Edition, Role
from sokwms_reg.registration import service
from tests.attendees.people import Desk, Saving, sign_in, staff, stored
from tests.factories import NOW, make_application, make_category, make_edition
from tests.registration.conftest import At
from tests.registration.deciding_case import (
    ENGLISH,
    OTHER,
    PAGE,
    POLISH,
    People,
    four_undecided,
    letters,
    plain,
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


def test_each_row_has_what_is_needed_to_decide(office: Desk, people: People) -> None:
    page = office.open(PAGE)
    rows = [plain(row) for row in re.findall(r'<tr><td><input type="checkbox".*?</tr>', page, re.DOTALL)]
    assert len(rows) == 4
    assert "prof. Żaneta Łącka rektor, Uniwersytet Łódzki opolskie, messages in Polish" in rows[0]
    assert "1 more person from the institution has a place here (at most 3)" in rows[0]
    assert "messages in English" in rows[1]
    assert "Also at this address: Żaneta Ćwik (Awaiting a decision)" in rows[1]
    assert "nobody else from the institution has a place here" in rows[2]
    assert "27 January" in rows[2]
    assert "28 January" not in rows[2]
    assert "Sweden, messages in English Guests from abroad" in rows[3]
    assert f'href="/office/test/attendees/{people["Łącka"]}"' in page
    assert "Organisations 3 3 of 5 2" in plain(page), "without a decision, taken, free"
    assert "Take back" not in page


def test_a_category_in_the_address(office: Desk) -> None:
    page = office.open(f"{PAGE}?category=foreign")
    assert "1 registration without a decision" in page
    assert "Åberg" in page
    assert "Łącka" not in page
    assert "4 registrations without a decision" in office.open(f"{PAGE}?category=gone&page=77")
    assert office.client.get(f"{PAGE}?category=&page=").location == PAGE
    assert "4 registrations without a decision" in office.open(f"{PAGE}?page=٣")


def test_accepting_many_asks_first_and_tells_everybody(office: Desk, saving: Saving, people: People) -> None:
    office.open(PAGE)
    page = office.send(f"{PAGE}/accept", 200, chosen=[people["Łącka"], people["Åberg"]])
    assert "Accept 2 registrations?" in page
    assert "Żaneta Łącka" in page
    assert "Smith" not in page
    assert set(states(saving, people).values()) == {"pending"}
    page = office.send(f"{PAGE}/accept", chosen=[people["Łącka"], people["Åberg"]], step="decide")
    assert "2 registrations were accepted; the messages are in the outbox." in page
    wanted = {"Łącka": "confirmed", "Smith": "pending", "Ćwik": "pending", "Åberg": "confirmed"}
    assert states(saving, people) == wanted
    assert [language for language, _to, _text in letters(saving, "confirmed")] == ["pl", "en"]


def test_not_accepting_asks_for_a_reason_in_each_language_that_occurs(
    office: Desk, saving: Saving, people: People
) -> None:
    office.open(PAGE)
    page = office.send(f"{PAGE}/refuse", 200, chosen=[people["Łącka"]])
    assert ("reason_pl" in page, "reason_en" in page) == (True, False)
    both = [people["Łącka"], people["Smith"]]
    page = office.send(f"{PAGE}/refuse", 422, chosen=both, step="decide", reason_pl=POLISH)
    assert page.count("Please give the reason: it is included in the messages in this language.") == 2
    assert POLISH in page
    page = office.send(f"{PAGE}/refuse", 422, chosen=both, step="decide", reason_pl="x" * 1001, reason_en=ENGLISH)
    assert "Please use at most 1000 characters." in page
    page = office.send(f"{PAGE}/refuse", chosen=both, step="decide", reason_pl=POLISH, reason_en=ENGLISH)
    assert "2 registrations were not accepted; the messages with the reasons are in the outbox." in page
    first, second = letters(saving, "rejected")
    assert (first[0], POLISH in first[2], ENGLISH in first[2]) == ("pl", True, False)
    assert (second[:2], ENGLISH in second[2], POLISH in second[2]) == (("en", "biuro@example.org"), True, False)
    assert states(saving, people)["Ćwik"] == "pending"


def test_a_proposed_reason_comes_in_both_languages_and_can_be_changed(office: Desk, people: People) -> None:
    office.open(PAGE)
    both = [people["Łącka"], people["Smith"]]
    page = office.send(f"{PAGE}/refuse", 200, chosen=both, step="propose-1", reason_pl="x")
    assert "Pierwszeństwo w tej kategorii mają instytucje, które nie są jeszcze reprezentowane.</textarea>" in page
    english = "Priority in this category was given to institutions that are not represented yet.</textarea>"
    assert english in page
    assert "<textarea" in office.send(f"{PAGE}/refuse", 200, chosen=both, step="propose-99")


def test_nobody_chosen_and_nobody_of_this_edition(office: Desk, saving: Saving, people: People) -> None:
    with saving() as session:
        other = make_edition(session, "other")
        make_category(session, other, "academia", policy="approved")
        stranger = service.register(session, other, make_application(category="academia"), NOW).registration.reference
    office.open(PAGE)
    for chosen in ([], [stranger], ["x" * 5000, "", "'; --"]):
        page = office.send(f"{PAGE}/accept", chosen=chosen, step="decide")
        assert "Nobody was selected. Please tick at least one registration." in page
    assert stored(saving, stranger)[0] == "pending"
    page = office.send(f"{PAGE}/accept", chosen=[stranger, people["Ćwik"]], step="decide")
    assert "1 registration was accepted; the message is in the outbox." in page
    assert stored(saving, stranger)[0] == "pending"


def test_what_a_colleague_has_decided_is_skipped_and_named(
    app: Flask, office: Desk, saving: Saving, people: People
) -> None:
    office.open(PAGE)
    everyone = list(people.values())
    office.send(f"{PAGE}/refuse", 200, chosen=everyone)
    colleague = sign_in(app.test_client(), OTHER)
    colleague.open(PAGE)
    colleague.send(f"{PAGE}/accept", chosen=everyone[:2], step="decide")
    page = office.send(f"{PAGE}/refuse", chosen=everyone, step="decide", reason_pl=POLISH, reason_en=ENGLISH)
    assert "2 registrations were not accepted" in page
    assert "2 registrations were decided by a colleague meanwhile; nothing was done about them: " in page
    assert f"prof. Żaneta Łącka ({people['Łącka']}), Żaneta Smith ({people['Smith']})." in page
    wanted = {"Łącka": "confirmed", "Smith": "confirmed", "Ćwik": "rejected", "Åberg": "rejected"}
    assert states(saving, people) == wanted
    page = office.send(f"{PAGE}/accept", chosen=everyone, step="decide")
    assert "4 registrations were decided by a colleague meanwhile" in page
    assert states(saving, people) == wanted


def test_all_of_a_long_list_at_once(office: Desk, saving: Saving, people: People) -> None:
    with saving() as session:
        category = session.scalars(select(Category).where(Category.key == "foreign")).one()
        category.capacity = 60
        edition = session.get_one(Edition, category.edition_id)
        for number in range(51):
            given = {"category": "foreign", "last_name": f"Osoba {number:02d}", "country": "SE", "voivodeship": ""}
            service.register(session, edition, make_application(**given, email="biuro@example.org"), clock.now())
    page = office.open(f"{PAGE}?category=foreign&page=2")
    assert "52 registrations without a decision" in page
    assert page.count('name="chosen"') == 2
    assert "and 49 more" in page, "of those at the same address"
    page = office.send(f"{PAGE}/accept", 200, everybody="1", category="foreign")
    chosen = re.findall(r'name="chosen" value="([^"]+)"', page)
    assert len(chosen) == 52
    page = office.send(f"{PAGE}/accept", chosen=chosen, step="decide")
    assert "52 registrations were accepted" in page
    page = office.send(f"{PAGE}/undo", undo=undo_token(page))
    assert "52 registrations await a decision again" in page
    assert "and 42 more" in page, "names of ten stand in the sentence"
    assert "Everybody" not in page
    assert len(re.findall(r'name="chosen"', office.send(f"{PAGE}/refuse", 200, everybody="1", category=""))) == 55
    assert people


def test_an_empty_list_says_so(office: Desk, people: People) -> None:
    office.open(PAGE)
    office.send(f"{PAGE}/accept", chosen=list(people.values()), step="decide")
    assert "Nobody awaits a decision." in office.open(PAGE)
    assert "Nobody in this category awaits a decision." in office.open(f"{PAGE}?category=foreign")


def test_a_reader_sees_and_cannot_act(app: Flask, saving: Saving, people: People) -> None:
    with saving() as session:
        staff(session, Role.READER, session.scalars(select(Edition)).one(), "reader@example.org")
    reader = sign_in(app.test_client(), "reader@example.org")
    page = reader.open(PAGE)
    assert "Łącka" in page
    assert 'type="checkbox"' not in page
    data = {"csrf_token": reader.token(), "chosen": people["Łącka"], "step": "decide"}
    assert reader.client.post(f"{PAGE}/accept", data=data).status_code == 403
    assert reader.client.post(f"{PAGE}/undo", data=data).status_code == 403
