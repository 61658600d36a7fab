"""Looking again at what was handed over, once more, erasing, and the register, as somebody at a browser does it."""

import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from sokwms_reg.disclosures.models import Disclosure
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.handovers.models import Handover
from tests.attendees.people import Desk, Saving
from tests.attendees.test_exports import sheet, table
from tests.handovers.handing import HOTEL, LISTS, NEW, change_people, handed_over

pytestmark = pytest.mark.pages


def test_a_caterer_gets_numbers(desk: Desk, reader: Desk) -> None:
    desk.open(f"{NEW}caterer")
    assert "Please choose one of the answers offered." in desk.send(f"{NEW}caterer", 422, **HOTEL, shape="cake")
    record = handed_over(desk, "caterer", shape="meals")
    assert table(desk.client.get(f"{record}.csv").data) == [
        ["Day", "Meals", "Number of people"],
        ["Wednesday 27 January".replace(" J", "\xa0J"), "no special requirements", "2"],
        ["Thursday 28 January".replace(" J", "\xa0J"), "no special requirements", "2"],
    ]
    _root, rows = sheet(desk.client.get(f"{record}.xlsx").data)
    assert rows[1][2] == ("n", "2"), "a number that can be summed"
    theirs = reader.open(record)
    assert "3 columns are about needs and are not shown to you." in theirs
    for name in (".csv", "/changes.xlsx"):
        assert reader.client.get(record + name).status_code == 403


