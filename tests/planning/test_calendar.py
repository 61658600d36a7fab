"""When tasks are due, how they stand, whose they are."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sokwms_reg.core.i18n import speaking
from sokwms_reg.editions.models import EditionDay, Role
from sokwms_reg.planning import queries
from sokwms_reg.planning.exports import tasks_calendar
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.planning.service import Deed, TaskData, add, propose, tick
from sokwms_reg.planning.states import PROPOSALS, SOON, Standing, due_on, standing
from tests.attendees.people import staff
from tests.factories import FIRST_DAY, NOW, SECOND_DAY, make_edition
from tests.planning.conftest import FLOWERS

TODAY = NOW.date()
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "found"),
    [
        (TODAY - A_DAY, Standing.OVERDUE),
        (TODAY, Standing.SOON),
        (TODAY + SOON, Standing.SOON),
        (TODAY + SOON + A_DAY, Standing.LATER),
    ],
)
def test_how_a_task_stands(due: date, found: Standing) -> None:
    assert standing(OfficeTask(fixed_on=due), None, TODAY) is found
    assert standing(OfficeTask(offset_days=-3), due + 3 * A_DAY, TODAY) is found
    assert standing(OfficeTask(fixed_on=due, done_at=NOW), None, TODAY) is Standing.DONE


def test_a_task_is_counted_from_the_first_day_or_has_a_date() -> None:
    assert due_on(OfficeTask(offset_days=-7), FIRST_DAY) == FIRST_DAY - 7 * A_DAY
    assert due_on(OfficeTask(offset_days=30), FIRST_DAY) == FIRST_DAY + 30 * A_DAY
    assert due_on(OfficeTask(offset_days=0), FIRST_DAY) == FIRST_DAY
    assert due_on(OfficeTask(fixed_on=TODAY), FIRST_DAY) == TODAY
    assert due_on(OfficeTask(offset_days=-7), None) is None
    assert standing(OfficeTask(offset_days=-7), None, TODAY) is Standing.UNDATED


def test_proposals_have_names_of_their_own_in_the_order_of_their_dates() -> None:
    assert len({proposal.key for proposal in PROPOSALS}) == len(PROPOSALS)
    assert [proposal.offset_days for proposal in PROPOSALS] == sorted(proposal.offset_days for proposal in PROPOSALS)


@pytest.mark.both_databases
def test_the_calendar_is_in_the_order_of_dates_and_moves_with_the_first_day(session: Session, deed: Deed) -> None:
    propose(session, deed)
    fixed = add(session, deed, _with(title_pl="Na stałe", offset_days=None, fixed_on=date(2026, 12, 24)))
    before = {entry.task.id: entry.due for entry in queries.calendar(session, deed.edition, NOW).entries}
    assert list(before.values()) == sorted(before.values(), key=lambda due: due or date.max)
    assert before[fixed.id] == date(2026, 12, 24)
    # The first day is moved by a fortnight; the second one was never counted from.
    session.execute(update(EditionDay).where(EditionDay.date == FIRST_DAY).values(date=FIRST_DAY - 14 * A_DAY))
    found = queries.calendar(session, deed.edition, NOW)
    assert found.first_day == FIRST_DAY - 14 * A_DAY
    moved = {entry.task.id: entry.due for entry in found.entries}
    assert moved == {
        identity: due if identity == fixed.id else due - 14 * A_DAY for identity, due in before.items() if due
    }
    session.execute(delete(EditionDay).where(EditionDay.date != SECOND_DAY))
    assert queries.first_day(session, deed.edition.id) == SECOND_DAY
    session.execute(delete(EditionDay))
    undated = queries.calendar(session, deed.edition, NOW)
    assert undated.first_day is None
    assert len(undated.standing(Standing.UNDATED)) == len(PROPOSALS)
    assert [entry.task.id for entry in undated.entries if entry.due] == [fixed.id]


@pytest.mark.both_databases
def test_whose_a_task_is_and_what_was_done_last(session: Session, deed: Deed) -> None:
    anna = staff(session, Role.SECRETARIAT, deed.edition)
    nameless = staff(session, Role.ADMINISTRATOR, None, "root@example.org")
    nameless.name = ""
    gone = staff(session, Role.READER, deed.edition, "gone@example.org")
    gone.active = False
    staff(session, Role.READER, make_edition(session, "elsewhere"), "elsewhere@example.org")
    assert queries.staff_of(session, deed.edition.id) == {anna.id: "Anna Kowalska", nameless.id: "root@example.org"}
    tasks = [
        add(session, deed, _with(user_id=anna.id, who="")),
        add(session, deed, _with(user_id=nameless.id, who="")),
        add(session, deed, FLOWERS),
    ]
    calendar = queries.calendar(session, deed.edition, NOW)
    assert [entry.who for entry in calendar.entries] == ["Anna Kowalska", "root@example.org", "Kwiaciarnia"]
    for minutes, task in enumerate(reversed(tasks)):
        tick(session, Deed(deed.edition, deed.actor, NOW + timedelta(minutes=minutes)), task)
    done = queries.calendar(session, deed.edition, NOW).standing(Standing.DONE)
    assert [entry.task for entry in done] == tasks
    assert queries.titles(session, [tasks[0].id, 999]) == {tasks[0].id: tasks[0]}


@pytest.mark.both_databases
def test_another_editions_task_is_none(session: Session, deed: Deed) -> None:
    task = add(session, deed, FLOWERS)
    other = make_edition(session, "other")
    assert queries.task_of(session, deed.edition.id, task.id) is task
    assert queries.task_of(session, other.id, task.id) is None
    assert queries.calendar(session, other, NOW).entries == []


@pytest.mark.both_databases
@pytest.mark.parametrize("given", [{}, {"offset_days": 1, "fixed_on": TODAY}])
def test_the_database_wants_one_of_the_two_ways_of_a_date(session: Session, deed: Deed, given: object) -> None:
    session.add(OfficeTask(edition_id=deed.edition.id, **given))  # type: ignore[arg-type] # columns
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_file_has_the_open_tasks_that_have_a_date(session: Session, deed: Deed) -> None:
    flowers = add(session, deed, FLOWERS)
    bare = add(session, deed, _with(title_pl="", title_en="Badges", offset_days=0, who="", note=""))
    tick(session, deed, add(session, deed, FLOWERS))
    with speaking("en"):
        tasks = queries.calendar(session, deed.edition, NOW)
        content = tasks_calendar(deed.edition, tasks, "sokwms.example.org", NOW)
    events = Calendar.from_ical(content).walk("VEVENT")
    assert [(str(one["uid"]), str(one["summary"]), one.decoded("dtstart"), one.decoded("dtend")) for one in events] == [
        *((f"task-{flowers.id}-test@sokwms.example.org", "Kwiaty", FIRST_DAY - 3 * A_DAY, FIRST_DAY - 2 * A_DAY),),
        (f"task-{bare.id}-test@sokwms.example.org", "Badges", FIRST_DAY, SECOND_DAY),
    ]
    assert str(events[0]["description"]) == "Kwiaciarnia\n\nBez lilii."
    assert "description" not in events[1]
    session.execute(delete(EditionDay))
    undated = queries.calendar(session, deed.edition, NOW)
    assert b"VEVENT" not in tasks_calendar(deed.edition, undated, "localhost", NOW)


def _with(**given: Any) -> TaskData:  # noqa: ANN401 - any field
    return replace(FLOWERS, **given)
