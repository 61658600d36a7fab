"""The database handle, and the one way to write.

On SQLite a session that has read and then writes fails at once with SQLITE_BUSY_SNAPSHOT whatever the time-out, and
writers starve one another. So a writer says so before its first read: `with writing() as session:` takes a file lock,
then BEGIN IMMEDIATE; every other session is query-only. On PostgreSQL it is a plain transaction. Nobody waits for ever:
whatever keeps a writer from writing is an OperationalError after a while, which `unavailable` knows.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    InternalError,
    OperationalError,
    PendingRollbackError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.orm import Session, SessionTransaction

from sokwms_reg.core.base import Base
from sokwms_reg.core.folders import PACKAGE
from sokwms_reg.core.lock import PATIENCE_SECONDS, LockedError, take_lock

db = SQLAlchemy(model_class=Base)
MIGRATIONS = PACKAGE / "migrations"

WRITING = "sokwms_writing"
CONNECT_SECONDS = 5  # a server that is there answers in milliseconds
STOPPED_SECONDS = 60  # after which PostgreSQL takes its locks from a writer that does nothing
_BEGIN = "BEGIN IMMEDIATE"
_LOCK = "sokwms_lock"
_FILE = "sokwms_file"
_seen: set[str] = set()


@cache
def newest_migrations() -> frozenset[str]:
    """Return the revisions that this version of the program needs."""
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())


def migrations_pending(session: Session) -> bool:
    """Tell whether the database is behind the program (or ahead of it). Raises OperationalError when it is gone."""
    applied = MigrationContext.configure(session.connection()).get_current_heads()
    return frozenset(applied) != newest_migrations()


def unavailable(error: BaseException) -> bool:
    """Tell whether an error means that the database cannot be used now, rather than that the program is wrong."""
    if isinstance(error, OperationalError | InterfaceError | InternalError | NoConnectionFreeError):
        return True
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, PendingRollbackError) or type(error) is DatabaseError  # the last: a spoilt file


def reason(error: BaseException) -> str:
    """Return in a few words what the database's driver said first: one line, which names no data.

    A full disk makes SQLite forget its savepoints, and that they are missing is what is raised.
    """
    first, earlier = error, error.__context__
    while earlier is not None:
        first = earlier if isinstance(earlier, DBAPIError) and unavailable(earlier) else first
        earlier = earlier.__context__
    lines = str(first.orig if isinstance(first, DBAPIError) else first).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(first).__name__


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


@contextmanager
def trying() -> Iterator[Session]:
    """Give the session for a transaction that writes and is always rolled back, to see what a change would do."""
    session = begin_writing()
    try:
        yield session
    finally:
        session.rollback()
        _release(session)


def begin_writing() -> Session:
    """Open the request's session for writing, before its first read; the next commit or rollback ends it.

    For code that commits by itself (Flask-Security); everything of our own uses `writing()`. Raises OperationalError
    when the database is gone, or the other writers take longer than PATIENCE_SECONDS.
    """
    session: Session = db.session()
    session.rollback()
    engine = db.engine
    if engine.dialect.name == "sqlite" and engine.url.database:
        try:
            session.info[_LOCK] = take_lock(Path(engine.url.database + ".lock"))
        except (LockedError, OSError) as error:
            words = error.strerror if isinstance(error, OSError) else "another process is writing and does not end"
            raise OperationalError(_BEGIN, None, sqlite3.OperationalError(words)) from error
    try:
        session.connection(execution_options={WRITING: True})
    except BaseException:
        _release(session)
        raise
    return session


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
def _prepare_to_connect(dialect: Dialect, _record: object, arguments: Sequence[Any], named: dict[str, Any]) -> None:
    """Make a new SQLite file readable by its owner only: it holds personal data. Its journals follow its mode.

    A file that this process has worked with and that is gone is not made anew: an empty one would hide the loss.
    """
    if dialect.name != "sqlite":
        named.setdefault("connect_timeout", CONNECT_SECONDS)
    elif arguments and not Path(arguments[0]).exists():
        if os.path.realpath(arguments[0]) in _seen:
            message = "the database file is gone"
            raise sqlite3.OperationalError(message)
        with suppress(OSError):  # connecting says what is wrong
            Path(arguments[0]).touch(mode=0o600)


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, record: Any) -> None:  # noqa: ANN401 - a DBAPI connection has no type
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # this module begins transactions itself
    patience = f"busy_timeout={PATIENCE_SECONDS * 1000}"
    for pragma in (patience, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    path = str(connection.execute("PRAGMA database_list").fetchone()[2])
    if path:
        _seen.add(os.path.realpath(path))
        record.info[_FILE] = (path, _identity(path))


@event.listens_for(Engine, "checkout")
def _demand_the_same_file(_connection: object, record: Any, _proxy: object) -> None:  # noqa: ANN401 - as above
    """Let go of a file that was moved away or replaced: what is written to it would be lost."""
    path, identity = record.info.get(_FILE, ("", None))
    if path and _identity(path) != identity:
        raise DisconnectionError


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITING, False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.exec_driver_sql(_BEGIN if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(
            f"SELECT set_config('lock_timeout', '{PATIENCE_SECONDS}s', true),"
            f" set_config('idle_in_transaction_session_timeout', '{STOPPED_SECONDS}s', true)"
        )
