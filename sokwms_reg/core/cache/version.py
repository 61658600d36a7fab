"""One number for everything that public pages show: it grows with each change, and every process compares it.

Nobody has to remember it: a session that changes a model marked `Public` raises the number as the last thing before
it commits, so the row is the last lock that a transaction takes and cannot be part of a deadlock.
"""

import itertools
from typing import Any

from sqlalchemy import Connection, event, inspect, select, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from sokwms_reg.core.base import Base, Public

_CHANGED = "sokwms_public_change"
_ROW = 1
_commits = itertools.count(1)
_latest = [0]


class SiteVersion(Base):
    """The one row; the migration makes it."""

    __tablename__ = "site_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


_NUMBER = select(SiteVersion.number).where(SiteVersion.id == _ROW)


def read_version(connection: Connection) -> int:
    """Return the site's version. Raises SQLAlchemyError where the database does not answer."""
    return int(connection.execute(_NUMBER).scalar_one())


def changes_here() -> int:
    """Return a number that is another one after each change that this process has committed."""
    return _latest[0]


def changes_something(session: Session) -> bool:
    """Tell whether the session has changed what pages show and not committed it yet."""
    return bool(session.info.get(_CHANGED))


@event.listens_for(Session, "before_flush")
def _notice_records(session: Session, _context: object, _instances: object) -> None:
    added_or_gone = itertools.chain(session.new, session.deleted)
    if any(isinstance(one, Public) for one in added_or_gone) or any(_shows(one) for one in session.dirty):
        session.info[_CHANGED] = True


def _shows(record: object) -> bool:
    """Tell whether a changed record looks different on public pages: its counters do not count."""
    if not isinstance(record, Public):
        return False
    state: Any = inspect(record)
    names = {column.key for column in state.mapper.column_attrs} - record.COUNTERS
    return any(state.attrs[name].history.has_changes() for name in names)


@event.listens_for(Session, "do_orm_execute")
def _notice_statements(execution: ORMExecuteState) -> None:
    if execution.is_select:
        return
    mapper = execution.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Public):
        execution.session.info[_CHANGED] = True


@event.listens_for(Session, "before_commit")
def _raise_version(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if session.info.get(_CHANGED):
        session.execute(update(SiteVersion).where(SiteVersion.id == _ROW).values(number=SiteVersion.number + 1))


@event.listens_for(Session, "after_commit")
def _tell_this_process(session: Session) -> None:
    if session.info.get(_CHANGED) and not session.in_nested_transaction():
        _latest[0] = next(_commits)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_CHANGED, None)
