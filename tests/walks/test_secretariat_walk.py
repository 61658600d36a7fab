"""A day of the secretariat, from the front page in the morning to the question to whom data went; without script."""

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.editions.models import Edition, Role
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.planning.service import Deed, propose
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import cancel
from tests.attendees.people import COMMAND, Desk, Saving, sign_in, small_edition, some_people, staff
from tests.factories import NOW
from tests.handovers.handing import HOTEL
from tests.imports.story import Importer, outcomes, table

pytestmark = pytest.mark.both_databases

OFFICE = "/office/test"
LIST = f"{OFFICE}/attendees"


@pytest.fixture
def references(saving: Saving) -> dict[str, str]:
    """Return the references of five people by last name, in an edition with a secretariat and a calendar."""
    with saving() as session:
        edition = small_edition(session)
        staff(session, Role.SECRETARIAT, edition)
        propose(session, Deed(edition, COMMAND, NOW))
        return {name: each.reference for name, each in some_people(session, edition).items()}


def test_a_day_of_the_secretariat(client: FlaskClient, saving: Saving, references: dict[str, str]) -> None:
    desk = sign_in(client)
    morning(desk)
    a_spreadsheet_arrives(desk)
    somebody_asks_for_a_change(desk, references["Nowak"])
    whoever_waits_for_a_decision_gets_one(desk)
    rooms_are_needed(desk, references)
    listed = the_hotel_gets_its_list(desk)
    somebody_withdraws(saving, references["Nowak"])
    the_hotel_hears_of_it(desk, listed)
    the_list_is_taken_as_it_is_seen(desk)
    the_task_is_ticked(desk, saving)
    somebody_asks_where_their_data_went(desk, references["Łącka"])


def morning(desk: Desk) -> None:
    """See on the front page what waits."""
    page = desk.open(f"{OFFICE}/")
    assert re.search(r"Waiting list", page)
    assert 'href="/office/test/decisions' in page


def a_spreadsheet_arrives(desk: Desk) -> None:
    """Import two guests, in the encoding of an old office; the same file again adds nobody."""
    guests = ["Nazwisko", "Imię", "E-mail", "Instytucja", "Województwo", "Kategoria"]
    rows = (
        ["Źródlak", "Krystyna", "k.zrodlak@example.org", "Urząd Miasta Łodzi", "łódzkie", "Nauka"],
        ["Pąk", "Jan", "j.pak@example.org", "Starostwo", "opolskie", "Nauka"],
    )
    content = table(*rows, headings=guests, encoding="cp1250")
    importer = Importer(desk)
    assert [words for _row, words in checked(importer, content)] == ["will await a decision and hold a place"] * 2
    importer.do()
    assert [words for _row, words in checked(importer, content)] == ["registered already"] * 2
    assert "Źródlak" in desk.open(f"{LIST}?q=zrodlak")


def checked(importer: Importer, content: bytes) -> list[tuple[str, str]]:
    """Return what would become of each row of a file."""
    importer.upload(content)
    return outcomes(importer.check(all_days="same"))


def somebody_asks_for_a_change(desk: Desk, reference: str) -> None:
    """Find a person without Polish letters, change the telephone in its place, leave a note."""
    desk.open(f"{LIST}?q=nowak")
    page = f"{LIST}/{reference}"
    form = desk.open(f"{page}?edit=contact")
    mark = re.search(r'name="made_from" value="([^"]+)"', form)
    assert mark is not None
    typed: dict[str, Any] = {"email": "nowak@example.org", "phone": "+48 600 000 009", "made_from": mark[1]}
    assert "+48 600 000 009" in desk.send(f"{page}/edit/contact", **typed).replace("\xa0", " ")
    assert "Dzwoni po dziewiątej" in desk.send(f"{page}/notes", text="Dzwoni po dziewiątej.")


def whoever_waits_for_a_decision_gets_one(desk: Desk) -> None:
    """Read what accepting all that match would do, then do it."""
    desk.open(f"{LIST}?category=academia")
    asked: dict[str, Any] = {"deed": "accept", "everybody": "yes", "question": "category=academia"}
    preview = desk.send(f"{LIST}/bulk", 200, **asked)
    assert "3 registrations will be changed." in preview
    assert "3 registrations were changed." in desk.send(f"{LIST}/bulk", step="do", seal=value(preview, "seal"), **asked)


def rooms_are_needed(desk: Desk, references: dict[str, str]) -> None:
    """Put a tag on those who sleep in the hotel."""
    desk.open(LIST)
    asked: dict[str, Any] = {
        "deed": "tag",
        "reference": [references["Nowak"], references["Łącka"]],
        "question": "",
        "tag": "nocleg",
    }
    preview = desk.send(f"{LIST}/bulk", 200, step="preview", **asked)
    desk.send(f"{LIST}/bulk", step="do", seal=value(preview, "seal"), **asked)


def the_hotel_gets_its_list(desk: Desk) -> str:
    """Hand over those with the tag; return the address of the record."""
    tag = re.search(r'name="tag" value="(\d+)"', desk.open(LIST))
    assert tag is not None
    new = f"{OFFICE}/handovers/new?tag={tag[1]}&state=confirmed&purpose=hotel"
    desk.open(new)
    answer = desk.client.post(new, data={"csrf_token": desk.token(), **HOTEL, "columns": ["last_name", "days"]})
    assert answer.status_code == 303
    page = desk.open(answer.location)
    assert "Hotel Polonia" in page
    return str(answer.location)


def somebody_withdraws(saving: Saving, reference: str) -> None:
    with saving() as session:
        cancel(session, session.scalars(select(Registration).filter_by(reference=reference)).one(), COMMAND, NOW)


def the_hotel_hears_of_it(desk: Desk, listed: str) -> None:
    """See what has changed on the list that the hotel holds."""
    assert "1 change" in desk.open(listed)
    workbook = desk.client.get(f"{listed}/changes.xlsx")
    assert workbook.data.startswith(b"PK")


def the_list_is_taken_as_it_is_seen(desk: Desk) -> None:
    """Export the filtered list: the same people, the columns in their order."""
    answer = desk.client.get(f"{LIST}.csv?category=academia&sort=-last_name&columns=last_name,institution")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["Źródlak", "Pąk", "Ångström"]
    assert len(rows[0]) == 2


def the_task_is_ticked(desk: Desk, saving: Saving) -> None:
    """Tick in the calendar that the hotel has its list."""
    with saving() as session:
        edition = session.scalars(select(Edition).filter_by(slug="test")).one()
        number = session.scalars(select(OfficeTask.id).filter_by(edition_id=edition.id, key="hotel")).one()
    desk.open(f"{OFFICE}/calendar")
    desk.send(f"{OFFICE}/calendar/{number}/done")
    assert "Anna Kowalska" in desk.page


def somebody_asks_where_their_data_went(desk: Desk, reference: str) -> None:
    """Answer from the register of disclosures; the history says who did all this."""
    register = desk.open(f"{OFFICE}/disclosures?person={reference}")
    assert "Hotel Polonia" in register
    history = desk.open(f"{OFFICE}/audit")
    assert "List handed over" in history
    assert "Anna Kowalska" in history


def value(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]
