"""The database handle, and the one way to write.

On SQLite a session that has read and then writes fails at once with SQLITE_BUSY_SNAPSHOT whatever the time-out, and
writers starve one another. So a writer says so before its first read: `with writing() as session:` takes a file lock,
then BEGIN IMMEDIATE; every other session is query-only. On PostgreSQL it is a plain transaction.
"""

import fcntl
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from sokwms_reg.core.base import Base
from sokwms_reg.core.folders import PACKAGE

db = SQLAlchemy(model_class=Base)
MIGRATIONS = PACKAGE / "migrations"

WRITING = "sokwms_writing"
_LOCK = "sokwms_lock"


@cache
def newest_migrations() -> frozenset[str]:
    """Return the revisions that this version of the program needs."""
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())


def migrations_pending(session: Session) -> bool:
    """Tell whether the database is behind the program (or ahead of it). Raises OperationalError when it is gone."""
    applied = MigrationContext.configure(session.connection()).get_current_heads()
    return frozenset(applied) != newest_migrations()


@contextmanager
def writing() -> Iterator[Session]:
    """Give the session for a transaction that writes; commits when the block ends, rolls back on an exception."""
    session = begin_writing()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _release(session)


def begin_writing() -> Session:
    """Open the request's session for writing, before its first read; the next commit or rollback ends it.

    For code that commits by itself (Flask-Security); everything of our own uses `writing()`.
    """
    session: Session = db.session()
    session.rollback()
    engine = db.engine
    if engine.dialect.name == "sqlite" and engine.url.database:
        session.info[_LOCK] = _take_lock(Path(engine.url.database + ".lock"))
    try:
        session.connection(execution_options={WRITING: True})
    except BaseException:
        _release(session)
        raise
    return session


def _take_lock(path: Path) -> IO[bytes]:
    """Queue behind the other writers; the kernel frees the lock of a process that dies."""
    handle = path.open("ab")
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _release(session: Session) -> None:
    handle = session.info.pop(_LOCK, None)
    if handle is not None:
        handle.close()


@event.listens_for(Session, "after_transaction_end")
def _release_when_done(session: Session, transaction: SessionTransaction) -> None:
    """Let the next writer in when all is over: a savepoint ends too, and the writer goes on after it."""
    if transaction.parent is None:
        _release(session)


@event.listens_for(Engine, "do_connect")
def _make_private(dialect: Dialect, _record: object, arguments: Sequence[Any], _named: object) -> None:
    """Make a new SQLite file readable by its owner only: it holds personal data. Its journals follow its mode."""
    if dialect.name == "sqlite" and arguments and not Path(arguments[0]).exists():
        with suppress(OSError):  # connecting says what is wrong
            Path(arguments[0]).touch(mode=0o600)


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection has no type
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # this module begins transactions itself
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
