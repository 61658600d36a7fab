"""The front page of an edition, the choice of an edition, and the language one works in."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from sokwms_reg.accounts.models import User
from sokwms_reg.backoffice import queries, service
from sokwms_reg.backoffice.office import backoffice
from sokwms_reg.backoffice.office.frame import PREFIX, my_editions
from sokwms_reg.core import clock, i18n
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.office import allowed, forget_chosen_language
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox.models import MessageState
from sokwms_reg.registration.states import Phase, State


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
    return render_template(
        "office/front.html",
        edition=edition,
        desk=queries.desk(session, edition, now),
        now=now,
        State=State,
        Phase=Phase,
        MessageState=MessageState,
        sees_outbox=allowed(Permission.OUTBOX_READ, slug),
    )


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
