"""What changes the calendar, and what the history keeps of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.planning.service import Deed, StaleTaskError, add, change, propose, remove, tick, untick
from sokwms_reg.planning.states import PROPOSALS
from tests.factories import NOW
from tests.planning.conftest import FLOWERS

pytestmark = pytest.mark.both_databases


def _history(session: Session) -> list[tuple[str, str, dict[str, object]]]:
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.subject, entry.changes) for entry in entries]


def _done(task: OfficeTask) -> tuple[datetime | None, str]:
    return task.done_at, task.done_by


def test_a_task_is_added_and_changed_and_a_note_is_not_told(session: Session, deed: Deed) -> None:
    task = add(session, deed, FLOWERS)
    wanted = replace(FLOWERS, title_en="Flowers", offset_days=None, fixed_on=date(2027, 1, 20), note="Z liliami.")
    assert change(session, deed, task, wanted, 1)
    assert (task.title_en, task.offset_days, task.fixed_on, task.version) == ("Flowers", None, date(2027, 1, 20), 2)
    assert not change(session, deed, task, wanted, 2)
    subject = f"task:{task.id}"
    assert _history(session) == [
        (
            "planning.add",
            subject,
            {
                "title_pl": [None, "Kwiaty"],
                "offset_days": [None, -3],
                "who": [None, "Kwiaciarnia"],
                "note": ["", "changed"],
            },
        ),
        (
            "planning.change",
            subject,
            {
                "title_en": ["", "Flowers"],
                "offset_days": [-3, None],
                "fixed_on": [None, "2027-01-20"],
                "note": ["", "changed"],
            },
        ),
    ]


def test_the_second_of_two_colleagues_is_told(session: Session, deed: Deed) -> None:
    task = add(session, deed, FLOWERS)
    change(session, deed, task, replace(FLOWERS, who="Ewa"), 1)
    with pytest.raises(StaleTaskError):
        change(session, deed, task, replace(FLOWERS, who="Jan"), 1)
    assert task.who == "Ewa"
    assert not change(session, deed, task, replace(FLOWERS, who="Ewa"), 1)


def test_done_and_not_done_after_all_once_each(session: Session, deed: Deed) -> None:
    task = add(session, deed, FLOWERS)
    assert tick(session, deed, task)
    assert _done(task) == (NOW, "Anna Kowalska")
    assert not tick(session, Deed(deed.edition, deed.actor, NOW + timedelta(hours=1)), task)
    assert _done(task) == (NOW, "Anna Kowalska")
    assert untick(session, deed, task)
    assert not untick(session, deed, task)
    assert _done(task) == (None, "")
    assert [action for action, _subject, _changes in _history(session)[1:]] == ["planning.done", "planning.undone"]


def test_a_deleted_task_leaves_its_title(session: Session, deed: Deed) -> None:
    task = add(session, deed, replace(FLOWERS, title_pl="", title_en="Flowers"))
    remove(session, deed, task)
    assert session.scalars(select(OfficeTask)).all() == []
    assert _history(session)[-1] == ("planning.remove", f"task:{task.id}", {"title": ["Flowers", ""]})


def test_what_is_proposed_is_there_once_in_both_languages(session: Session, deed: Deed) -> None:
    assert propose(session, deed) == len(PROPOSALS)
    assert propose(session, deed) == 0
    tasks = session.scalars(select(OfficeTask).order_by(OfficeTask.id)).all()
    assert [(task.key, task.offset_days) for task in tasks] == [(each.key, each.offset_days) for each in PROPOSALS]
    assert (tasks[3].title_pl, tasks[3].title_en) == ("Wysłanie zaproszeń", "Invitations sent")
    assert all(task.title_pl and task.title_en == each.title for task, each in zip(tasks, PROPOSALS, strict=True))
    remove(session, deed, tasks[0])
    assert propose(session, deed) == 1
    counted = [changes for action, _subject, changes in _history(session) if action == "planning.propose"]
    assert counted == [{"count": [None, len(PROPOSALS)]}, {"count": [None, 1]}]
