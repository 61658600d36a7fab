"""What the secretariat can do about a place: the question, the deed, what each refusal says, and the history."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.attendees.office.words import Act
from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock
from sokwms_reg.editions.models import Category, Edition, Role
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, Saving, person, sign_in, staff, stored
from tests.factories import NOW, make_application, make_category, make_edition

LIST = "/office/test/attendees"
CHANGED = "The registration has been changed in the meantime, perhaps by a colleague. Its state is now: "
ROWS: dict[str, dict[str, Any]] = {
    "Łącka": {"institution": "Fundacja"},
    "Smith": {"institution": "Fundacja", "language": "en"},
    "Ćwik": {"institution": "Fundacja"},
    "Zając": {"institution": "Stowarzyszenie"},
    "Nowak": {"category": "academia", "institution": "Uczelnia"},
}


@pytest.fixture
def people(saving: Saving, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return references: of two with places, Ćwik beyond her institution's limit, Zając waiting, Nowak undecided."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        edition = make_edition(session)
        make_category(session, edition, capacity=3, institution_limit=2, reserved_speakers=1)
        make_category(session, edition, "academia", policy="approved", name_pl="Nauka", name_en="Academia", capacity=2)
        staff(session, Role.SECRETARIAT, edition)
        return {name: person(session, edition, last_name=name, **row).reference for name, row in ROWS.items()}


@pytest.fixture
def office(client: FlaskClient, people: dict[str, str]) -> Desk:
    """Give the secretariat's desk."""
    del people
    return sign_in(client)


def act(office: Desk, reference: str, deed: str, status: int = 303, **fields: str) -> str:
    """Open the question and answer it."""
    address = f"{LIST}/{reference}/{deed}"
    office.open(address)
    return office.send(address, status, **fields).replace("\xa0", " ")


def states(saving: Saving, people: dict[str, str]) -> list[str]:
    return [stored(saving, reference)[0] for reference in people.values()]


def letters(saving: Saving, kind: str) -> list[tuple[str, str]]:
    with saving() as session:
        found = session.scalars(select(Message).where(Message.kind == f"registration/{kind}").order_by(Message.id))
        return [(one.language, one.text) for one in found]


def offered(page: str, reference: str) -> set[str]:
    return {name for name in Act if f'href="{LIST}/{reference}/{name}"' in page}


def test_each_state_offers_what_leads_on(office: Desk, people: dict[str, str]) -> None:
    def deeds(name: str) -> set[str]:
        return offered(office.open(f"{LIST}/{people[name]}"), people[name])

    assert deeds("Łącka") == {"demote", "reserve", "category", "cancel"}
    assert deeds("Ćwik") == {"move", "lift", "reserve", "category", "reject", "cancel"}
    assert deeds("Nowak") == {"approve", "demote", "category", "reject", "cancel"}
    act(office, people["Nowak"], "approve")
    assert deeds("Nowak") == {"reconsider", "demote", "category", "cancel"}
    act(office, people["Nowak"], "cancel")
    assert deeds("Nowak") == {"reopen"}


def test_moving_to_the_waiting_list_gives_the_place_to_the_first_there(
    office: Desk, saving: Saving, people: dict[str, str]
) -> None:
    page = act(office, people["Smith"], "demote", 422, reason=" ")
    assert "Please give the reason: it is included in the message to the participant." in page
    assert "Language of the message: English." in page
    page = act(office, people["Smith"], "demote", reason="The hall is smaller.")
    assert "The registration is on the waiting list; the message is in the outbox." in page
    assert "position 2 of 2 on the waiting list" in page
    assert states(saving, people) == ["confirmed", "waiting", "confirmed", "waiting", "pending"]
    ((language, text),) = letters(saving, "demoted")
    assert (language, "The hall is smaller." in text) == ("en", True)
    assert "Moved to the waiting list by the secretariat" in page
    assert "Confirmed → Waiting list" in page


