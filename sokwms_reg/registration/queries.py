"""Reading registrations: one by its link or reference, the waiting list, days."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.states import ENDED, State


def category_by_key(session: Session, edition_id: int, key: str) -> Category | None:
    """Return one category of an edition."""
    return session.scalar(select(Category).where(Category.edition_id == edition_id, Category.key == key))


def days(session: Session, edition_id: int) -> Sequence[EditionDay]:
    """Return the days in their order."""
    return session.scalars(
        select(EditionDay).where(EditionDay.edition_id == edition_id).order_by(EditionDay.date)
    ).all()


def days_of(session: Session, registration_id: int) -> Sequence[EditionDay]:
    """Return the days that a registration is for, in their order."""
    chosen = select(EditionDay).join(RegistrationDay, RegistrationDay.day_id == EditionDay.id)
    return session.scalars(
        chosen.where(RegistrationDay.registration_id == registration_id).order_by(EditionDay.date)
    ).all()


def by_reference(session: Session, edition_id: int, reference: str) -> Registration | None:
    """Return the registration of an edition with this reference, in its normal spelling."""
    found = select(Registration).where(Registration.edition_id == edition_id, Registration.reference == reference)
    return session.scalar(found)


def by_nonce(session: Session, edition_id: int, nonce: str) -> Registration | None:
    """Return the registration that this very form has made already."""
    found = select(Registration).where(Registration.edition_id == edition_id, Registration.form_nonce == nonce)
    return session.scalar(found)


def active_of_person(session: Session, edition_id: int, address: str, name: str) -> Registration | None:
    """Return the active registration of a person, by folded address and folded name."""
    found = select(Registration).where(
        Registration.edition_id == edition_id,
        Registration.address_folded == address,
        Registration.name_folded == name,
        Registration.state.not_in(ENDED),
    )
    return session.scalar(found)


def position(session: Session, registration: Registration) -> int:
    """Return the place on the category's waiting list, from 1; 0 for one who does not wait."""
    if registration.state != State.WAITING:
        return 0
    ahead = select(func.count()).where(
        Registration.category_id == registration.category_id,
        Registration.state == State.WAITING,
        Registration.queue_number <= registration.queue_number,
    )
    return session.scalar(ahead) or 0


def first_in_line(session: Session, edition_id: int) -> Registration | None:
    """Return the earliest waiting registration all of whose places are free, over all categories of the edition."""
    full_day = (
        select(RegistrationDay.day_id)
        .join(EditionDay, EditionDay.id == RegistrationDay.day_id)
        .where(
            RegistrationDay.registration_id == Registration.id,
            EditionDay.capacity > 0,
            EditionDay.taken >= EditionDay.capacity,
        )
    )
    line = (
        select(Registration)
        .join(Category, Category.id == Registration.category_id)
        .where(
            Registration.edition_id == edition_id,
            Registration.state == State.WAITING,
            Category.taken < Category.capacity,
            ~full_day.exists(),
        )
        .order_by(Registration.queue_number)
        .limit(1)
    )
    return session.scalar(line)


def full_days(all_days: Sequence[EditionDay]) -> list[EditionDay]:
    """Return the days that have no place left."""
    return [day for day in all_days if 0 < day.capacity <= day.taken]


def overdue_offers(session: Session, now: object) -> Sequence[Registration]:
    """Return offers whose time for an answer is over, the oldest first."""
    overdue = select(Registration).where(
        Registration.state == State.OFFERED, or_(Registration.offer_until.is_(None), Registration.offer_until <= now)
    )
    return session.scalars(overdue.order_by(Registration.offer_until, Registration.id)).all()
