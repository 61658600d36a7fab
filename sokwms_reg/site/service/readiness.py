"""Whether this installation can serve: its database answers and takes what is written, its mail goes out."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from sokwms_reg.core import lock
from sokwms_reg.core.db import migrations_pending
from sokwms_reg.outbox.queries import overdue

LONGEST_WAIT = timedelta(minutes=15)
LEAST_ROOM = 100 * 1024 * 1024  # bytes; a day of mail and registrations takes a tenth
OK = "ok"
NOT_CHECKED = "not checked"


def readiness(session: Session, folder: Path, now: datetime) -> dict[str, str]:
    """Return the checks by name, each "ok" or a sentence that says what is wrong; never anything about people.

    `folder` is the installation's own. Mail is read only from a database that has its tables.
    """
    checks = {"database": OK, "migrations": NOT_CHECKED, "mail": NOT_CHECKED, "room": _room(folder)}
    try:
        session.execute(text("SELECT 1"))
        pending = migrations_pending(session)
        if pending:
            return checks | {"migrations": "migrations are pending: run sokwms-reg db upgrade"}
        return checks | {"database": _writers(), "migrations": OK, "mail": _mail(session, now)}
    except SQLAlchemyError:
        session.rollback()
        return checks | {"database": "the database does not answer"}


def _writers() -> str:
    return "whoever writes waits in vain: another process is writing and does not end" if lock.stuck() else OK


def _room(folder: Path) -> str:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return "the folder of the installation is gone"
    return OK if free >= LEAST_ROOM else f"{free // 1024 // 1024} MB are left on the disk of the installation"


def _mail(session: Session, now: datetime) -> str:
    waited = overdue(session, now)
    if waited is None or waited <= LONGEST_WAIT:
        return OK
    minutes = int(waited.total_seconds() // 60)
    return f"the first message in line has been due for {minutes} minutes: is the worker running?"
