"""Reading what an import must not take away."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from sokwms_reg.registration.models import Registration, RegistrationDay


def registrations_by_row(session: Session, edition_id: int) -> dict[str, dict[int, int]]:
    """Return how many registrations use each row: by list of the edition file, then by id. Cancelled ones count too.

    They keep their category and days for statistics and history, and foreign keys hold the rows.
    """
    mine = Registration.edition_id == edition_id
    categories = select(Registration.category_id, func.count()).where(mine).group_by(Registration.category_id)
    days = (
        select(RegistrationDay.day_id, func.count())
        .join(Registration, Registration.id == RegistrationDay.registration_id)
        .where(mine)
        .group_by(RegistrationDay.day_id)
    )
    return {
        "categories": _counts(session, categories),
        "days": _counts(session, days),
    }


def _counts(session: Session, statement: Select[int, int]) -> dict[int, int]:
    return dict(session.execute(statement).all())
