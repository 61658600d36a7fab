"""The public programme: one address a day, and a calendar to take along."""

from collections.abc import Sequence

from babel.dates import get_timezone_location, get_timezone_name
from flask import Response, abort, current_app, render_template, url_for

from sokwms_reg.agenda.exports import CONTENT_TYPE, edition_calendar
from sokwms_reg.agenda.queries import DayProgramme, programme
from sokwms_reg.core import i18n
from sokwms_reg.core.cache import cached
from sokwms_reg.core.clock import local, now
from sokwms_reg.core.db import db
from sokwms_reg.core.web import absolute, public_blueprint
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import edition_on_show

agenda = public_blueprint("agenda", __name__)


@agenda.get("/editions/<slug>/agenda")
@cached
def overview(slug: str) -> str:
    """Show today's programme during the conference, else the first day's; the day's own address is the one to index."""
    edition = _edition(slug)
    days = programme(db.session(), edition.id)
    if not days:
        return _page(edition, days, None)
    today = local(now(), edition.timezone).date()
    shown = next((found for found in days if found.date == today), days[0])
    return _page(edition, days, shown, **_addresses(edition, shown))


@agenda.get("/editions/<slug>/agenda/<date>")
@cached
def day(slug: str, date: str) -> str:
    """Show one day; a date that is none, or none of this edition's, is 404."""
    edition = _edition(slug)
    days = programme(db.session(), edition.id)
    shown = next((found for found in days if found.date.isoformat() == date), None)
    if shown is None:
        abort(404)
    return _page(edition, days, shown)


@agenda.get("/editions/<slug>/agenda.ics")
@cached
def calendar(slug: str) -> Response:
    """Give all sessions that have times; where none has, there is no calendar."""
    edition = _edition(slug)
    days = programme(db.session(), edition.id)
    if not _has_times(days):
        abort(404)
    content = edition_calendar(edition, days, i18n.current_language(), current_app.config["BASE_URL"], now())
    headers = {"Content-Disposition": f'attachment; filename="{edition.slug}.ics"'}
    return Response(content, content_type=CONTENT_TYPE, headers=headers)


def _edition(slug: str) -> Edition:
    return edition_on_show(slug) or abort(404)


def _has_times(days: Sequence[DayProgramme]) -> bool:
    return any(found.slots for found in days)


def _page(edition: Edition, days: Sequence[DayProgramme], shown: DayProgramme | None, **addresses: object) -> str:
    return render_template(
        "agenda/day.html",
        edition=edition,
        days=days,
        shown=shown,
        has_times=_has_times(days),
        zone=_zone_in_words(edition.timezone),
        **addresses,
    )


def _addresses(edition: Edition, shown: DayProgramme) -> dict[str, object]:
    """Return canonical and alternate addresses of a day, for the page that shows it under another address."""

    def address(language: str) -> str:
        date = shown.date.isoformat()
        return absolute(url_for("agenda.day", language=language, slug=edition.slug, date=date))

    pairs = [(language, address(language)) for language in i18n.LANGUAGES]
    return {
        "canonical_url": address(i18n.current_language()),
        "alternates": [*pairs, ("x-default", pairs[0][1])],
    }


def _zone_in_words(zone: str) -> str:
    """Return the zone as a foreigner reads it: "Central European Time, Warsaw"."""
    locale = i18n.current_locale()
    return f"{get_timezone_name(zone, locale=locale)}, {get_timezone_location(zone, locale=locale, return_city=True)}"
