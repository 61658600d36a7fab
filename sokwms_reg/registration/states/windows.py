"""When an edition and each of its categories takes registrations, and until when participants may do what."""

from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sokwms_reg.core.clock import local
from sokwms_reg.editions.models import Category, CategoryPolicy, Edition, Promotion
from sokwms_reg.registration.states.table import ENDED


class Phase(StrEnum):
    """Whether an edition or a category takes registrations; OFFICE: the office registers people, nobody else."""

    NONE = "none"
    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OFFICE = "office"


class Action(StrEnum):
    """What participants may do on their own pages until a deadline each."""

    EDIT = "edit"
    REPLACE = "replace"
    WITHDRAW = "withdraw"


def phase(edition: Edition, now: datetime) -> Phase:
    """Return the phase at an instant: open from the opening's second up to, not including, the closing's."""
    if edition.cancelled:
        return Phase.CANCELLED
    if edition.registration_opens_at is None or edition.registration_closes_at is None:
        return Phase.NONE
    if now < edition.registration_opens_at:
        return Phase.NOT_YET
    return Phase.OPEN if now < edition.registration_closes_at else Phase.CLOSED


def category_phase(edition: Edition, category: Category, now: datetime) -> Phase:
    """Return the phase of a category: its own policy and window count while the edition is open."""
    general = phase(edition, now)
    if general != Phase.OPEN:
        return general
    if category.policy == CategoryPolicy.CLOSED:
        return Phase.OFFICE
    if category.opens_at is not None and now < category.opens_at:
        return Phase.NOT_YET
    return Phase.CLOSED if category.closes_at is not None and now >= category.closes_at else Phase.OPEN


def days_left(edition: Edition, now: datetime) -> int:
    """Return the days until the one on which registration closes: 0 on that day, and when it is not open."""
    if phase(edition, now) != Phase.OPEN or edition.registration_closes_at is None:
        return 0
    closes, today = (local(instant, edition.timezone).date() for instant in (edition.registration_closes_at, now))
    return (closes - today).days


def deadline(edition: Edition, action: Action, first_day: date | None) -> datetime | None:
    """Return until when an action is open to participants; None where nothing ends it.

    Unless the edition says otherwise, data may be changed until registration closes, a colleague may come instead until
    the first day begins, and withdrawing is always possible.
    """
    if action == Action.EDIT:
        return edition.editing_until or edition.registration_closes_at
    if action == Action.WITHDRAW:
        return edition.withdrawal_until
    if edition.replacement_until is not None or first_day is None:
        return edition.replacement_until
    return datetime.combine(first_day, time(0), ZoneInfo(edition.timezone))


def may(edition: Edition, state: str, action: Action, first_day: date | None, now: datetime) -> bool:
    """Tell whether a participant may still do something: before its deadline, while the registration is active.

    Where an edition takes no registrations here, nothing is edited and nobody is replaced.
    """
    if state in ENDED:
        return False
    if action != Action.WITHDRAW and (edition.cancelled or edition.registration_closes_at is None):
        return False
    ends = deadline(edition, action, first_day)
    return ends is None or now < ends


def promotion_ends(edition: Edition) -> date | datetime | None:
    """Return what ends automatic promotion: the end of the day that the edition sets, else registration's closing."""
    return edition.promotion_until or edition.registration_closes_at


def promotion_is_on(edition: Edition, now: datetime) -> bool:
    """Tell whether freed places go out by themselves, given or offered."""
    if edition.cancelled or edition.promotion == Promotion.BY_HAND:
        return False
    if edition.promotion_until is not None:
        return local(now, edition.timezone).date() <= edition.promotion_until
    return edition.registration_closes_at is None or now < edition.registration_closes_at
