"""Calendars: the whole programme, and the days that one registration is for (RFC 5545, 5546).

A calendar is copied and shared; so it never holds a participant's own link.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

from sokwms_reg.agenda.queries import DayProgramme, DaySpan, Item, Person
from sokwms_reg.core.clock import local
from sokwms_reg.core.i18n import gettext, speaking
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.models import Edition

PRODUCER = "-//SOKWMS//sokwms-reg//PL"
CONTENT_TYPE = "text/calendar; charset=utf-8"


def edition_calendar(
    edition: Edition, days: Sequence[DayProgramme], language: str, base_url: str, now: dt.datetime
) -> bytes:
    """Return all sessions that have times. A session keeps its UID in both languages, so it is never there twice."""
    with speaking(language):
        calendar = _calendar(plain(edition.name), language)
        events = [_session_event(edition, item, day, f"{base_url}/{language}") for day in days for item in day.timed]
        return _finished(calendar, edition, events, base_url, now)


def attendance_calendar(  # noqa: PLR0913 - what a calendar says, and from where it comes
    edition: Edition,
    days: Sequence[DaySpan],
    uid: str,
    language: str,
    base_url: str,
    now: dt.datetime,
    *,
    status: str = "CONFIRMED",
) -> bytes:
    """Return one event a day to be published (METHOD:PUBLISH): with its hours where they are known, else all-day.

    `uid` is the registration's reference: the same registration updates its entries and never doubles them.
    `status` is that of the place: CONFIRMED, or TENTATIVE while it is only held.
    """
    with speaking(language):
        calendar = _calendar(plain(edition.name), language)
        calendar.add("method", "PUBLISH")
        events = [_day_event(edition, span, uid, f"{base_url}/{language}") for span in days]
        return _finished(calendar, edition, events, base_url, now, status)


def place_of(edition: Edition) -> str:
    """Return venue, address and city in the reader's language; a city that the address names is not named twice."""
    venue, address, city = plain(edition.venue), plain(edition.address), plain(edition.city)
    return ", ".join(part for part in (venue, address, "" if city in f"{venue} {address}" else city) if part)


def _calendar(name: str, language: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", _parameter(name), parameters={"LANGUAGE": language})
    calendar.add("x-wr-calname", _parameter(name))
    return calendar


def _finished(
    calendar: Calendar,
    edition: Edition,
    events: Iterable[Event],
    base_url: str,
    now: dt.datetime,
    status: str = "CONFIRMED",
) -> bytes:
    """Add what all events share, and the zone's rules for the years that they are in."""
    host = urlsplit(base_url).hostname or "localhost"
    made = list(events)
    for event in made:
        event["uid"] = vText(f"{event['uid']}.{edition.slug}@{host}")
        event.add("dtstamp", now)
        event.add("sequence", 0)
        event.add("status", "CANCELLED" if edition.cancelled else status)
        if edition.contact_email:
            event.add("organizer", _organiser(edition))
    years = {event.start.year for event in made if isinstance(event.start, dt.datetime)}
    if years:
        calendar.add_component(_zone(edition.timezone, min(years), max(years)))
    for event in made:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


@lru_cache(maxsize=64)
def _zone(name: str, first: int, last: int) -> Timezone:
    """Return a VTIMEZONE with the clock changes of these years; made once, it takes longer than the rest."""
    made = Timezone.from_tzid(name, first_date=dt.date(first, 1, 1), last_date=dt.date(last, 12, 31))
    made.pop("comment", None)
    for part in made.subcomponents:
        _begin_by_old_clock(part)
    return made


def _begin_by_old_clock(part: TimezoneStandard | TimezoneDaylight) -> None:
    """Let a change begin by the clock in force before it (RFC 5545, 3.6.5).

    The library reads the first time after a change off the clock: right in autumn, when the hour comes twice and the
    later one counts; in spring it is the new clock's, ahead by what the change skips.
    """
    skipped = part.TZOFFSETTO - part.TZOFFSETFROM
    if skipped <= dt.timedelta():
        return
    again = [moment - skipped for moment, _none in part.rdates]
    part.DTSTART -= skipped
    part.pop("rdate", None)
    if again:
        part.add("rdate", again)


def _organiser(edition: Edition) -> vCalAddress:
    address = vCalAddress(f"mailto:{edition.contact_email}")
    address.params["CN"] = _parameter(plain(edition.contact_name) or plain(edition.name))
    return address


def _parameter(text: str) -> str:
    """Return a text as calendars allow it outside of values: on one line, without double quotes."""
    return " ".join(text.replace('"', "'").split())


def _session_event(edition: Edition, item: Item, day: DayProgramme, site: str) -> Event:
    event = Event()
    event.add("uid", item.key)
    event.add("summary", plain(item.title))
    _add_times(event, item.starts_at, item.ends_at, day.date, edition.timezone)
    event.add("location", ", ".join(part for part in (plain(item.room), place_of(edition)) if part))
    event.add("categories", [item.kind_words])
    event.add("url", f"{site}/editions/{edition.slug}/agenda/{day.date.isoformat()}#session-{item.key}")
    event.add("description", "\n".join(_description(edition, item)))
    return event


def _description(edition: Edition, item: Item) -> Iterable[str]:
    """Name the edition, then who does what, then what it is about."""
    yield f"{plain(edition.name)}: {plain(edition.title)}"
    for part in item.parts:
        yield f"{part.words}: {'; '.join(_who(person) for person in part.people)}"
    if item.interpretation:
        yield gettext("Simultaneous interpreting into Polish and English")
    if item.abstract:
        yield plain(item.abstract)


def _who(person: Person) -> str:
    return ", ".join(part for part in (person.name, plain(person.position), plain(person.institution)) if part)


def _day_event(edition: Edition, span: DaySpan, uid: str, site: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}-{span.key}".lower())
    event.add("summary", f"{plain(edition.name)}: {plain(edition.title)}")
    _add_times(event, span.starts_at, span.ends_at, span.date, edition.timezone)
    event.add("location", place_of(edition))
    event.add("url", f"{site}/editions/{edition.slug}/agenda/{span.date.isoformat()}")
    lines = [plain(span.note), gettext("Reference of the registration: %(reference)s", reference=uid)]
    event.add("description", "\n".join(line for line in lines if line))
    return event


def _add_times(
    event: Event, starts_at: dt.datetime | None, ends_at: dt.datetime | None, day: dt.date, zone: str
) -> None:
    """Set both ends on the clocks of the zone; without hours the whole day, whose end is the day after."""
    if starts_at is None or ends_at is None:
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        return
    event.add("dtstart", local(starts_at, zone))
    event.add("dtend", local(ends_at, zone))
