"""The history's page and its files: each filter, pages, exactly what is filtered, what means nothing, who sees what."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.backoffice.office import audit
from sokwms_reg.core import clock
from sokwms_reg.editions.models import Role
from tests.attendees.people import Desk, Saving, sign_in, small_edition, some_people, staff
from tests.factories import NOW

pytestmark = pytest.mark.pages

HISTORY = "/office/test/audit"
ANNA, SYSTEM = Actor("staff", "1", "Anna Kowalska"), Actor("system")
ENTRIES = re.compile(r'<tr><th scope="row">([^<]+)<small>')


@pytest.fixture
def reference(saving: Saving, monkeypatch: pytest.MonkeyPatch) -> str:
    """Record five things on two days in an edition, one in another; return the reference of whom three are about."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        edition = small_edition(session)
        some_people(session, small_edition(session, "other"))
        for role, email in ((Role.SECRETARIAT, "anna@example.org"), (Role.READER, "reader@example.org")):
            staff(session, role, edition, email)
        person = some_people(session, edition)["Nowak"]
        told: list[tuple[Actor, str, str, Changes]] = [
            (ANNA, "registration.edit", person.subject_ref, {"phone": ["", "+48 1"], "diet": ["", "changed"]}),
            (SYSTEM, "registration.promote", person.subject_ref, {"state": ["waiting", "confirmed"]}),
            (ANNA, "protocol.card", f"protocol:{person.id}", {"seat": ["", "Rząd 1"]}),
            (ANNA, "planning.propose", "edition:1", {"count": [None, 15]}),
        ]
        for number, (actor, action, subject, changes) in enumerate(told):
            at = NOW + timedelta(days=2, minutes=number)
            record(session, actor, action, subject, at, scope="test", reason="=1+1" * (not number), changes=changes)
        return person.reference


@pytest.fixture
def desk(client: FlaskClient, reference: str) -> Desk:
    """Give the secretariat's desk."""
    del reference
    return sign_in(client)


def deeds(page: str) -> list[str]:
    """Return what was done, as a page lists it."""
    return ENTRIES.findall(page)


TASKS, CARD, PLACE, DATA = (
    *("Proposed tasks added to the calendar", "Protocol card changed"),
    *("Place given from the waiting list", "Data changed"),
)
RECEIVED = "Registration received"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [TASKS, CARD, PLACE, DATA, *[RECEIVED] * 5]),
        ("?person=staff:1", [TASKS, CARD, DATA]),
        ("?person=system:", [PLACE]),
        ("?deed=registration.register", [RECEIVED] * 5),
        ("?record={reference}", [CARD, PLACE, DATA, RECEIVED]),
        ("?record={reference}&deed=registration.edit", [DATA]),
        ("?since=2026-11-22", [TASKS, CARD, PLACE, DATA]),
        ("?until=2026-11-21", [RECEIVED] * 5),
        ("?since=2026-11-21&until=2026-11-21", []),
        ("?person=staff:1&since=2026-11-22&until=2026-11-22", [TASKS, CARD, DATA]),
    ],
)
def test_each_filter_narrows_the_page_and_the_files_alike(
    desk: Desk, reference: str, query: str, found: list[str]
) -> None:
    address = query.format(reference=reference.lower())
    page = desk.open(f"{HISTORY}{address}")
    assert deeds(page) == found
    lines = list(csv.reader(io.StringIO(desk.client.get(f"{HISTORY}.csv{address}").text[1:]), delimiter=";"))
    told = [line[2] for line in lines[1:]]
    # An entry has a line for each field that changed.
    assert told == [deed for deed in found for _field in range(1 + (deed == DATA))]
    if not found:
        assert "Nothing in the history matches these filters." in page


def test_a_day_ends_at_midnight_of_the_editions_zone(desk: Desk, saving: Saving) -> None:
    with saving() as session:
        at = NOW.replace(day=24, hour=22, minute=59, second=59)
        record(session, ANNA, "planning.done", "task:1", at, scope="test")
        record(session, ANNA, "planning.undone", "task:1", at + timedelta(seconds=1), scope="test")
    assert deeds(desk.open(f"{HISTORY}?since=2026-11-24&until=2026-11-24")) == ["Task done"]
    assert deeds(desk.open(f"{HISTORY}?since=2026-11-25")) == ["Task opened again"]


def test_an_entry_says_who_what_and_old_and_new(desk: Desk, reference: str) -> None:
    page = desk.open(f"{HISTORY}?deed=registration.edit")
    for words in (
        f'<a href="/office/test/attendees/{reference}"><kbd>{reference}</kbd></a>',
        '<td class="late">Anna Kowalska</td>',
        "<li>Telephone: not given → +48\xa01</li><li>Meals: changed</li><li>Reason: =1+1</li>",
        "22 November 2026",
    ):
        assert words in page.replace("\xa0November\xa0", " November ")
    assert "<li>Number: 15</li>" in desk.open(f"{HISTORY}?deed=planning.propose")


