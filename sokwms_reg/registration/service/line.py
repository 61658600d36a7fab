"""Places: entering the line, taking and freeing. The database refuses what the code would get wrong (CHECK)."""

from collections.abc import Sequence

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

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


def free(session: Session, category_id: int, day_ids: Sequence[int]) -> None:
    """Give the places back."""
    session.execute(update(Category).where(Category.id == category_id).values(taken=Category.taken - 1))
    for day_id in sorted(day_ids):
        session.execute(update(EditionDay).where(EditionDay.id == day_id).values(taken=EditionDay.taken - 1))


def wait(session: Session, category_id: int) -> None:
    """Count one more on the category's waiting list."""
    session.execute(update(Category).where(Category.id == category_id).values(waiting=Category.waiting + 1))


def stop_waiting(session: Session, category_id: int) -> None:
    """Count one less on the category's waiting list."""
    session.execute(update(Category).where(Category.id == category_id).values(waiting=Category.waiting - 1))


def _take_in_category(session: Session, category_id: int) -> bool:
    one = update(Category).where(Category.id == category_id, Category.taken < Category.capacity)
    return _changed(session, one.values(taken=Category.taken + 1))


def _take_on_day(session: Session, day_id: int) -> bool:
    unlimited_or_free = (EditionDay.capacity == 0) | (EditionDay.taken < EditionDay.capacity)
    one = update(EditionDay).where(EditionDay.id == day_id, unlimited_or_free)
    return _changed(session, one.values(taken=EditionDay.taken + 1))


def _changed(session: Session, statement: object) -> bool:
    result: CursorResult[object] = session.execute(statement)  # type: ignore[call-overload]
    return result.rowcount == 1
