"""Counters of the limits of categories on single days, for limits that are new."""

from sqlalchemy.orm import Session

from sokwms_reg.registration.queries import held_by_day, limits_of


def recount(session: Session, edition_id: int) -> None:
    """Give the limits of an edition's categories the counters that they must have; right ones are left alone.

    The caller has entered the line, or holds its row, so that nobody takes a place meanwhile.
    """
    held = held_by_day(session, edition_id)
    for limit in limits_of(session, edition_id):
        taken = held[limit.category_id, limit.day_id]
        if limit.taken != taken:
            limit.taken = taken
    session.flush()