def test_what_has_changed_is_shown_and_told(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    record = handed_over(desk)
    assert "The list is kept as handed over, with 3 people." in desk.page
    assert "Nobody has been added, removed or changed since." in desk.page
    change_people(saving, references)
    page = desk.open(record).replace("\xa0", " ")
    for words in ("3 changes", "1 row added", "1 row removed", "1 row changed"):
        assert words in page
    assert '<del><span class="muted">not given</span></del>' in page
    assert "<ins>+48 600 000 000</ins>" in page
    for name in ("Nowak", "Łącka", "Zając"):
        assert f'href="/office/test/attendees/{references[name]}"' in page
    assert references["Ćwik"] not in page
    assert "3 changes" in desk.open(LISTS)


def test_the_changes_as_a_coloured_workbook(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    record = handed_over(desk)
    change_people(saving, references)
    content = desk.client.get(f"{record}/changes.xlsx").data
    _root, rows = sheet(content)
    assert [[value for _kind, value in row] for row in rows] == [
        ["What has changed", "First name", "Last name", "Telephone"],
        ["Ada", "Ćwik"],
        ["Changed: Telephone: not given → +48 600 000 000", "Jan", "Nowak", "+48 600 000 000"],
        ["Added", "Zofia", "Zając", ""],
        ["Removed", "Ewa", "Łącka", ""],
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        styles = packed.read("xl/styles.xml").decode()
    for colour in ("FFC9E7D2", "FFF6CFCB", "FFFFE3A3"):
        assert colour in styles
    assert "<strike/>" in styles


def test_the_first_delivery_stays_as_it_was(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    record = handed_over(desk, columns=["last_name", "phone", "registered_at", "days"])
    before = desk.client.get(f"{record}.csv").data
    change_people(saving, references)
    answer = desk.client.get(f"{record}.csv")
    assert answer.data == before
    assert answer.headers["Content-Disposition"] == f'attachment; filename="sokwms-test-hotel-{record[-1]}.csv"'
    heading, *rows = table(before)
    assert heading == ["Date of registration", "Last name", "Telephone", "Days"]
    assert [row[1] for row in rows] == ["Ćwik", "Łącka", "Nowak"]
    assert rows[0][0] == "2026-11-20 11:02:00"
    with saving() as session:
        kinds = [one.kind for one in session.scalars(select(Disclosure).order_by(Disclosure.id))]
    assert kinds == ["handover", "handover_file", "handover_file"]


def test_once_more_makes_a_chain(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    record = handed_over(desk)
    change_people(saving, references)
    assert "Hand the list over again?" in desk.open(f"{record}/again")
    page = desk.send(f"{record}/again")
    assert "with 3 people" in page
    assert "Nobody has been added, removed or changed since." in page
    assert f'href="{record}"' in page
    assert "2 deliveries" in desk.open(LISTS)
    assert "This list has been handed over again." in desk.open(record)
    assert "this is that delivery" in desk.send(f"{record}/again")
    with saving() as session:
        last = session.scalars(select(Handover).order_by(Handover.id.desc())).first()
        assert last is not None
        last.filters = {"category": "gone"}
        number = last.id
    desk.open(record)
    page = desk.send(f"{LISTS}/{number}/again")
    assert "Part of what the list is about does not exist any more. Please make a new list." in page
    assert "so nothing can be compared" in page
    assert desk.client.get(f"{LISTS}/{number}/changes.xlsx").status_code == 410
    assert desk.client.get(f"{LISTS}/{number}.csv").status_code == 200
    assert desk.client.get(f"{LISTS}/9999").status_code == 404


def test_rows_are_erased_and_the_record_stays(desk: Desk, reader: Desk, saving: Saving) -> None:
    record = handed_over(desk)
    assert "Erase the rows" not in reader.open(record)
    assert reader.client.get(f"{record}/forget").status_code == 403
    with saving() as session:
        session.scalars(select(Handover)).one().keep_until = edition_day(session)
    assert "The time for keeping it is over" in desk.open(record)
    assert "The time for keeping it is over" in desk.open(LISTS)
    assert "Erase the rows of this list?" in desk.open(f"{record}/forget")
    page = desk.send(f"{record}/forget")
    assert "The rows of the list are erased here." in page
    assert "Hotel Polonia" in page
    assert "The rows of the list had been erased before." in desk.send(f"{record}/forget")
    assert [desk.client.get(record + name).status_code for name in (".csv", "/changes.xlsx")] == [410, 410]
    assert "Rows erased" in desk.open(LISTS)
    assert "The time for keeping it is over" not in desk.page


def edition_day(session: Any) -> Any:  # noqa: ANN401 - a date before today
    """Return a day that is over."""
    edition = edition_by_slug(session, "test")
    assert edition is not None
    return edition.registration_opens_at.date() if edition.registration_opens_at else None


def test_the_register_answers_who_took_what_and_to_whom_data_went(
    desk: Desk, reader: Desk, references: dict[str, str]
) -> None:
    register = "/office/test/disclosures"
    assert "No list has left the office yet." in desk.open(register)
    assert "No list with this person has left the office." in desk.open(f"/office/test/attendees/{references['Zając']}")
    record = handed_over(desk)
    desk.client.get(f"{record}/changes.xlsx")
    reader.client.get("/office/test/attendees.xlsx?q=lodz")
    page = desk.open(register)
    assert "3 disclosures" in page
    assert "Hotel Polonia" in page
    assert "First name, Last name, Telephone" in page
    assert "3 disclosures" in desk.open(f"{register}?person={references['Ćwik']}")
    assert "2 disclosures" in desk.open(f"{register}?person={references['Nowak'].lower()}")
    assert "1 disclosure," in desk.open(f"{register}?person={references['Ćwik']}&kind=export")
    assert "Nothing in the register matches." in desk.open(f"{register}?person={references['Zając']}")
    assert "1 disclosure," in desk.open(f"{register}?by=staff:2")
    for wrong in ("person=none", "by=staff:99", "kind=party", "colour=red"):
        assert "it was left out." in desk.open(f"{register}?{wrong}")
        assert "This list cannot be exported" in desk.open(f"{register}.csv?{wrong}", 422)
    assert desk.client.get(f"{register}?by=").location == register
    heading, *rows = table(desk.client.get(f"{register}.csv?kind=handover").data)
    assert heading[:5] == ["Date and time", "Who took it", "Kind", "Recipient", "Purpose"]
    assert [row[1:9] for row in rows] == [
        [
            "Anna Kowalska",
            "List handed over",
            "Hotel Polonia",
            "Hotel",
            "State: Confirmed",
            "First name, Last name, Telephone",
            "3",
            "",
        ]
    ]
    panel = desk.open(f"/office/test/attendees/{references['Nowak']}")
    assert "Whom the data were given to" in panel
    assert f'href="{register}?person={references["Nowak"]}"' in panel
    assert "Hotel Polonia" in panel
