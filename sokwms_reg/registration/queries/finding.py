"""Reading registrations: one by its link or reference, those of a person or an address, their days."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, literal, or_, select, text, union_all
from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Category, CategoryDay, Edition, EditionDay
from sokwms_reg.registration.models import ACTIVE, Registration, RegistrationDay
from sokwms_reg.registration.states import ENDED

# What each registration asks is put together once: making a statement takes as long as running it.
_CATEGORY = select(Category).where(Category.edition_id == bindparam("edition"), Category.key == bindparam("key"))
_DAYS = select(EditionDay).where(EditionDay.edition_id == bindparam("edition")).order_by(EditionDay.date)
_DATES = (
    select(EditionDay.date)
    .join(RegistrationDay, RegistrationDay.day_id == EditionDay.id)
    .where(RegistrationDay.registration_id == bindparam("registration"))
)
_BY_NONCE = select(Registration).where(
    Registration.edition_id == bindparam("edition"), Registration.form_nonce == bindparam("nonce")
)
_PERSON = (
    Registration.edition_id == bindparam("edition"),
    Registration.address_folded == bindparam("address"),
    Registration.name_folded == bindparam("name"),
    text(ACTIVE),
)
_OF_PERSON = select(Registration).where(*_PERSON)
_FORM, _SAME_PERSON = 1, 2
_KNOWN = union_all(
    select(literal(_FORM).label("by"), Registration.id).where(
        Registration.edition_id == bindparam("edition"), Registration.form_nonce == bindparam("nonce")
    ),
    select(literal(_SAME_PERSON), Registration.id).where(*_PERSON),
)


def category_by_key(session: Session, edition_id: int, key: str) -> Category | None:
    """Return one category of an edition."""
    return session.scalar(_CATEGORY, {"edition": edition_id, "key": key})


def categories_of(session: Session, edition_id: int) -> Sequence[Category]:
    """Return the categories of an edition as they are now, counters included, in their order."""
    mine = select(Category).where(Category.edition_id == edition_id).order_by(Category.ordinal, Category.id)
    return session.scalars(mine.execution_options(populate_existing=True)).all()


def limits_of(session: Session, edition_id: int) -> Sequence[CategoryDay]:
    """Return the limits of an edition's categories on single days, in a fixed order."""
    mine = select(CategoryDay).join(Category, Category.id == CategoryDay.category_id)
    mine = mine.where(Category.edition_id == edition_id).order_by(CategoryDay.category_id, CategoryDay.day_id)
    return session.scalars(mine.execution_options(populate_existing=True)).all()


def days(session: Session, edition_id: int) -> Sequence[EditionDay]:
    """Return the days in their order."""
    return session.scalars(_DAYS, {"edition": edition_id}).all()


def days_of(session: Session, registration_id: int) -> Sequence[EditionDay]:
    """Return the days that a registration is for, in their order."""
    chosen = select(EditionDay).join(RegistrationDay, RegistrationDay.day_id == EditionDay.id)
    return session.scalars(
        chosen.where(RegistrationDay.registration_id == registration_id).order_by(EditionDay.date)
    ).all()


def dates_of(session: Session, registration_id: int) -> Sequence[date]:
    """Return the dates that a registration is for."""
    return session.scalars(_DATES, {"registration": registration_id}).all()


def by_reference(session: Session, edition_id: int, reference: str) -> Registration | None:
    """Return the registration of an edition with this reference, in its normal spelling."""
    found = select(Registration).where(Registration.edition_id == edition_id, Registration.reference == reference)
    return session.scalar(found)


def by_nonce(session: Session, edition_id: int, nonce: str) -> Registration | None:
    """Return the registration that this very form has made already."""
    return session.scalar(_BY_NONCE, {"edition": edition_id, "nonce": nonce})


def active_of_person(session: Session, edition_id: int, address: str, name: str) -> Registration | None:
    """Return the active registration of a person, by folded address and folded name."""
    return session.scalar(_OF_PERSON, {"edition": edition_id, "address": address, "name": name})


def known_already(
    session: Session, edition_id: int, nonce: str, address: str, name: str
) -> tuple[int | None, int | None]:
    """Return the ids of the registration that this very form has made, and of the active one of this person."""
    asked = {"edition": edition_id, "nonce": nonce, "address": address, "name": name}
    found = {row.by: row.id for row in session.connection().execute(_KNOWN, asked)}
    return found.get(_FORM), found.get(_SAME_PERSON)


def active_of_address(session: Session, address: str) -> Sequence[Registration]:
    """Return the active registrations of published editions made with an address, own or the contact person's.

    Compared without case and without folding: two domains that look alike are two mailboxes.
    """
    wanted = address.lower()
    found = (
        select(Registration)
        .join(Edition, Edition.id == Registration.edition_id)
        .where(
            Edition.published,
            Registration.state.not_in(ENDED),
            or_(func.lower(Registration.email) == wanted, func.lower(Registration.contact_email) == wanted),
        )
    )
    return session.scalars(found.order_by(Registration.edition_id, Registration.id)).all()
