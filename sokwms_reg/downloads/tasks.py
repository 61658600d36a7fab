"""The worker's part: files are written one after the other, and swept away when their day is over."""

import logging
import os
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy.orm import Session

from sokwms_reg.attendees import exports
from sokwms_reg.attendees.queries import read, scope_of
from sokwms_reg.core import clock, jobs
from sokwms_reg.core.db import db, writing
from sokwms_reg.downloads import service
from sokwms_reg.downloads.models import ExportJob, JobState
from sokwms_reg.downloads.states import SWEEP
from sokwms_reg.editions.models import Edition

REPORT_SECONDS = 1  # between two words about how far it is

log = logging.getLogger(__name__)


class StoppedError(Exception):
    """The worker was asked to stop, or another one has taken the file over."""


@dataclass
class Progress:
    """The people whom a file has reached; says so in the database once a second."""

    job_id: int
    attempt: int
    keep_going: Callable[[], bool]
    people: list[int] = field(default_factory=list)
    said_at: float = field(default_factory=time.monotonic)

    def extend(self, numbers: Iterable[int], /) -> None:
        """Take a batch. Raises StoppedError."""
        if not self.keep_going():
            raise StoppedError
        self.people.extend(numbers)
        if time.monotonic() - self.said_at >= REPORT_SECONDS:
            self.said_at = time.monotonic()
            with writing() as session:
                mine = service.go_on(session, self.job_id, self.attempt, len(self.people), clock.now())
            if not mine:
                raise StoppedError


def init_tasks(app: Flask) -> None:
    """Register the sweep."""
    jobs.add_sweep(app, SWEEP, sweep)


def _folder() -> Path:
    return service.folder(current_app.config["SOKWMS"].instance)


def sweep(keep_going: Callable[[], bool]) -> None:
    """Delete what is over, then write what waits. A file that cannot be written is tried again, three times in all."""
    with writing() as session:
        over = service.expire(session, clock.now())
    for name in over:
        (_folder() / name).unlink(missing_ok=True)
    while keep_going():
        with writing() as session:
            job = service.claim(session, clock.now())
            claimed = (job.id, job.attempts) if job else None
        _delete_strays()  # what an attempt that has just been taken over left, too
        if claimed is None:
            return
        _make(*claimed, keep_going)


def _make(job_id: int, attempt: int, keep_going: Callable[[], bool]) -> None:
    path = service.made_folder(current_app.config["SOKWMS"].instance) / f"{job_id}-{attempt}-{secrets.token_hex(8)}"
    progress = Progress(job_id, attempt, keep_going)
    try:
        _write(path, progress)
        with writing() as session:
            kept = service.finish(session, job_id, attempt, path.name, progress.people, clock.now())
    except BaseException as error:
        path.unlink(missing_ok=True)
        with writing() as session:
            service.put_back(session, job_id, attempt)
        if isinstance(error, StoppedError):
            return
        raise
    if not kept:
        path.unlink(missing_ok=True)


def _write(path: Path, progress: Progress) -> None:
    """Write the file with a session of its own: that of the request ends with every word about the progress."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as out, Session(db.engine) as reading:
        job = reading.get_one(ExportJob, progress.job_id)
        scope = scope_of(reading, reading.get_one(Edition, job.edition_id))
        wish, problems = read(scope, service.arguments_of(job), sees_needs=True)  # asked for by who may
        if problems:
            message = "the list means nothing any more"
            raise ValueError(message)
        exports.write(
            out,
            reading,
            scope,
            wish,
            exports.Format(job.written),
            language=job.language,
            chosen=exports.chosen_columns(job.columns),
            seen=progress,
        )


def _delete_strays() -> None:
    """Delete what killed workers have left behind: files of attempts that nobody makes any more."""
    found = list(_folder().iterdir()) if _folder().is_dir() else []
    if not found:
        return
    with Session(db.engine) as reading:
        for path in found:
            number, attempt, _random = (*path.name.split("-"), "", "")[:3]
            job = reading.get(ExportJob, int(number)) if number.isdigit() else None
            if job is None or not _lives(job, path.name, attempt):
                path.unlink(missing_ok=True)


def _lives(job: ExportJob, name: str, attempt: str) -> bool:
    return job.file == name or (job.state == JobState.RUNNING and str(job.attempts) == attempt)
