"""The calendar: what is overdue, due within a week, later, done; the proposed tasks; a file for other calendars."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.agenda.exports import CONTENT_TYPE
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import N_, gettext, ngettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.planning import queries, service
from sokwms_reg.planning.exports import tasks_calendar
from sokwms_reg.planning.office import planning
from sokwms_reg.planning.states import Standing

WORDS = {
    Standing.OVERDUE: N_("Overdue"),
    Standing.SOON: N_("Within a week"),
    Standing.LATER: N_("Later"),
    Standing.UNDATED: N_("Without a date: the days of the edition are not known yet"),
    Standing.DONE: N_("Done"),
}


@planning.get("/<slug>/calendar")
def calendar(slug: str) -> ResponseReturnValue:
    """Show all tasks."""
    require(Permission.TASKS_READ, slug)
    session = db.session()
    edition = edition_at(session, slug)
    found = queries.calendar(session, edition, clock.now())
    return render_template(
        "office/planning/calendar.html",
        edition=edition,
        calendar=found,
        groups=[(each, gettext(words), found.standing(each)) for each, words in WORDS.items()],
        Standing=Standing,
        writes=allowed(Permission.TASKS_WRITE, slug),
        proposes=len(queries.proposed_keys(session, edition.id)) == 0,
    )


@planning.post("/<slug>/calendar/proposed")
def propose(slug: str) -> ResponseReturnValue:
    """Add the proposed tasks that are not there; pressed twice, it says that they are."""
    require(Permission.TASKS_WRITE, slug)
    with writing() as session:
        deed = service.Deed(edition_at(session, slug), acting(), clock.now())
        added = service.propose(session, deed)
    words = ngettext(
        "%(num)s proposed task is in the calendar now.", "%(num)s proposed tasks are in the calendar now.", added
    )
    flash(words if added else gettext("The proposed tasks were in the calendar already."), "ok" if added else "info")
    return redirect(url_for("planning.calendar", slug=slug), HTTPStatus.SEE_OTHER)


@planning.get("/<slug>/calendar.ics")
def calendar_file(slug: str) -> ResponseReturnValue:
    """Give the open tasks as a file for another calendar; it opens to whoever is signed in, and is no subscription."""
    require(Permission.TASKS_READ, slug)
    session, now = db.session(), clock.now()
    edition = edition_at(session, slug)
    host = urlsplit(str(current_app.config["BASE_URL"])).hostname or "localhost"
    content = tasks_calendar(edition, queries.calendar(session, edition, now), host, now)
    response = Response(content, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="sokwms-{slug}-tasks.ics"'
    return response
