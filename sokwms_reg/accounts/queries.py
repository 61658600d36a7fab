"""Finding members of the staff."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User


def user_by_email(session: Session, email: str) -> User | None:
    """Return who signs in with this address, written in any case."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def users(session: Session) -> Sequence[User]:
    """Return all accounts by address, closed ones too."""
    return session.scalars(select(User).order_by(User.email)).all()
