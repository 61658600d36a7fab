"""Places: entering the line, taking and freeing. The database refuses what the code would get wrong (CHECK).

Every registration waits for these statements, so they are made once and go past the records of the session; those that
were read before read their counters anew.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Update, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from sokwms_reg.core.base import Base, Public
from sokwms_reg.editions import models
from sokwms_reg.editions.models import Pool

_tables = Base.metadata.tables
_places, _category, _day, _limit = (
    _tables[model.__tablename__] for model in (models.Places, models.Category, models.EditionDay, models.CategoryDay)
)
_mine = _category.c.id == bindparam("row")
_on_days = _day.c.id.in_(bindparam("days", expanding=True))
_limited = _limit.c.category_id == bindparam("category")
_limited_days = _limit.c.day_id.in_(bindparam("days", expanding=True))
_reserved = _category.c.reserved_speakers + _category.c.reserved_invitations
_taken_reserved = _category.c.taken_speakers + _category.c.taken_invitations

_ENTER = (
    update(_places)
    .where(_places.c.edition_id == bindparam("row"))
    .values(seq=_places.c.seq + bindparam("people"))
    .returning(_places.c.seq)
)


def _taking(free: ColumnElement[bool], counter: str = "") -> Update:
    also = {counter: _category.c[counter] + 1} if counter else {}
    return update(_category).where(_mine, free).values(taken=_category.c.taken + 1, **also)


def _freeing(counter: str = "") -> Update:
    also = {counter: _category.c[counter] - 1} if counter else {}
    return update(_category).where(_mine).values(taken=_category.c.taken - 1, **also)


_TAKE = {
    Pool.GENERAL: _taking(_category.c.taken - _taken_reserved < _category.c.capacity - _reserved),
    Pool.SPEAKERS: _taking(_category.c.taken_speakers < _category.c.reserved_speakers, "taken_speakers"),
    Pool.INVITATIONS: _taking(_category.c.taken_invitations < _category.c.reserved_invitations, "taken_invitations"),
}
_FREE = {
    Pool.GENERAL: _freeing(),
    Pool.SPEAKERS: _freeing("taken_speakers"),
    Pool.INVITATIONS: _freeing("taken_invitations"),
}
_WAIT = update(_category).where(_mine).values(waiting=_category.c.waiting + 1).returning(_category.c.waiting)
_STOP_WAITING = update(_category).where(_mine).values(waiting=_category.c.waiting - 1)
_TAKE_DAYS = (
    update(_day)
    .where(_on_days, (_day.c.capacity == 0) | (_day.c.taken < _day.c.capacity))
    .values(taken=_day.c.taken + 1)
    .returning(_day.c.id)
)
_FREE_DAYS = update(_day).where(_on_days).values(taken=_day.c.taken - 1)
_LIMITED = select(_limit.c.day_id).where(_limited, _limited_days)
_TAKE_LIMITED = (
    update(_limit)
    .where(_limited, _limited_days, _limit.c.taken < _limit.c.capacity)
    .values(taken=_limit.c.taken + 1)
    .returning(_limit.c.day_id)
)
_FREE_LIMITED = update(_limit).where(_limited, _limited_days).values(taken=_limit.c.taken - 1)


def enter(session: Session, edition_id: int, people: int = 1) -> int:
    """Queue up behind everyone who touches places of this edition, and return one's number in that order.

    Who comes with several people takes as many numbers, of which the last is returned.
    The row stays locked until the transaction ends, so what follows happens one at a time and cannot deadlock.
    """
    number: int = session.connection().execute(_ENTER, {"row": edition_id, "people": people}).scalar_one()
    return number


def take(session: Session, category_id: int, day_ids: Sequence[int], pool: str = Pool.GENERAL) -> bool:
    """Take a place of a pool in the category and one on each day, all or none."""
    if not _count(session, _TAKE[Pool(pool)], category_id):
        return False
    if take_days(session, category_id, day_ids):
        _count(session, _FREE[Pool(pool)], category_id)
        return False
    return True


def take_days(session: Session, category_id: int, day_ids: Iterable[int]) -> list[int]:
    """Take a place on each day for a category, all or none; return the days that are full, in all or for it."""
    wanted = sorted(set(day_ids))
    if not wanted:
        return []
    asked = {"category": category_id, "days": wanted}
    connection = session.connection()
    taken = set(connection.execute(_TAKE_DAYS, {"days": wanted}).scalars())
    limited = set(connection.execute(_LIMITED, asked).scalars())
    admitted = set(connection.execute(_TAKE_LIMITED, asked).scalars()) if limited else set()
    full = (set(wanted) - taken) | (limited - admitted)
    if full:
        _free_days(session, category_id, taken, admitted)
    _forget(session, category_id, wanted)
    return sorted(full)


def free(session: Session, category_id: int, day_ids: Sequence[int], pool: str = Pool.GENERAL) -> None:
    """Give the places back."""
    _count(session, _FREE[Pool(pool)], category_id)
    free_days(session, category_id, day_ids)


def free_days(session: Session, category_id: int, day_ids: Iterable[int]) -> None:
    """Give the places on days back."""
    wanted = sorted(set(day_ids))
    _free_days(session, category_id, wanted, wanted)
    _forget(session, category_id, wanted)


def exchange(session: Session, category_id: int, old: str, new: str) -> bool:
    """Exchange a place of one pool for one of another in the same category; tell whether one was free there."""
    if not _count(session, _TAKE[Pool(new)], category_id):
        return False
    _count(session, _FREE[Pool(old)], category_id)
    return True


def wait(session: Session, category_id: int) -> int:
    """Count one more on the category's waiting list; return how many there are now."""
    waiting: int = session.connection().execute(_WAIT, {"row": category_id}).scalar_one()
    _expire(session, models.Category, category_id)
    return waiting


def stop_waiting(session: Session, category_id: int) -> None:
    """Count one less on the category's waiting list."""
    _count(session, _STOP_WAITING, category_id)


def _free_days(session: Session, category_id: int, day_ids: Iterable[int], limited: Iterable[int]) -> None:
    connection = session.connection()
    for statement, days in ((_FREE_DAYS, list(day_ids)), (_FREE_LIMITED, list(limited))):
        if days:
            named = {"category": category_id} if statement is _FREE_LIMITED else {}
            connection.execute(statement, {**named, "days": days})


def _count(session: Session, statement: Update, row: int) -> bool:
    """Change a category's counters; tell whether its row was there to be changed."""
    changed = session.connection().execute(statement, {"row": row}).rowcount == 1
    _expire(session, models.Category, row)
    return changed


def _forget(session: Session, category_id: int, day_ids: Iterable[int]) -> None:
    for day_id in day_ids:
        _expire(session, models.EditionDay, day_id)
        _expire(session, models.CategoryDay, (category_id, day_id))


def _expire(session: Session, model: type[Public], row: int | tuple[int, int]) -> None:
    """Let a record that was read before read its counters anew."""
    known = session.identity_map.get(identity_key(model, row))
    if known is not None:
        session.expire(known, model.COUNTERS)
