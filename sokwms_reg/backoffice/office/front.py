"""The front page of an edition, the choice of an edition, and the language one works in."""

from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.backoffice import queries, service
from sokwms_reg.backoffice.office import backoffice
from sokwms_reg.backoffice.office.frame import PREFIX, my_editions
from sokwms_reg.backoffice.office.mending import Mend, mends
from sokwms_reg.backoffice.office.plotting import plot
from sokwms_reg.core import clock, i18n
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed, forget_chosen_language
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox.models import MessageState
from sokwms_reg.planning import queries as planning
from sokwms_reg.planning.states import Standing
from sokwms_reg.registration.states import LABELS, Phase, State

MOST_TASKS = 6  # the calendar has the others


@backoffice.get("/")
def home() -> ResponseReturnValue:
    """Go to the only edition, or show those to choose from."""
    mine = my_editions()
    if len(mine) == 1:
        return redirect(url_for("backoffice.front", slug=mine[0].edition.slug))
    return render_template("office/editions.html", mine=mine)


@backoffice.get("/<slug>/")
def front(slug: str) -> ResponseReturnValue:
    """Show an edition in figures and what waits for somebody."""
    session = db.session()
    edition = edition_at(session, slug)
    now = clock.now()
    desk = queries.desk(session, edition, now)
    return render_template(
        "office/front.html",
        edition=edition,
        desk=desk,
        plot=plot(queries.trend(session, edition, now)),
        mends=_mends(session, edition, desk, now),
        tasks=_tasks(session, edition, now),
        MOST_TASKS=MOST_TASKS,
        now=now,
        state_words={state: gettext(words) for state, words in LABELS.items()},
        State=State,
        Phase=Phase,
        MessageState=MessageState,
        sees_outbox=allowed(Permission.OUTBOX_READ, slug),
    )


def _mends(session: Session, edition: Edition, desk: queries.Desk, now: datetime) -> list[Mend]:
    """Return what is missing, for those who know the settings."""
    if not allowed(Permission.SETTINGS_READ, edition.slug):
        return []
    categories = [row.category for row in desk.rows]
    sends_mail = bool(current_app.config["SOKWMS"].mail_url)
    return mends(edition.slug, queries.missing(session, edition, categories, desk.days, now, sends_mail=sends_mail))


def _tasks(session: Session, edition: Edition, now: datetime) -> list[planning.Entry] | None:
    """Return what is overdue or due within a week; None for those who do not see the calendar."""
    if not allowed(Permission.TASKS_READ, edition.slug):
        return None
    found = planning.calendar(session, edition, now)
    return [*found.standing(Standing.OVERDUE), *found.standing(Standing.SOON)]


@backoffice.post("/language")
def language() -> ResponseReturnValue:
    """Keep the language in which one wants the office, and go back to where one was.

    It replaces the one that was chosen when signing in.
    """
    wanted = request.form.get("language", "")
    if wanted not in i18n.LANGUAGES:
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    with writing() as session:
        user = session.get_one(User, int(current_user.id))
        service.set_language(session, user, wanted, acting(), clock.now())
    forget_chosen_language()
    return redirect(_safe(request.form.get("next", "")), HTTPStatus.SEE_OTHER)


def _safe(address: str) -> str:
    """Return an address of the office's own pages, its front where another one is asked for."""
    parts = urlsplit(address)
    own = address.startswith(PREFIX) and not parts.scheme and not parts.netloc and address.isprintable()
    return address if own and "\\" not in address else url_for("backoffice.home")
