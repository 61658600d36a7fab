"""Changing the calendar of the office. Every change is recorded; of a note only that it is another one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.core.i18n import gettext, speaking
from sokwms_reg.editions.models import Edition
from sokwms_reg.planning import queries
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.planning.states import PROPOSALS


class StaleTaskError(Exception):
    """Somebody else has changed the task since the form was made."""


@dataclass(frozen=True)
class TaskData:
    """What a form says of a task: one of `offset_days` and `fixed_on`; at most one of `user_id` and `who`."""

    title_pl: str
    title_en: str
    offset_days: int | None
    fixed_on: date | None
    user_id: int | None
    who: str
    note: str


@dataclass(frozen=True)
class Deed:
    """Who changes the calendar of which edition, and when."""

    edition: Edition
    actor: Actor
    now: datetime


def add(session: Session, deed: Deed, data: TaskData) -> OfficeTask:
    """Add a task of the office's own."""
    task = OfficeTask(edition_id=deed.edition.id, version=1, **asdict(data))
    session.add(task)
    session.flush()
    _record(session, deed, "planning.add", task, _changes({}, asdict(data)))
    return task


def change(session: Session, deed: Deed, task: OfficeTask, data: TaskData, version: int) -> bool:
    """Change a task; the same again changes nothing. Raises StaleTaskError unless it is the version that was seen."""
    wanted = asdict(data)
    changes = _changes({name: getattr(task, name) for name in wanted}, wanted)
    if not changes:
        return False
    if task.version != version:
        raise StaleTaskError
    for name, value in wanted.items():
        setattr(task, name, value)
    task.version += 1
    session.flush()
    _record(session, deed, "planning.change", task, changes)
    return True


def remove(session: Session, deed: Deed, task: OfficeTask) -> None:
    """Take a task out of the calendar; the history keeps its title."""
    _record(session, deed, "planning.remove", task, {"title": [_title(task), ""]})
    session.delete(task)
    session.flush()


def tick(session: Session, deed: Deed, task: OfficeTask) -> bool:
    """Note that a task is done, by whom and when; once is enough."""
    if task.done_at is not None:
        return False
    task.done_at, task.done_by = deed.now, deed.actor.label
    session.flush()
    _record(session, deed, "planning.done", task, {})
    return True


def untick(session: Session, deed: Deed, task: OfficeTask) -> bool:
    """Note that a task is not done after all."""
    if task.done_at is None:
        return False
    task.done_at, task.done_by = None, ""
    session.flush()
    _record(session, deed, "planning.undone", task, {})
    return True


def propose(session: Session, deed: Deed) -> int:
    """Add the proposed tasks that the edition does not have, in both languages; return how many."""
    there = queries.proposed_keys(session, deed.edition.id)
    missing = [proposal for proposal in PROPOSALS if proposal.key not in there]
    for proposal in missing:
        titles = {}
        for language in ("pl", "en"):
            with speaking(language):
                titles[f"title_{language}"] = gettext(proposal.title)
        where = {"edition_id": deed.edition.id, "key": proposal.key, "offset_days": proposal.offset_days, "version": 1}
        session.add(OfficeTask(**titles, **where))
    if missing:
        session.flush()
        subject = f"edition:{deed.edition.id}"
        changes: Changes = {"count": [None, len(missing)]}
        record(session, deed.actor, "planning.propose", subject, deed.now, scope=deed.edition.slug, changes=changes)
    return len(missing)


def _record(session: Session, deed: Deed, action: str, task: OfficeTask, changes: Changes) -> None:
    record(session, deed.actor, action, f"task:{task.id}", deed.now, scope=deed.edition.slug, changes=changes)


def _title(task: OfficeTask) -> str:
    return task.title_pl or task.title_en


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    """Return what differs; dates as texts, and of a note only that it differs."""
    found: Changes = {}
    for name, value in new.items():
        before = old.get(name)
        if before != value and {before, value} - {None, ""}:
            found[name] = ["", "changed"] if name == "note" else [_kept(before), _kept(value)]
    return found


def _kept(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
