"""How many registrations came on each day, or in each week where there are many days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Integer, column, func, select, values
from sqlalchemy.orm import Session

from sokwms_reg.backoffice.states import Span, spans
from sokwms_reg.core import clock
from sokwms_reg.core.base import UtcDateTime
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import Phase, phase


@dataclass(frozen=True)
class Trend:
    """Spans of equal length, without a gap, each with the number of registrations that came in it."""

    spans: Sequence[Span]
    numbers: Sequence[int]

    @property
    def days(self) -> int:
        """Return how many days a span has; 0 where there are no registrations."""
        return self.spans[0].days if self.spans else 0


def trend(session: Session, edition: Edition, now: datetime) -> Trend:
    """Return how registrations came in, from the first day to the last, or to today while registration is open.

    Days are those of the edition's zone. Each span is counted in the index by a range, so that it needs no registration
    itself; two queries.
    """
    mine = Registration.edition_id == edition.id
    # Each alone is the end of an index; both in one statement would be all of it.
    first = session.scalar(select(func.min(Registration.registered_at)).where(mine))
    last = session.scalar(select(func.max(Registration.registered_at)).where(mine))
    if first is None or last is None:
        return Trend([], [])
    until = max(last, now) if phase(edition, now) == Phase.OPEN else last
    found = spans(_day(first, edition), _day(until, edition))
    return Trend(found, _counted(session, edition, found))


def _day(instant: datetime, edition: Edition) -> date:
    return clock.local(instant, edition.timezone).date()


def _counted(session: Session, edition: Edition, found: Sequence[Span]) -> list[int]:
    rows = [
        (number, _midnight(span.first, edition), _midnight(span.last + timedelta(days=1), edition))
        for number, span in enumerate(found)
    ]
    named = (column("number", Integer), column("since", UtcDateTime()), column("until", UtcDateTime()))
    span = values(*named, name="span").data(rows).cte("spans")
    came = (
        select(func.count())
        .where(
            Registration.edition_id == edition.id,
            Registration.registered_at >= span.c.since,
            Registration.registered_at < span.c.until,
        )
        .correlate(span)
        .scalar_subquery()
    )
    return list(session.scalars(select(came).select_from(span).order_by(span.c.number)))


def _midnight(day: date, edition: Edition) -> datetime:
    return clock.instant(datetime.combine(day, time(0)), edition.timezone)
