"""What the public pages read besides the editions themselves."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import ProgrammeSession, SessionKind


def days_with_sessions(session: Session) -> frozenset[int]:
    """Return the ids of the days, of all editions, that have a programme."""
    return frozenset(session.scalars(select(ProgrammeSession.day_id).distinct()))


def has_programme(session: Session, edition_id: int) -> bool:
    """Tell whether an edition has any session."""
    found = select(ProgrammeSession.id).where(ProgrammeSession.edition_id == edition_id).limit(1)
    return session.scalar(found) is not None


def programme(session: Session, edition_id: int) -> dict[int, Sequence[ProgrammeSession]]:
    """Return the sessions of an edition by day, breaks left out; those without a time follow in the file's order."""
    rows = session.scalars(
        select(ProgrammeSession)
        .where(ProgrammeSession.edition_id == edition_id, ProgrammeSession.kind != SessionKind.BREAK)
        .order_by(
            ProgrammeSession.day_id,
            ProgrammeSession.starts_at.is_(None),
            ProgrammeSession.starts_at,
            ProgrammeSession.ordinal,
            ProgrammeSession.id,
        )
    )
    return {day_id: list(sessions) for day_id, sessions in groupby(rows, key=lambda row: row.day_id)}
