"""Reading saved views."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import SavedView


def views_in(session: Session, edition_id: int) -> Sequence[SavedView]:
    """Return the saved views of an edition: the one that opens by itself, then the others by the alphabet."""
    mine = select(SavedView).where(SavedView.edition_id == edition_id)
    return session.scalars(mine.order_by(SavedView.is_default.desc(), SavedView.name_folded)).all()


def view_at(session: Session, edition_id: int, number: int) -> SavedView | None:
    """Return a view of an edition by its number."""
    return session.scalar(select(SavedView).where(SavedView.edition_id == edition_id, SavedView.id == number))


def default_view(session: Session, edition_id: int) -> SavedView | None:
    """Return the view that opens by itself."""
    return session.scalar(select(SavedView).where(SavedView.edition_id == edition_id, SavedView.is_default))
