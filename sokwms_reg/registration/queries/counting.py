"""Places held, counted anew from the registrations: what counters must say, and what new limits begin with."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.states import HOLDING, State


def held_by_day(session: Session, edition_id: int) -> Counter[tuple[int, int]]:
    """Return how many places are held on each day by each category, as (category, day) to number."""
    asked = (
        select(Registration.category_id, RegistrationDay.day_id, func.count())
        .join(RegistrationDay, RegistrationDay.registration_id == Registration.id)
        .where(Registration.edition_id == edition_id, Registration.state.in_(sorted(HOLDING)))
        .group_by(Registration.category_id, RegistrationDay.day_id)
    )
    return Counter({(category, day): number for category, day, number in session.execute(asked)})


def awaiting_decision(session: Session, category_id: int) -> int:
    """Return how many registrations of a category the secretariat has not decided on yet."""
    asked = select(func.count(Registration.id)).where(
        Registration.category_id == category_id, Registration.state == State.PENDING
    )
    return session.scalar(asked) or 0
