"""Reading notes, and which registrations were merged."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import MergedRegistration, RegistrationNote
from sokwms_reg.registration.models import Registration


def notes_about(session: Session, registration: Registration) -> Sequence[RegistrationNote]:
    """Return the secretariat's notes about somebody, the newest first."""
    mine = select(RegistrationNote).where(RegistrationNote.registration_id == registration.id)
    return session.scalars(mine.order_by(RegistrationNote.id.desc())).all()


def note_about(session: Session, registration: Registration, number: int) -> RegistrationNote | None:
    """Return one note about somebody."""
    mine = RegistrationNote.registration_id == registration.id
    return session.scalar(select(RegistrationNote).where(RegistrationNote.id == number, mine))


def merged_with(session: Session, registration: Registration) -> tuple[Registration | None, Sequence[Registration]]:
    """Return the registration that stays instead of this one, if any, and those that went into this one."""
    me = registration.id
    both = (MergedRegistration.gone_id, MergedRegistration.stays_id)
    rows = session.execute(select(*both).where(or_(*(each == me for each in both)))).all()
    if not rows:
        return None, []
    ids = {number for row in rows for number in row} - {me}
    found = session.scalars(select(Registration).where(Registration.id.in_(ids)).order_by(Registration.id)).all()
    instead = {stays for gone, stays in rows if gone == me}
    return next((each for each in found if each.id in instead), None), [
        each for each in found if each.id not in instead
    ]
