"""The calendar's pages: filled, changed, ticked and emptied without script; what is wrong has its sentence."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from sokwms_reg.core import clock
from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.planning.states import PROPOSALS
from tests.attendees.people import Desk, Saving, sign_in, staff
from tests.factories import FIRST_DAY, NOW, make_edition

pytestmark = pytest.mark.pages

CALENDAR = "/office/test/calendar"
NEW = f"{CALENDAR}/new"
FLOWERS: dict[str, Any] = {
    "title_pl": "Kwiaty",
    "when": "before",
    "days": "3",
    "who": "Kwiaciarnia",
    "note": "Bez lilii.",
}


@pytest.fixture
def desk(client: FlaskClient, saving: Saving, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give the secretariat's desk in an edition without tasks; it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        staff(session, Role.SECRETARIAT, make_edition(session))
    return sign_in(client)


def task_id(saving: Saving) -> int:
    """Return the number of the newest task."""
    with saving() as session:
        return session.scalars(select(OfficeTask.id).order_by(OfficeTask.id.desc())).first() or 0


def test_proposed_tasks_are_taken_at_once(desk: Desk) -> None:
    assert "There is no task in the calendar yet." in desk.open(CALENDAR)
    page = desk.send(f"{CALENDAR}/proposed")
    assert f"{len(PROPOSALS)} proposed tasks are in the calendar now." in page
    assert "Dates are counted from the first day of the edition, 27\xa0January\xa02027" in page
    assert "Add the proposed tasks" not in page
    assert page.count("days before the first day") == len([each for each in PROPOSALS if each.offset_days < -1])
    assert "Rooms, interpreting and catering booked" in page
    desk.page = desk.client.get(CALENDAR).text
    assert "The proposed tasks were in the calendar already." in desk.send(f"{CALENDAR}/proposed")


def test_a_task_is_added_ticked_reopened_and_deleted(desk: Desk, saving: Saving) -> None:
    desk.open(NEW)
    page = desk.send(NEW, **FLOWERS)
    assert "The task is in the calendar." in page
    assert "24\xa0January\xa02027" in page
    assert "Kwiaciarnia" in page
    task = f"{CALENDAR}/{task_id(saving)}"
    page = desk.send(f"{task}/done")
    assert "The task is done." in page
    assert "Anna Kowalska<small>" in page
    assert "The task was done already." in desk.send(f"{task}/done")
    assert "The task is open again." in desk.send(f"{task}/undone")
    assert "The task was open already." in desk.send(f"{task}/undone")
    assert "Kwiaty" in desk.open(f"{task}/delete")
    page = desk.send(f"{task}/delete")
    assert "The task is deleted." in page
    assert "Kwiaty" not in page
    desk.open(task, 404)
    desk.open(NEW)
    desk.send(f"{task}/done", 404)
    desk.send(task, 404, **FLOWERS)


WRONG = [
    ({**FLOWERS, "title_pl": ""}, "Please say what is to be done, in one of the languages at least."),
    ({**FLOWERS, "days": ""}, "Please give the number of days; 0 is the first day itself."),
    ({**FLOWERS, "days": "many"}, "Please give a whole number from 0 to 1,000."),
    ({**FLOWERS, "days": "-1"}, "Please give a whole number from 0 to 1,000."),
    ({**FLOWERS, "days": "99999"}, "Please give a whole number from 0 to 1,000."),
    ({**FLOWERS, "when": "fixed"}, "Please give a date, such as 2027-11-17."),
    ({**FLOWERS, "when": "fixed", "fixed_on": "Friday"}, "Please give a date, such as 2027-11-17."),
    ({**FLOWERS, "when": "never"}, "Please choose one of the answers offered."),
    ({**FLOWERS, "who": "", "user_id": "99"}, "Please choose one of the answers offered."),
    ({**FLOWERS, "user_id": "1"}, "Please choose a member of the staff or type a name, not both."),
    ({**FLOWERS, "note": "x" * 2001}, "Please use at most 2000 characters."),
]


@pytest.mark.parametrize(("fields", "sentence"), WRONG)
def test_what_is_wrong_has_its_sentence_and_nothing_typed_is_lost(
    desk: Desk, saving: Saving, fields: dict[str, Any], sentence: str
) -> None:
    desk.open(NEW)
    page = desk.send(NEW, 422, **fields)
    assert f">{sentence}<" in page, re.findall(r'class="error[^>]*>([^<]*)<', page)
    assert "Kwiaty" in page or not fields["title_pl"]
    for name in fields.keys() & {"days", "who"}:
        assert _value(page, name) == fields[name]
    assert task_id(saving) == 0


def test_what_is_stored_comes_back_in_the_form_and_the_same_again_changes_nothing(desk: Desk, saving: Saving) -> None:
    desk.open(NEW)
    desk.send(NEW, title_en="Report", when="after", days="30", user_id="1")
    address = f"{CALENDAR}/{task_id(saving)}"
    page = desk.open(address)
    fields: dict[str, Any] = {
        name: _value(page, name) for name in ("title_pl", "title_en", "days", "fixed_on", "version")
    }
    assert fields == {"title_pl": "", "title_en": "Report", "days": "30", "fixed_on": "", "version": "1"}
    assert re.search(r'value="after"[^>]* checked', page)
    assert re.search(r"<option[^>]* selected[^>]*>Anna Kowalska", page)
    sent = {**fields, "when": "after", "user_id": "1"}
    assert "The task was already the same." in desk.send(address, **sent)
    desk.open(address)
    page = desk.send(address, **{**sent, "when": "fixed", "fixed_on": "2027-03-01"})
    assert "The task is changed." in page
    assert "1\xa0March\xa02027" in page
    assert _value(desk.open(address), "fixed_on") == "2027-03-01"
    assert "Please say what is to be done" in desk.send(address, 422, **{**sent, "title_en": ""})


def test_a_colleague_was_quicker(desk: Desk, saving: Saving) -> None:
    desk.open(NEW)
    desk.send(NEW, **FLOWERS)
    number = task_id(saving)
    with saving() as session:
        task = session.get_one(OfficeTask, number)
        task.title_pl, task.who, task.version = "Bukiety", "", 2
    desk.open(CALENDAR)
    typed = {**FLOWERS, "note": "Tylko róże.", "version": "1"}
    page = desk.send(f"{CALENDAR}/{number}", 409, **typed)
    assert "A colleague has changed the task meanwhile." in page
    for words in ("Bukiety", "not given", "Bez lilii.", "Tylko róże.", 'value="Kwiaciarnia"'):
        assert words in page
    page = desk.send(f"{CALENDAR}/{number}", **{**typed, "version": _value(page, "version")})
    assert "The task is changed." in page
    desk.open(CALENDAR)
    assert "was already the same." in desk.send(f"{CALENDAR}/{number}", **{**typed, "version": "1"})
    assert "A colleague has changed" in desk.send(f"{CALENDAR}/{number}", 409, **{**typed, "days": "4", "version": "x"})


def test_whose_account_is_gone_keeps_the_task(desk: Desk, saving: Saving) -> None:
    with saving() as session:
        gone = staff(session, Role.READER, edition_by_slug(session, "test"), "gone@example.org")
        gone.active = False
        session.add(OfficeTask(edition_id=1, title_pl="Sala", offset_days=-1, user_id=gone.id))
    page = desk.open(f"{CALENDAR}/{task_id(saving)}")
    assert re.search(r"selected[^>]*>somebody who has no role here any more", page)


def test_the_file_opens_in_other_calendars(desk: Desk) -> None:
    desk.open(NEW)
    desk.send(NEW, **FLOWERS)
    answer = desk.client.get(f"{CALENDAR}.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sokwms-test-tasks.ics"'
    event = Calendar.from_ical(answer.data).walk("VEVENT")[0]
    assert (str(event["summary"]), event.decoded("dtstart")) == ("Kwiaty", FIRST_DAY - timedelta(days=3))


def test_reception_reads_and_changes_nothing(app_desk: Desk) -> None:
    page = app_desk.open(CALENDAR)
    assert "Kwiaty" in page
    assert "<button" not in page.partition("<main")[2]
    assert f"{NEW}" not in page


@pytest.fixture
def app_desk(client: FlaskClient, saving: Saving) -> Desk:
    """Give the reception's desk in an edition with one task."""
    with saving() as session:
        edition = make_edition(session)
        staff(session, Role.RECEPTION, edition)
        session.add(OfficeTask(edition_id=edition.id, title_pl="Kwiaty", offset_days=-1))
    return sign_in(client)


def _value(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
    assert found, name
    value = re.search(r' value="([^"]*)"', found[0])
    return value[1] if value else ""