def test_the_files_hold_values_of_four_columns_and_survive_a_spreadsheet(desk: Desk, reference: str) -> None:
    query = "?deed=registration.edit"
    text = desk.client.get(f"{HISTORY}.csv{query}")
    assert text.headers["Content-Disposition"] == 'attachment; filename="sokwms-test-history-2026-11-20.csv"'
    rows = list(csv.reader(io.StringIO(text.text[1:]), delimiter=";"))
    head = ["When", "Who", "What was done", "Record", "Field", "Old value", "New value", "Reason"]
    mine = ["2026-11-22 11:00:00", "Anna Kowalska", "Data changed", reference]
    assert rows == [
        head,
        [*mine, "Telephone", "not given", "'+48\xa01", "'=1+1"],
        [*mine, "Meals", "", "changed", "'=1+1"],
    ]
    answer = desk.client.get(f"{HISTORY}.xlsx{query}")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == head
    assert [row[1:8] for row in values[1:]] == [
        [*mine[1:], "Telephone", "not given", "+48\xa01", "=1+1"],
        [*mine[1:], "Meals", None, "changed", "=1+1"],
    ]


def test_who_took_the_history_stands_in_it(desk: Desk, saving: Saving) -> None:
    desk.client.get(f"{HISTORY}.csv?person=staff:1&since=2026-11-22")
    with saving() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "audit.export")).one()
        assert (entry.actor_label, entry.subject) == ("Anna Kowalska", "edition:1")
        assert entry.changes == {
            "format": [None, "csv"],
            "count": [None, 3],
            "filter": [None, {"person": "staff:1", "since": "2026-11-22"}],
        }
    page = desk.open(f"{HISTORY}?deed=audit.export")
    assert "<li>Filters: person: staff:1; since: 2026-11-22</li>" in page


def test_a_long_file_goes_through_the_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.client.get(f"{HISTORY}.csv?deed=registration.edit").data
    monkeypatch.setattr(audit, "IN_MEMORY", 10)
    answer = desk.client.get(f"{HISTORY}.csv?deed=registration.edit")
    assert (answer.data, answer.content_length) == (whole, len(whole))
    answer.close()


def test_pages_lead_to_older_entries_and_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PAGE", 4)
    found, address = [], f"{HISTORY}?since=2026-11-01"
    for _page in range(3):
        page = desk.open(address)
        found.append(deeds(page))
        older = re.search(r'<a href="([^"]+)" rel="next">Older entries', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert found == [[TASKS, CARD, PLACE, DATA], [RECEIVED] * 4, [RECEIVED]]
    assert address == ""
    assert f'<a href="{HISTORY}?since=2026-11-01">Newest entries</a>' in desk.page


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("colour=red", "This list has no filter “colour”; it was left out."),
        ("person=staff:99", "The value given for “Who” does not exist here; it was left out."),
        ("deed=nonsense", "The value given for “What was done” does not exist here; it was left out."),
        ("deed=password+set", "The value given for “What was done” does not exist here; it was left out."),
        ("record=NOBODY00", "The value given for “Reference of a registration” does not exist here; it was left out."),
        ("since=Friday", "The value given for “From” does not exist here; it was left out."),
        ("until=0001-01-01", "The value given for “To” does not exist here; it was left out."),
        ("deed=planning.done&deed=planning.add", "“What was done” was given more than once; it was left out."),
        ("before=x", "There is no such page of the list; this is the first one."),
        ("before=9999999999999999999", "There is no such page of the list; this is the first one."),
    ],
)
def test_what_means_nothing_is_named_on_the_page_and_refused_for_a_file(desk: Desk, query: str, notice: str) -> None:
    page = desk.open(f"{HISTORY}?{query}")
    assert notice in page
    assert len(deeds(page)) == 9
    assert "The history cannot be exported" in desk.open(f"{HISTORY}.csv?{query}", 422)
    desk.open(f"{HISTORY}.csv?before=3", 422)


def test_empty_fields_leave_the_address(desk: Desk) -> None:
    answer = desk.client.get(f"{HISTORY}?person=&deed=planning.done&since=")
    assert (answer.status_code, answer.location) == (302, f"{HISTORY}?deed=planning.done")


def test_entries_of_the_protocol_are_not_for_the_reader(app: Flask, desk: Desk, reference: str) -> None:
    assert f'value="{CARD_CODE}"' in desk.open(HISTORY)
    reader = sign_in(app.test_client(), "reader@example.org")
    page = reader.open(f"{HISTORY}?record={reference}")
    assert deeds(page) == [PLACE, DATA, RECEIVED]
    assert CARD_CODE not in page
    assert "Rząd 1" not in reader.client.get(f"{HISTORY}.csv").text
    assert "does not exist here" in reader.open(f"{HISTORY}?deed={CARD_CODE}")


CARD_CODE = "protocol.card"


def test_an_edition_where_nothing_has_happened_says_so(app: Flask, saving: Saving) -> None:
    with saving() as session:
        staff(session, Role.READER, small_edition(session, "fresh"))
    page = sign_in(app.test_client()).open("/office/fresh/audit")
    assert "Nothing has been recorded in this edition yet." in page
    assert ".csv" not in page
