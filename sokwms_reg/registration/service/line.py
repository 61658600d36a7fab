"""Places: entering the line, taking and freeing. The database refuses what the code would get wrong (CHECK).

Every registration waits for these statements, so they are made once and go past the records of the session; those that
were read before read their counters anew.
"""

from collections.abc import Sequence

from sqlalchemy import Update, bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from sokwms_reg.core.base import Base, Public
from sokwms_reg.editions import models

_tables = Base.metadata.tables
_places, _category, _day = (
    _tables[model.__tablename__] for model in (models.Places, models.Category, models.EditionDay)
)
_mine = _category.c.id == bindparam("row")
_on_day = _day.c.id == bindparam("row")

_ENTER = (
    update(_places)
    .where(_places.c.edition_id == bindparam("row"))
    .values(seq=_places.c.seq + 1)
    .returning(_places.c.seq)
)
_TAKE = update(_category).where(_mine, _category.c.taken < _category.c.capacity).values(taken=_category.c.taken + 1)
_FREE = update(_category).where(_mine).values(taken=_category.c.taken - 1)
_WAIT = update(_category).where(_mine).values(waiting=_category.c.waiting + 1)
_STOP_WAITING = update(_category).where(_mine).values(waiting=_category.c.waiting - 1)
_TAKE_DAY = (
    update(_day)
    .where(_on_day, (_day.c.capacity == 0) | (_day.c.taken < _day.c.capacity))
    .values(taken=_day.c.taken + 1)
)
_FREE_DAY = update(_day).where(_on_day).values(taken=_day.c.taken - 1)


def enter(session: Session, edition_id: int) -> int:
    """Queue up behind everyone who touches places of this edition, and return one's number in that order.

    The row stays locked until the transaction ends, so what follows happens one at a time and cannot deadlock.
    """
    number: int = session.connection().execute(_ENTER, {"row": edition_id}).scalar_one()
    return number


def take(session: Session, category_id: int, day_ids: Sequence[int]) -> bool:
    """Take a place in the category and on each day, all or none."""
    if not _take_in_category(session, category_id):
        return False
    taken: list[int] = []
    for day_id in sorted(day_ids):
        if not _take_on_day(session, day_id):
            free(session, category_id, taken)
            return False
        taken.append(day_id)
    return True


def take_days(session: Session, day_ids: Sequence[int]) -> list[int]:
    """Take a place on each day, all or none; return the days that are full."""
    taken = [day_id for day_id in sorted(day_ids) if _take_on_day(session, day_id)]
    full = sorted(set(day_ids) - set(taken))
    if full:
        free_days(session, taken)
    return full


def free(session: Session, category_id: int, day_ids: Sequence[int]) -> None:
    """Give the places back."""
    _count(session, _FREE, models.Category, category_id)
    free_days(session, day_ids)


def free_days(session: Session, day_ids: Sequence[int]) -> None:
    """Give the places on days back."""
    for day_id in sorted(day_ids):
        _count(session, _FREE_DAY, models.EditionDay, day_id)


def wait(session: Session, category_id: int) -> None:
    """Count one more on the category's waiting list."""
    _count(session, _WAIT, models.Category, category_id)


def stop_waiting(session: Session, category_id: int) -> None:
    """Count one less on the category's waiting list."""
    _count(session, _STOP_WAITING, models.Category, category_id)


def _take_in_category(session: Session, category_id: int) -> bool:
    return _count(session, _TAKE, models.Category, category_id)


def _take_on_day(session: Session, day_id: int) -> bool:
    return _count(session, _TAKE_DAY, models.EditionDay, day_id)


def _count(session: Session, statement: Update, model: type[Public], row: int) -> bool:
    """Change one row's counter; tell whether the row was there to be changed."""
    changed = session.connection().execute(statement, {"row": row}).rowcount == 1
    known = session.identity_map.get(identity_key(model, row))
    if known is not None:
        session.expire(known, model.COUNTERS)
    return changed
