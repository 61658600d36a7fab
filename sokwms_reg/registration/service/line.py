"""Places: entering the line, taking and freeing. The database refuses what the code would get wrong (CHECK)."""

from collections.abc import Sequence

from sqlalchemy import CursorResult, Update, update
from sqlalchemy.orm import Session

from sokwms_reg.core.cache import only_counts
from sokwms_reg.editions.models import Category, EditionDay, Places


def enter(session: Session, edition_id: int) -> int:
    """Queue up behind everyone who touches places of this edition, and return one's number in that order.

    The row stays locked until the transaction ends, so what follows happens one at a time and cannot deadlock.
    """
    mine = update(Places).where(Places.edition_id == edition_id).values(seq=Places.seq + 1).returning(Places.seq)
    return session.execute(mine).scalar_one()


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
    _count(session, update(Category).where(Category.id == category_id).values(taken=Category.taken - 1))
    free_days(session, day_ids)


def free_days(session: Session, day_ids: Sequence[int]) -> None:
    """Give the places on days back."""
    for day_id in sorted(day_ids):
        _count(session, update(EditionDay).where(EditionDay.id == day_id).values(taken=EditionDay.taken - 1))


def wait(session: Session, category_id: int) -> None:
    """Count one more on the category's waiting list."""
    _count(session, update(Category).where(Category.id == category_id).values(waiting=Category.waiting + 1))


def stop_waiting(session: Session, category_id: int) -> None:
    """Count one less on the category's waiting list."""
    _count(session, update(Category).where(Category.id == category_id).values(waiting=Category.waiting - 1))


def _take_in_category(session: Session, category_id: int) -> bool:
    one = update(Category).where(Category.id == category_id, Category.taken < Category.capacity)
    return _count(session, one.values(taken=Category.taken + 1))


def _take_on_day(session: Session, day_id: int) -> bool:
    unlimited_or_free = (EditionDay.capacity == 0) | (EditionDay.taken < EditionDay.capacity)
    one = update(EditionDay).where(EditionDay.id == day_id, unlimited_or_free)
    return _count(session, one.values(taken=EditionDay.taken + 1))


def _count(session: Session, statement: Update) -> bool:
    """Change counters, which public pages may show some seconds late; tell whether a row was there to change."""
    result: CursorResult[object] = session.execute(only_counts(statement))  # type: ignore[assignment] # of an UPDATE
    return result.rowcount == 1
