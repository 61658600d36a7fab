"""A participant's own page: opened by a signed link from a mail, no account, no cookie."""

import io

import segno
from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.links import read_own_token
from sokwms_reg.core.tokens import TokenError
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import exports, queries, service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import (
    ENDED,
    HOLDING,
    LABELS,
    Phase,
    State,
    Step,
    TransitionError,
    may_be_edited,
    phase,
    steps_from,
)
from sokwms_reg.registration.views import registration
from sokwms_reg.registration.views.registering import words_of

PARTICIPANT = Actor("participant")


def opened(session: Session, token: str) -> Registration:
    """Return the registration that a link opens: 404 for an altered link, 410 for a revoked one."""
    try:
        link = read_own_token(str(current_app.config["SECRET_KEY"]), token)
    except TokenError:
        abort(404)
    found = session.get(Registration, link.registration_id) or abort(404)
    if link.version != found.link_version:
        abort(410)
    return found


@registration.get("/my/<token>")
def my(token: str) -> ResponseReturnValue:
    """Show state, data and what can be done."""
    return own_page("registration/my.html", token)


def own_page(template: str, token: str) -> str:
    """Return a page about the registration that a link opens."""
    session = db.session()
    found = opened(session, token)
    state = State(found.state)
    edition = session.get_one(Edition, found.edition_id)
    return render_template(
        template,
        token=token,
        registration=found,
        edition=edition,
        takes_registrations=edition.published and phase(edition, clock.now()) == Phase.OPEN,
        category=session.get_one(Category, found.category_id),
        days=queries.days_of(session, found.id),
        state=state,
        label=LABELS[state],
        holds=state in HOLDING,
        active=state not in ENDED,
        editable=may_be_edited(edition, state, clock.now()),
        changed=request.args.get("changed", ""),
        steps=_open_steps(found),
        position=queries.position(session, found),
        words=words_of(found),
    )


def _open_steps(found: Registration) -> frozenset[Step]:
    """Return what can be done now: an offer whose time is over is no longer there, though no worker has ended it."""
    over = found.offer_until is not None and found.offer_until <= clock.now()
    return steps_from(found.state) - ({Step.ACCEPT} if over else set())


@registration.get("/my/<token>/cancel")
def cancel(token: str) -> ResponseReturnValue:
    """Ask first: a GET changes nothing, mail scanners follow links."""
    session = db.session()
    found = opened(session, token)
    if Step.CANCEL not in steps_from(found.state):
        return redirect(url_for("registration.my", token=token), 303)
    return own_page("registration/cancel.html", token)


@registration.post("/my/<token>/cancel")
def cancel_confirmed(token: str) -> ResponseReturnValue:
    """Cancel; a second press finds it cancelled already and says so on the page."""
    return _step(token, Step.CANCEL)


@registration.post("/my/<token>/accept")
def accept(token: str) -> ResponseReturnValue:
    """Take the offered place."""
    return _step(token, Step.ACCEPT)


def _step(token: str, step: Step) -> ResponseReturnValue:
    steps = {Step.CANCEL: service.cancel, Step.ACCEPT: service.accept}
    try:
        with writing() as session:
            steps[step](session, opened(session, token), PARTICIPANT, clock.now())
    except TransitionError:
        current_app.logger.info("a step on an own page came twice or too late: %s", step)
    outbox.wake()
    return redirect(url_for("registration.my", token=token), 303)


@registration.get("/my/<token>/calendar.ics")
def calendar(token: str) -> ResponseReturnValue:
    """Give the chosen days for a calendar, while there is a place."""
    session = db.session()
    found = opened(session, token)
    if found.state not in HOLDING:
        abort(404)
    content = exports.calendar(session, found, str(current_app.config["BASE_URL"]), clock.now())
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="sokwms-{found.reference}.ics"'
    return response


@registration.get("/my/<token>/qr.svg")
def qr(token: str) -> ResponseReturnValue:
    """Draw the ticket code for the door: opaque and random, it holds no personal data."""
    found = opened(db.session(), token)
    if found.state != State.CONFIRMED:
        abort(404)
    picture = io.BytesIO()
    segno.make(found.ticket_code, error="m", micro=False).save(
        picture, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False, title=None
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@registration.get("/my/<token>/data.json")
def data(token: str) -> ResponseReturnValue:
    """Give everything that is kept about the registration."""
    session = db.session()
    found = opened(session, token)
    response = Response(exports.own_data(session, found), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="sokwms-{found.reference}.json"'
    return response
