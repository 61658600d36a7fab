"""What an edition still lacks before people can register and find their way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import ProgrammeSession
from sokwms_reg.backoffice.states import Facts, Missing, lacks
from sokwms_reg.core import clock
from sokwms_reg.editions.models import Category, Edition, EditionDay


def missing(
    session: Session,
    edition: Edition,
    categories: Sequence[Category],
    days: Sequence[EditionDay],
    now: datetime,
    *,
    sends_mail: bool,
) -> list[Missing]:
    """Return what is missing, the most urgent first; nothing of an edition that is over or called off. One query."""
    today = clock.local(now, edition.timezone).date()
    one = select(ProgrammeSession.id).where(ProgrammeSession.edition_id == edition.id).limit(1)
    programme = session.scalar(one) is not None
    return lacks(Facts(edition, categories, days, now, today, programme, sends_mail))
