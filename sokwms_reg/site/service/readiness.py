"""Whether this installation can serve: its database answers, its migrations are applied, its mail goes out."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from sokwms_reg.core.db import migrations_pending
from sokwms_reg.outbox.queries import overdue

LONGEST_WAIT = timedelta(minutes=15)
OK = "ok"


def readiness(session: Session, now: datetime) -> dict[str, str]:
    """Return the checks by name, each "ok" or a sentence that says what is wrong; never anything about people.

    Mail is read only from a database that has its tables.
    """
    checks = {"database": OK, "migrations": "not checked", "mail": "not checked"}
    try:
        session.execute(text("SELECT 1"))
        pending = migrations_pending(session)
    except SQLAlchemyError:
        session.rollback()
        return checks | {"database": "the database does not answer"}
    if pending:
        return checks | {"migrations": "migrations are pending: run sokwms-reg db upgrade"}
    return checks | {"migrations": OK, "mail": _mail(session, now)}


def _mail(session: Session, now: datetime) -> str:
    waited = overdue(session, now)
    if waited is None or waited <= LONGEST_WAIT:
        return OK
    minutes = int(waited.total_seconds() // 60)
    return f"the first message in line has been due for {minutes} minutes: is the worker running?"
