"""What a participant can still do, until when, in the words of the own page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sokwms_reg.core.clock import local
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import day, moment, zone_words
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.states import ENDED, Action, deadline, may


@dataclass(frozen=True)
class Deadline:
    """One thing that can be done on the own page, or could be: whether it still can, and a sentence about its end."""

    action: Action
    open: bool
    words: str


def deadlines(edition: Edition, state: str, first_day: date | None, now: datetime) -> list[Deadline]:
    """Return what concerns an active registration; of a cancelled edition one can only withdraw."""
    return [] if state in ENDED else list(_rows(edition, state, first_day, now))


def _rows(edition: Edition, state: str, first_day: date | None, now: datetime) -> Iterator[Deadline]:
    for action in Action:
        if edition.cancelled and action != Action.WITHDRAW:
            continue
        ends, still = deadline(edition, action, first_day), may(edition, state, action, first_day, now)
        if still:
            words = _until(ends, edition.timezone) if ends else gettext("Possible at any time.")
        elif ends is not None and ends <= now:
            words = gettext("This was possible until %(until)s.", until=until_words(ends, edition.timezone))
        else:
            words = gettext("This is not possible on this page.")
        yield Deadline(action, still, words)


def _until(ends: datetime, zone: str) -> str:
    return gettext("Possible until %(until)s.", until=until_words(ends, zone))


def until_words(ends: datetime, zone: str) -> str:
    """Return a deadline in words, with the zone; midnight is the end of the day before, as people say it."""
    there = local(ends, zone)
    if there.time() == time(0):
        last = day(there.date() - timedelta(days=1))
        return gettext("the end of %(day)s, %(zone)s", day=last, zone=zone_words(zone))
    return gettext("%(moment)s, %(zone)s", moment=moment(ends, zone), zone=zone_words(zone))
