"""Which edition stands in front, what else is open, what is over: decided by dates alone."""

from collections.abc import Sequence
from datetime import date, datetime

from sokwms_reg.core.clock import local
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import DatedEdition
from sokwms_reg.registration.states import Phase, phase


def today(edition: Edition, now: datetime) -> date:
    """Return the date on the calendars where the edition is held."""
    return local(now, edition.timezone).date()


def is_over(item: DatedEdition, now: datetime) -> bool:
    """Tell whether the last day has passed; an edition whose days are not known is still to come."""
    return item.last < today(item.edition, now)


def shown_phase(item: DatedEdition, now: datetime) -> Phase:
    """Return the phase that pages speak of: nothing is said about registrations for what is over."""
    now_phase = phase(item.edition, now)
    return Phase.NONE if is_over(item, now) and now_phase != Phase.CANCELLED else now_phase


def current_first(editions: Sequence[DatedEdition], now: datetime) -> list[DatedEdition]:
    """Return the open edition first, then those to come, cancelled ones behind them, then the past, newest first.

    Real editions come before demonstrations of the same standing.
    """

    def rank(item: DatedEdition) -> tuple[int, bool, int]:
        standing = {Phase.OPEN: 0, Phase.CANCELLED: 2}.get(phase(item.edition, now), 1)
        return standing, item.edition.demonstration, item.first.toordinal()

    to_come = sorted((item for item in editions if not is_over(item, now)), key=rank)
    past = [item for item in editions if is_over(item, now)]
    return [*to_come, *reversed(past)]


def in_front(editions: Sequence[DatedEdition], now: datetime) -> DatedEdition | None:
    """Return the edition of the home page: the open one, else the next, else the newest."""
    return next(iter(current_first(editions, now)), None)


def also_open(editions: Sequence[DatedEdition], now: datetime) -> list[DatedEdition]:
    """Return the editions that take registrations beside the one in front."""
    return [item for item in current_first(editions, now)[1:] if shown_phase(item, now) == Phase.OPEN]


def in_navigation(editions: Sequence[DatedEdition], now: datetime) -> DatedEdition | None:
    """Return the edition whose programme and registration every page links to: one that is still to come."""
    front = in_front(editions, now)
    return None if front is None or is_over(front, now) or front.edition.cancelled else front


def neighbours(editions: Sequence[DatedEdition], slug: str) -> tuple[DatedEdition | None, DatedEdition | None]:
    """Return the editions before and after one, in the order of their dates."""
    place = next(index for index, item in enumerate(editions) if item.edition.slug == slug)
    return editions[place - 1] if place else None, editions[place + 1] if place + 1 < len(editions) else None
