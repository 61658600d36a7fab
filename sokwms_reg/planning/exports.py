"""The calendar of the office as a file for calendars (RFC 5545): a day each, tasks that are done left out."""

import datetime as dt

from icalendar import Calendar, Event

from sokwms_reg.agenda.exports import PRODUCER, one_line
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.models import Edition
from sokwms_reg.planning.queries import Calendar as Tasks
from sokwms_reg.planning.queries import Entry
from sokwms_reg.planning.states import Standing

A_DAY = dt.timedelta(days=1)


def tasks_calendar(edition: Edition, tasks: Tasks, host: str, now: dt.datetime) -> bytes:
    """Return the open tasks that have a date, in the language that is spoken. A task keeps its UID when it moves."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", one_line(gettext("%(edition)s: tasks of the office", edition=plain(edition.name))))
    for entry in tasks.entries:
        if entry.due is not None and entry.standing is not Standing.DONE:
            calendar.add_component(_event(edition, entry, entry.due, host, now))
    return bytes(calendar.to_ical())


def _event(edition: Edition, entry: Entry, due: dt.date, host: str, now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"task-{entry.task.id}-{edition.slug}@{host}")
    event.add("dtstamp", now)
    event.add("sequence", entry.task.version)
    event.add("dtstart", due)
    event.add("dtend", due + A_DAY)
    event.add("summary", plain(entry.task.title))
    event.add("transp", "TRANSPARENT")
    if entry.who or entry.task.note:
        event.add("description", "\n\n".join(part for part in (entry.who, entry.task.note) if part))
    return event
