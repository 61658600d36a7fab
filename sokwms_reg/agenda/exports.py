"""Calendars: the whole programme, and the days that one registration is for (RFC 5545, 5546).

A calendar is copied and shared; so it never holds a participant's own link.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText
from icalendar.parser import Contentline

from sokwms_reg.agenda.queries import DayProgramme, DaySpan, Item, Person
from sokwms_reg.core.clock import local
from sokwms_reg.core.i18n import gettext, speaking
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.models import Edition

PRODUCER = "-//SOKWMS//sokwms-reg//PL"
CONTENT_TYPE = "text/calendar; charset=utf-8"


# What stands for a reference (U is in none) and for the time of writing until they are filled in.
_SOMEBODY = "UUUUUUUU"
_SOME_TIME = dt.datetime(1970, 1, 1, 1, 1, 1, tzinfo=dt.UTC)
_SOME_TIME_WRITTEN = "19700101T010101Z"


@dataclass(frozen=True)
class _Host:
    """What a calendar says of its edition, in one language."""

    slug: str
    name: str
    title: str
    place: str
    zone: str
    cancelled: bool
    contact_name: str
    contact_email: str
    base_url: str
    language: str

    @property
    def site(self) -> str:
        return f"{self.base_url}/{self.language}/editions/{self.slug}"


def edition_calendar(
    edition: Edition, days: Sequence[DayProgramme], language: str, base_url: str, now: dt.datetime
) -> bytes:
    """Return all sessions that have times. A session keeps its UID in both languages, so it is never there twice."""
    with speaking(language):
        host = _host(edition, base_url, language)
        events = [_session_event(host, item, day) for day in days for item in day.timed]
        return _finished(_calendar(host), host, events, now)


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
    `status` is that of the place: CONFIRMED, or TENTATIVE while it is only held. What the calendars of the same days
    share is made once; reference and time of writing are filled in.
    """
    with speaking(language):
        shared = _attendance(_host(edition, base_url, language), tuple(days), status)
    filled = {
        _SOMEBODY: uid,
        _SOMEBODY.lower(): uid.lower(),
        _SOME_TIME_WRITTEN: f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
    }
    return b"".join(line if isinstance(line, bytes) else _folded(line, filled) for line in shared)


@lru_cache(maxsize=256)
def _attendance(host: _Host, days: tuple[DaySpan, ...], status: str) -> tuple[bytes | str, ...]:
    """Return the lines of a calendar: those that are everybody's finished, the others as text to be filled in."""
    with speaking(host.language):
        calendar = _calendar(host)
        calendar.add("method", "PUBLISH")
        events = [_day_event(host, span, _SOMEBODY) for span in days]
        text = _finished(calendar, host, events, _SOME_TIME, status).decode()
    lines = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    own = (_SOMEBODY, _SOMEBODY.lower(), _SOME_TIME_WRITTEN)
    return tuple(line if any(mark in line for mark in own) else _folded(line, {}) for line in lines)


def _folded(line: str, filled: Mapping[str, str]) -> bytes:
    """Fill in a line and fold it (RFC 5545, 3.1)."""
    for mark, text in filled.items():
        line = line.replace(mark, text)
    content: bytes = Contentline(line).to_ical() + b"\r\n"  # type: ignore[no-untyped-call]
    return content


def _host(edition: Edition, base_url: str, language: str) -> _Host:
    return _Host(
        slug=edition.slug,
        name=plain(edition.name),
        title=plain(edition.title),
        place=place_of(edition),
        zone=edition.timezone,
        cancelled=edition.cancelled,
        contact_name=plain(edition.contact_name),
        contact_email=edition.contact_email,
        base_url=base_url,
        language=language,
    )


def place_of(edition: Edition) -> str:
    """Return venue, address and city in the reader's language; a city that the address names is not named twice."""
    venue, address, city = plain(edition.venue), plain(edition.address), plain(edition.city)
    return ", ".join(part for part in (venue, address, "" if city in f"{venue} {address}" else city) if part)


def _calendar(host: _Host) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", one_line(host.name), parameters={"LANGUAGE": host.language})
    calendar.add("x-wr-calname", one_line(host.name))
    return calendar


def _finished(
    calendar: Calendar, host: _Host, events: Iterable[Event], now: dt.datetime, status: str = "CONFIRMED"
) -> bytes:
    """Add what all events share, and the zone's rules for the years that they are in."""
    domain = urlsplit(host.base_url).hostname or "localhost"
    made = list(events)
    for event in made:
        event["uid"] = vText(f"{event['uid']}.{host.slug}@{domain}")
        event.add("dtstamp", now)
        event.add("sequence", 0)
        event.add("status", "CANCELLED" if host.cancelled else status)
        if host.contact_email:
            event.add("organizer", _organiser(host))
    years = {event.start.year for event in made if isinstance(event.start, dt.datetime)}
    if years:
        calendar.add_component(_zone(host.zone, min(years), max(years)))
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


def _organiser(host: _Host) -> vCalAddress:
    address = vCalAddress(f"mailto:{host.contact_email}")
    address.params["CN"] = one_line(host.contact_name or host.name)
    return address


def one_line(text: str) -> str:
    """Return a text as calendars allow it outside of values: on one line, without double quotes."""
    return " ".join(text.replace('"', "'").split())


def _session_event(host: _Host, item: Item, day: DayProgramme) -> Event:
    event = Event()
    event.add("uid", item.key)
    event.add("summary", plain(item.title))
    _add_times(event, item.starts_at, item.ends_at, day.date, host.zone)
    event.add("location", ", ".join(part for part in (plain(item.room), host.place) if part))
    event.add("categories", [item.kind_words])
    event.add("url", f"{host.site}/agenda/{day.date.isoformat()}#session-{item.key}")
    event.add("description", "\n".join(_description(host, item)))
    return event


def _description(host: _Host, item: Item) -> Iterable[str]:
    """Name the edition, then who does what, then what it is about."""
    yield f"{host.name}: {host.title}"
    for part in item.parts:
        yield f"{part.words}: {'; '.join(_who(person) for person in part.people)}"
    if item.interpretation:
        yield gettext("Simultaneous interpreting into Polish and English")
    if item.abstract:
        yield plain(item.abstract)


def _who(person: Person) -> str:
    return ", ".join(part for part in (person.name, plain(person.position), plain(person.institution)) if part)


def _day_event(host: _Host, span: DaySpan, uid: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}-{span.key}".lower())
    event.add("summary", f"{host.name}: {host.title}")
    _add_times(event, span.starts_at, span.ends_at, span.date, host.zone)
    event.add("location", host.place)
    event.add("url", f"{host.site}/agenda/{span.date.isoformat()}")
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
