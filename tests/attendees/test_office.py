"""The list, a person's page and what can be done there, as somebody at a browser sees them."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.core.clock import local, now
from sokwms_reg.editions.models import Category, EditionDay, Role
from sokwms_reg.outbox.models import Message
from tests.attendees.people import Desk, Saving, person, small_edition, staff, stored
from tests.factories import FIRST_DAY

LIST = "/office/test/attendees"


def entries(saving: Saving, action: str) -> list[AuditEntry]:
    with saving() as session:
        found = list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))
        session.expunge_all()
        return found


def test_the_list_shows_people_and_keeps_the_query_in_its_links(desk: Desk, references: dict[str, str]) -> None:
    page = desk.open(f"{LIST}?q=lodz&state=confirmed")
    assert page.count('<th scope="row">') == 2
    assert "Łącka Ewa" in page
    assert "Nowak" not in page
    assert f'href="{LIST}/{references["Ćwik"]}"' in page
    assert f'href="{LIST}.csv?q=lodz&amp;state=confirmed&amp;columns=last_name,first_name,title,institution,' in page
    assert f'href="{LIST}?q=lodz"' in page, "the state can be removed"
    assert f'href="{LIST}?state=confirmed"' in page, "so can the search"
    assert "2 registrations" in page


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("state=gone", "The value given for “State” does not exist here; it was left out."),
        ("sort=shoes", "The value given for “Sort by” does not exist here; it was left out."),
        ("page=9", "There is no such page of the list; this is the first one."),
        ("page=x", "There is no such page of the list; this is the first one."),
        ("kolor=1", "This list has no filter “kolor”; it was left out."),
        ("from=2027-01-27&from=2027-01-28", "“Registered from” was given more than once; it was left out."),
        ("%3Cb%3E=1", "This list has no filter “&lt;b&gt;”; it was left out."),
    ],
)
def test_what_means_nothing_is_said_on_the_list_and_refused_in_a_file(desk: Desk, query: str, notice: str) -> None:
    page = desk.open(f"{LIST}?{query}")
    assert notice in page
    assert "5 registrations" in page
    for kind in ("csv", "xlsx", "ods", "json"):
        refused = desk.open(f"{LIST}.{kind}?{query}", 422)
        assert "This list cannot be exported" in refused
        assert "Please choose the filters on the list and export from there." in refused


def test_an_unknown_part_is_named_by_its_label_in_the_readers_language(desk: Desk) -> None:
    desk.open(LIST)
    page = desk.send("/office/language", language="pl", next=f"{LIST}?state=gone&kolor=1")
    assert "Wartość podana dla „Stan” tu nie istnieje; pominięto ją." in page
    assert "Ta lista nie ma filtra „kolor”; pominięto go." in page


def test_empty_fields_of_the_form_leave_the_address(desk: Desk) -> None:
    answer = desk.client.get(f"{LIST}?q=łódź+1%26&category=&day=&sort=+")
    assert (answer.status_code, answer.location) == (302, f"{LIST}?q=%C5%82%C3%B3d%C5%BA+1%26")
    assert desk.client.get(f"{LIST}?q=").location == LIST
    assert desk.client.get(answer.location).status_code == 200


def test_empty_lists_say_what_to_do(desk: Desk, saving: Saving) -> None:
    assert "Check the spelling, search for part of a name, or remove a filter." in desk.open(f"{LIST}?q=nobody")
    with saving() as session:
        staff(session, Role.READER, small_edition(session, "empty"))
    assert "There are no registrations yet." in desk.open("/office/empty/attendees")


def test_files_hold_exactly_what_is_filtered_and_are_recorded(desk: Desk, saving: Saving) -> None:
    answer = desk.client.get(f"{LIST}.csv?q=lodz&state=confirmed&sort=-name&page=1")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="sokwms-test-')
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [row["Last name"] for row in rows] == ["Łącka", "Ćwik"]
    (entry,) = entries(saving, "attendees.export")
    assert (entry.actor_label, entry.scope) == ("Anna Kowalska", "test")
    asked = {"q": "lodz", "state": "confirmed", "sort": "-name"}
    assert entry.changes == {"format": [None, "csv"], "count": [None, 2], "filter": [None, asked]}
    assert len(json.loads(desk.client.get(f"{LIST}.json").data)) == 5
    assert desk.client.get(f"{LIST}.xlsx").data.startswith(b"PK")
    assert desk.client.get(f"{LIST}.ods").data.startswith(b"PK")
    assert desk.client.get(f"{LIST}.pdf").status_code == 404


def test_files_hold_every_page(desk: Desk, saving: Saving) -> None:
    with saving() as session:
        edition = small_edition(session, "large")
        staff(session, Role.SECRETARIAT, edition)
        for number in range(52):
            person(session, edition, last_name=f"Osoba {number:02d}")
    assert "52 registrations, 51–52 shown" in desk.open("/office/large/attendees?page=2")
    assert 'rel="next"' in desk.open("/office/large/attendees")
    assert len(json.loads(desk.client.get("/office/large/attendees.json").data)) == 52


def test_a_persons_page(desk: Desk, references: dict[str, str]) -> None:
    reference = references["Zając"]
    page = desk.open(f"{LIST}/{reference}")
    assert "Zofia Zając" in page
    assert "position 1 of 1 on the waiting list" in page
    assert "Registration received" in page
    assert "Registration on the waiting list" in page, "the message"
    for step, offered in {"offer": False, "promote": False, "reject": True, "cancel": True, "approve": False}.items():
        assert (f'href="{LIST}/{reference}/{step}"' in page) is offered
    desk.open(f"{LIST}/00000000", 404)
    desk.open(f"/office/gone/attendees/{reference}", 404)
    answer = desk.client.get(f"{LIST}/{reference[:4]}-{reference[4:].lower()}")
    assert (answer.status_code, answer.location) == (302, f"{LIST}/{reference}")


def test_cancelling_asks_first_tells_and_promotes(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    address = f"{LIST}/{references['Nowak']}/cancel"
    assert "Cancel the registration?" in desk.open(address)
    assert stored(saving, references["Nowak"]) == ("confirmed", "")
    page = desk.send(address, reason="Prośba telefoniczna")
    assert "The registration is cancelled; the message is in the outbox." in page
    assert "Cancelled by the secretariat" in page
    assert "Reason: Prośba telefoniczna" in page
    assert "Anna Kowalska" in page
    assert "Confirmed → Cancelled" in page
    assert stored(saving, references["Nowak"]) == ("cancelled", "staff")
    assert stored(saving, references["Zając"]) == ("confirmed", "")
    with saving() as session:
        message = session.scalars(select(Message).where(Message.kind == "registration/cancelled")).one()
        assert "Prośba telefoniczna" in message.text
    again = desk.client.get(address)
    assert again.location == f"{LIST}/{references['Nowak']}"
    assert "Its state is now: Cancelled by the secretariat. Nothing was done." in desk.open(again.location)


def test_two_at_once(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    address = f"{LIST}/{references['Ångström']}/approve"
    desk.open(address)
    assert "The registration is confirmed; the message is in the outbox." in desk.send(address)
    page = desk.send(address)
    assert (
        "The registration has been changed in the meantime, perhaps by a colleague. Its state is now: Confirmed."
        in page
    )
    assert len(entries(saving, "registration.approve")) == 1


def test_not_accepting_needs_a_reason(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    address = f"{LIST}/{references['Ångström']}/reject"
    desk.open(address)
    page = desk.send(address, 422, reason="  ")
    assert page.count("Please give the reason: it is included in the message to the participant.") == 2
    assert "<title>Error:" in page
    assert "Please use at most 1000 characters." in desk.send(address, 422, reason="x" * 1001)
    assert stored(saving, references["Ångström"])[0] == "pending"
    assert "The registration is not accepted" in desk.send(address, reason="Spoza grona adresatów")
    assert stored(saving, references["Ångström"])[0] == "rejected"


def test_giving_and_offering_places(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    waiting = f"{LIST}/{references['Zając']}"
    desk.open(f"{waiting}/promote")
    no_place = "There is no free place in the category or on one of the chosen days; nothing was changed."
    assert no_place in desk.send(f"{waiting}/promote")
    with saving() as session:
        session.scalars(select(Category).where(Category.key == "ngo")).one().capacity = 4
    suggested = local(now(), "Europe/Warsaw").date() + timedelta(days=3)
    page = desk.open(f"{waiting}/offer")
    assert f'value="{suggested.isoformat()}"' in page
    assert "This day has passed; please give a later one." in desk.send(f"{waiting}/offer", 422, until="2026-01-01")
    assert "28 January 2027, the last day" in desk.send(f"{waiting}/offer", 422, until="2027-01-29").replace(
        "\xa0", " "
    )
    assert "Please give the last day for an answer" in desk.send(f"{waiting}/offer", 422, until="soon")
    page = desk.send(f"{waiting}/offer", until="2027-01-10")
    assert "The place is offered; the message is in the outbox." in page
    assert "answer by 10 January 2027, 23:59" in page.replace("\xa0", " ")
    assert stored(saving, references["Zając"])[0] == "offered"


def test_places_are_given_only_where_one_is_free(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    waiting = f"{LIST}/{references['Zając']}"

    def shown() -> tuple[bool, bool]:
        page = desk.open(waiting).replace("\xa0", " ")
        return tuple(f'href="{waiting}/{step}"' in page for step in ("promote", "offer"))  # type: ignore[return-value] # two

    assert shown() == (False, False)
    assert "A place cannot be given or offered now: all places in the category are taken." in desk.page
    assert "A place cannot be given" not in desk.open(f"{LIST}/{references['Nowak']}")
    with saving() as session:
        session.scalars(select(Category).where(Category.key == "ngo")).one().capacity = 4
        first = session.scalars(select(EditionDay).where(EditionDay.date == FIRST_DAY)).one()
        first.capacity = first.taken
    assert shown() == (False, False)
    full = "A place cannot be given or offered now: all places are taken on 27 January 2027."
    assert full in desk.page.replace("\xa0", " ")
    with saving() as session:
        first = session.scalars(select(EditionDay).where(EditionDay.date == FIRST_DAY)).one()
        first.capacity += 1
    assert shown() == (True, True)
    assert "A place cannot be given" not in desk.page


def test_the_salutation_is_free_text_and_audited(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    address = f"{LIST}/{references['Łącka']}"
    desk.open(address)
    page = desk.send(f"{address}/salutation", salutation=" Szanowna Pani\r\nMarszałek, ")
    assert "The salutation has been saved." in page
    assert 'value="Szanowna Pani Marszałek,"' in page
    assert "general → Szanowna Pani Marszałek," in page
    assert "The salutation was already the same." in desk.send(
        f"{address}/salutation", salutation="Szanowna Pani Marszałek,"
    )
    (entry,) = entries(saving, "attendees.salutation")
    assert entry.changes == {"salutation": ["", "Szanowna Pani Marszałek,"]}
    page = desk.send(f"{address}/salutation", 422, salutation="x" * 201)
    assert "Please use at most 200 characters." in page
    assert "x" * 201 in page


def test_forms_without_the_token_are_refused(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    for part in ("cancel", "salutation"):
        answer = desk.client.post(f"{LIST}/{references['Nowak']}/{part}", data={"reason": "x"})
        assert answer.status_code == 400
    assert stored(saving, references["Nowak"])[0] == "confirmed"
