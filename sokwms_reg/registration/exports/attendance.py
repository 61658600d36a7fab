"""A registration as a calendar."""

from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.agenda.exports import attendance_calendar
from sokwms_reg.agenda.queries import spans_of
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import CALENDAR_STATUS, State


def calendar(session: Session, registration: Registration, base_url: str, now: datetime) -> bytes:
    """Return the chosen days as an `.ics` in the participant's language; `base_url` is the public address.

    The registration holds a place; one that is not confirmed yet is tentative.
    """
    edition = session.get_one(Edition, registration.edition_id)
    spans = spans_of(session, edition.id, queries.dates_of(session, registration.id))
    status = CALENDAR_STATUS[State(registration.state)]
    return attendance_calendar(
        edition, spans, registration.reference, registration.language, base_url, now, status=status
    )
