"""Reading the calendar of the office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.core.clock import local
from sokwms_reg.editions.models import Edition, EditionDay, Membership
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.planning.states import Standing, due_on, standing


@dataclass(frozen=True)
class Entry:
    """A task as the calendar shows it: when it is due (None: nobody knows yet), how it stands, whose it is."""

    task: OfficeTask
    due: date | None
    standing: Standing
    who: str


@dataclass(frozen=True)
class Calendar:
    """All tasks of an edition in the order of their dates. Without a first day only fixed dates are known."""

    first_day: date | None
    entries: Sequence[Entry]

    def standing(self, wanted: Standing) -> list[Entry]:
        """Return the tasks that stand so; of those that are done the last one first."""
        found = [entry for entry in self.entries if entry.standing is wanted]
        if wanted is Standing.DONE:
            found.sort(key=lambda entry: (entry.task.done_at, entry.task.id), reverse=True)
        return found


def calendar(session: Session, edition: Edition, now: datetime) -> Calendar:
    """Return the tasks of an edition as they stand on the day that it is there."""
    first, today = first_day(session, edition.id), local(now, edition.timezone).date()
    mine = select(OfficeTask, User.name, User.email).outerjoin(User, User.id == OfficeTask.user_id)
    rows = session.execute(mine.where(OfficeTask.edition_id == edition.id)).all()
    entries = [
        Entry(task, due_on(task, first), standing(task, first, today), (name or email) if email else task.who)
        for task, name, email in rows
    ]
    entries.sort(key=lambda entry: (entry.due or date.max, entry.task.id))
    return Calendar(first, entries)


def first_day(session: Session, edition_id: int) -> date | None:
    """Return the first day of an edition; None while its dates are not known."""
    return session.scalar(select(func.min(EditionDay.date)).where(EditionDay.edition_id == edition_id))


def task_of(session: Session, edition_id: int, task_id: int) -> OfficeTask | None:
    """Return a task of an edition; another edition's is none."""
    return session.scalar(select(OfficeTask).where(OfficeTask.id == task_id, OfficeTask.edition_id == edition_id))


def staff_of(session: Session, edition_id: int) -> Mapping[int, str]:
    """Return the names of those who may sign in and have a role in an edition, by id, in the order of names."""
    here = or_(Membership.edition_id.is_(None), Membership.edition_id == edition_id)
    mine = select(User.id, User.name, User.email).where(
        User.active, User.id.in_(select(Membership.user_id).where(here))
    )
    named = [(identity, name or email) for identity, name, email in session.execute(mine)]
    return dict(sorted(named, key=lambda pair: (pair[1].casefold(), pair[0])))


def proposed_keys(session: Session, edition_id: int) -> frozenset[str]:
    """Return which of the proposed tasks an edition has."""
    mine = select(OfficeTask.key).where(OfficeTask.edition_id == edition_id, OfficeTask.key != "")
    return frozenset(session.scalars(mine))


def titles(session: Session, ids: Sequence[int]) -> Mapping[int, OfficeTask]:
    """Return tasks by id, for those who name them; tasks that are gone are not there."""
    return {task.id: task for task in session.scalars(select(OfficeTask).where(OfficeTask.id.in_(ids)))}
