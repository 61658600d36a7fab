"""Asking for a file, and the steps of whoever makes it.

Each step is a transaction of its own, so that a killed worker loses nothing but time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import Wish, read, scope_of
from sokwms_reg.attendees.service import TakenList, record_export
from sokwms_reg.audit.models import Actor
from sokwms_reg.downloads.models import ExportJob, JobState
from sokwms_reg.downloads.states import KEPT, LOCK, MOST_ATTEMPTS, OPEN
from sokwms_reg.editions.models import Edition


@dataclass(frozen=True)
class Wanted:
    """A file that somebody asks for: whom it is about, and how it is written."""

    wish: Wish
    columns: Sequence[str]
    written: str
    language: str
    total: int


def folder(instance: Path) -> Path:
    """Return where files wait for whoever asked for them; made with the first one (`made_folder`)."""
    return instance / "exports"


def made_folder(instance: Path) -> Path:
    """Return the same, made where it is missing; readable by the program's user only."""
    found = folder(instance)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def ask(session: Session, edition: Edition, wanted: Wanted, actor: Actor, now: datetime) -> ExportJob:
    """Ask for a file; the same that is still being made is not begun twice."""
    filters, columns = wanted.wish.arguments(), list(wanted.columns)
    same = select(ExportJob).where(
        ExportJob.edition_id == edition.id,
        ExportJob.actor_kind == actor.kind,
        ExportJob.actor_id == actor.id,
        ExportJob.written == wanted.written,
        ExportJob.language == wanted.language,
        ExportJob.state.in_(OPEN),
    )
    for job in session.scalars(same):
        if job.filters == filters and job.columns == columns:
            return job
    made = ExportJob(
        edition_id=edition.id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        filters=filters,
        columns=columns,
        written=wanted.written,
        language=wanted.language,
        total=wanted.total,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def claim(session: Session, now: datetime) -> ExportJob | None:
    """Take the next file to be made: one that waits, or one whose worker has died. Those tried too often are failed."""
    dead = and_(ExportJob.state == JobState.RUNNING, ExportJob.locked_until < now)
    due = select(ExportJob).where(or_(ExportJob.state == JobState.WAITING, dead)).order_by(ExportJob.id)
    for job in session.scalars(due.with_for_update(skip_locked=True)):
        if job.attempts < MOST_ATTEMPTS:
            job.state, job.attempts, job.done, job.locked_until = JobState.RUNNING, job.attempts + 1, 0, now + LOCK
            session.flush()
            return job
        job.state, job.locked_until, job.expires_at = JobState.FAILED, None, now + KEPT
    session.flush()
    return None


def go_on(session: Session, job_id: int, attempt: int, done: int, now: datetime) -> bool:
    """Say how far a file is; tell whether it is still this worker's to make."""
    mine = update(ExportJob).where(ExportJob.id == job_id, ExportJob.attempts == attempt)
    still = mine.where(ExportJob.state == JobState.RUNNING).values(done=done, locked_until=now + LOCK)
    return session.connection().execute(still).rowcount == 1


def put_back(session: Session, job_id: int, attempt: int) -> None:
    """Let another worker, or a later sweep, make the file: this one was asked to stop, or failed."""
    mine = update(ExportJob).where(ExportJob.id == job_id, ExportJob.attempts == attempt)
    waiting = {"state": JobState.WAITING, "locked_until": None, "done": 0}
    session.connection().execute(mine.where(ExportJob.state == JobState.RUNNING).values(**waiting))


def finish(session: Session, job_id: int, attempt: int, file: str, people: Collection[int], now: datetime) -> bool:
    """Keep a finished file for a day and record who took the list; tell whether it was still this worker's to make."""
    if not go_on(session, job_id, attempt, len(people), now):
        return False
    job = session.get_one(ExportJob, job_id, populate_existing=True)
    job.state, job.file, job.locked_until, job.expires_at = JobState.DONE, file, None, now + KEPT
    job.total = len(people)
    edition = session.get_one(Edition, job.edition_id)
    wish, _problems = read(scope_of(session, edition), arguments_of(job), sees_needs=True)
    taken = TakenList(wish, job.written, len(people), job.columns, people)
    record_export(session, edition, taken, Actor(job.actor_kind, job.actor_id, job.actor_label), now)
    session.flush()
    return True


def expire(session: Session, now: datetime) -> list[str]:
    """End what is over; return the names of files to be deleted."""
    over = select(ExportJob).where(ExportJob.expires_at <= now, ExportJob.state != JobState.EXPIRED)
    files = []
    for job in session.scalars(over):
        files += [job.file] if job.file else []
        job.state, job.file = JobState.EXPIRED, ""
    session.flush()
    return files


def arguments_of(job: ExportJob) -> dict[str, list[str]]:
    """Return the question of a file as the parts of an address."""
    return {
        name: list(map(str, value)) if isinstance(value, list) else [str(value)] for name, value in job.filters.items()
    }