def test_nobody_else_waits(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    page = act(office, people["Nowak"], "demote", reason="x")
    assert "Nobody else waits who could have the place: it would come straight back. Nothing was changed." in page
    assert stored(saving, people["Nowak"])[0] == "pending"
    assert letters(saving, "demoted") == []


def test_an_acceptance_is_taken_back_in_approved_categories_only(
    office: Desk, saving: Saving, people: dict[str, str]
) -> None:
    act(office, people["Nowak"], "approve")
    page = act(office, people["Nowak"], "reconsider", reason="Pomyłka")
    assert "The registration awaits a decision again; the message is in the outbox." in page
    assert "Acceptance taken back" in page
    assert "Pomyłka" in letters(saving, "reopened")[0][1]
    assert f"{CHANGED}Awaiting a decision." in office.send(f"{LIST}/{people['Nowak']}/reconsider")
    assert f"{CHANGED}Confirmed." in office.send(f"{LIST}/{people['Łącka']}/reconsider")
    answer = office.client.get(f"{LIST}/{people['Łącka']}/reconsider")
    assert answer.location == f"{LIST}/{people['Łącka']}"


def test_the_end_is_taken_back(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    act(office, people["Zając"], "reject", reason="Pomyłka")
    page = act(office, people["Zając"], "reopen")
    assert "The registration is active again; the message is in the outbox." in page
    assert "Not accepted → Waiting list" in page
    act(office, people["Nowak"], "cancel")
    assert "Cancelled by the secretariat → " not in act(office, people["Nowak"], "reopen", reason="Jednak")
    assert states(saving, people)[3:] == ["waiting", "pending"]


def test_who_has_registered_again_is_named_with_a_link(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    act(office, people["Nowak"], "cancel")
    with saving() as session:
        edition = session.scalars(select(Edition)).one()
        old = session.scalars(select(Registration).where(Registration.reference == people["Nowak"])).one()
        again = make_application(last_name="Nowak", email=old.email, category="academia")
        other = service.register(session, edition, again, NOW).registration.reference
    page = act(office, people["Nowak"], "reopen")
    link = f'<a href="{LIST}/{other}">{other}</a>'
    assert f"The person has registered again meanwhile, as {link}. Nothing was changed here." in page
    assert stored(saving, people["Nowak"])[0] == "cancelled"


def test_the_limit_of_the_institution_is_lifted_for_one(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    with saving() as session:
        session.scalars(select(Category).where(Category.key == "ngo")).one().capacity = 4
    assert "Please give the reason: it stays in the history." in act(office, people["Ćwik"], "lift", 422)
    page = act(office, people["Ćwik"], "lift", reason="Prelegentka")
    assert "The limit is lifted for this registration. Its state is now: Confirmed." in page
    assert "The institution&#39;s limit is lifted for this person." in page
    assert "The institution&#39;s limit was lifted" in page
    assert f"{CHANGED}Confirmed." in office.send(f"{LIST}/{people['Ćwik']}/lift", reason="x")
    assert states(saving, people) == ["confirmed", "confirmed", "confirmed", "waiting", "pending"]


def test_promoting_beyond_the_limit_says_so(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    with saving() as session:
        session.scalars(select(Category).where(Category.key == "ngo")).one().capacity = 4
    office.open(f"{LIST}/{people['Ćwik']}")
    page = office.send(f"{LIST}/{people['Ćwik']}/promote")
    assert "As many people from this institution hold places in the category as may; nothing was changed." in page
    assert stored(saving, people["Ćwik"])[0] == "waiting"


@pytest.mark.parametrize("position", ["", "0", "-1", "first", "9" * 5000])
def test_a_position_is_a_number(office: Desk, people: dict[str, str], position: str) -> None:
    page = act(office, people["Zając"], "move", 422, position=position, reason="Gość")
    assert "Please give the position as a number, 1 for the first in line." in page
    assert ">\nGość</textarea>" in page


def test_a_position_beyond_the_end_is_the_end(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    page = act(office, people["Ćwik"], "move", position="99", reason="Prośba")
    assert "The registration has moved in line; it is at position 2 now." in page
    assert "Position on the waiting list: 1 → 2" in page
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == people["Zając"])).one()
        service.cancel(session, found, Actor("participant"), NOW)
    assert f"{CHANGED}Waiting list." in office.send(f"{LIST}/{people['Ćwik']}/move", position="1", reason="x")


def test_using_a_place_set_aside_and_going_back(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    page = act(office, people["Zając"], "reserve", pool="speakers", reason="Wykład")
    assert "The kind of place is changed. The state of the registration is now: Confirmed." in page
    assert "Kind of place: Places set aside for speakers." in page
    assert "Kind of place: Places open to all → Places set aside for speakers" in page
    assert "Please choose one of the answers offered." in act(office, people["Zając"], "reserve", 422, pool="speakers")
    page = act(office, people["Zając"], "reserve", pool="general")
    assert "There is no free place in the category" in page
    page = act(office, people["Łącka"], "reserve", pool="speakers")
    assert "There is no free place in the category" in page
    assert states(saving, people) == ["confirmed", "confirmed", "waiting", "confirmed", "pending"]
    with saving() as session:
        session.scalars(select(Category).where(Category.key == "ngo")).one().capacity = 4
    page = act(office, people["Zając"], "reserve", pool="general")
    assert "Kind of place: Places open to all." in page


def test_the_limit_counts_on_the_way_back_to_the_general_places(
    office: Desk, saving: Saving, people: dict[str, str]
) -> None:
    act(office, people["Ćwik"], "reserve", pool="speakers")
    with saving() as session:
        session.scalars(select(Category).where(Category.key == "ngo")).one().capacity = 5
    page = act(office, people["Ćwik"], "reserve", pool="general")
    assert "As many people from this institution hold places in the category as may; nothing was changed." in page


def test_who_holds_nothing_can_exchange_nothing(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    act(office, people["Łącka"], "cancel")
    address = f"{LIST}/{people['Łącka']}/reserve"
    assert f"{CHANGED}Cancelled by the secretariat." in office.send(address, pool="speakers")
    assert states(saving, people)[0] == "cancelled"


def test_moving_to_another_category(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    page = office.open(f"{LIST}/{people['Łącka']}/category")
    assert "Academia (1 place free)" in page
    assert "Organisations (" not in page
    assert "Please choose one of the answers offered." in act(office, people["Łącka"], "category", 422, category="ngo")
    page = act(office, people["Łącka"], "category", category="academia", reason="Pracuje na uczelni")
    assert "The registration is in the other category; the message is in the outbox." in page
    assert "Category: Organisations → Academia" in page
    assert states(saving, people) == ["confirmed", "confirmed", "confirmed", "waiting", "pending"]
    assert "Pracuje na uczelni" in letters(saving, "changed")[0][1]
    assert "There is no free place in the category" in act(office, people["Smith"], "category", category="academia")


def test_a_replacement_is_told_without_needs(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == people["Smith"])).one()
        other = make_application(first_name="Jan", last_name="Inny", language="pl", accessibility="wózek")
        service.replace(session, found, other, Actor("participant"), NOW)
    page = office.open(f"{LIST}/{people['Smith']}")
    assert "Another person comes instead" in page
    assert "Last name: Smith → Inny" in page
    assert "Language of messages: English → Polish" in page
    assert "Access needs and diet details: changed" in page


def test_the_list_leads_to_the_decisions(office: Desk, people: dict[str, str]) -> None:
    page = office.open(LIST)
    assert '<a class="btn alt sm" href="/office/test/decisions">Decide (1)</a>' in page
    assert "Decide (" not in office.open(f"{LIST}?category=ngo")
    assert 'href="/office/test/decisions?category=academia"' in office.open(f"{LIST}?category=academia")
    front = office.open("/office/test/")
    assert '<a href="/office/test/decisions">Registrations without a decision</a>' in front
    assert people
