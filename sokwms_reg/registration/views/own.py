"""A participant's own page: opened by a signed link from a mail, no account, no cookie."""

import io

import segno
from flask import Response, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.documents import CONTENT_TYPE
from sokwms_reg.core.i18n import current_language
from sokwms_reg.core.links import read_own_token
from sokwms_reg.core.tokens import TokenError
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import documents, exports, queries, service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import (
    ENDED,
    HOLDING,
    LABELS,
    Action,
    Phase,
    State,
    Step,
    TransitionError,
    kept_back_words,
    line_words,
    may,
    phase,
    steps_from,
)
from sokwms_reg.registration.views import registration
from sokwms_reg.registration.views.deadlines import deadlines
from sokwms_reg.registration.views.registering import UNUSABLE, words_of
from sokwms_reg.registration.views.said import language_words, said

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
    state, now = State(found.state), clock.now()
    edition = session.get_one(Edition, found.edition_id)
    category = session.get_one(Category, found.category_id)
    all_days = queries.days(session, edition.id)
    rows = deadlines(edition, state, all_days[0].date if all_days else None, now)
    return render_template(
        template,
        token=token,
        registration=found,
        edition=edition,
        takes_registrations=edition.published and phase(edition, now) == Phase.OPEN,
        category=category,
        days=queries.days_of(session, found.id),
        state=state,
        label=LABELS[state],
        holds=state in HOLDING,
        confirmable=documents.can_be_confirmed(edition, state),
        active=state not in ENDED,
        deadlines=rows,
        can={row.action for row in rows if row.open},
        said=said(found),
        steps=_open_steps(found, edition),
        position=queries.position(session, found),
        line_words=line_words(edition, now) if state == State.WAITING else "",
        kept_back=_kept_back(session, found, category),
        words=words_of(found),
        language_words=language_words(found),
    )


def _kept_back(session: Session, found: Registration, category: Category) -> str:
    """Return what keeps one who waits from a place, where it is the limit of the institution."""
    limited = found.state == State.WAITING and not found.limit_lifted
    if limited and queries.beyond_limit(session, category, found.institution_folded):
        return kept_back_words(category)
    return ""


def _open_steps(found: Registration, edition: Edition) -> frozenset[Step]:
    """Return what can be done now: an offer whose time is over is no longer there, though no worker has ended it."""
    over = found.offer_until is not None and found.offer_until <= clock.now()
    late = not may(edition, found.state, Action.WITHDRAW, None, clock.now())
    return steps_from(found.state) - ({Step.ACCEPT} if over else set()) - ({Step.CANCEL} if late else set())


@registration.get("/my/<token>/cancel")
def cancel(token: str) -> ResponseReturnValue:
    """Ask first: a GET changes nothing, mail scanners follow links. After the deadline it says whom to phone."""
    session = db.session()
    found = opened(session, token)
    if Step.CANCEL not in steps_from(found.state):
        return redirect(url_for("registration.my", token=token), 303)
    return own_page("registration/cancel.html", token)


@registration.post("/my/<token>/cancel")
def cancel_confirmed(token: str) -> ResponseReturnValue:
    """Withdraw; a second press finds it withdrawn already and says so on the page."""
    try:
        return _step(token, Step.CANCEL)
    except service.WithdrawalOverError:
        return own_page("registration/cancel.html", token), UNUSABLE


@registration.post("/my/<token>/accept")
def accept(token: str) -> ResponseReturnValue:
    """Take the offered place."""
    return _step(token, Step.ACCEPT)


def _step(token: str, step: Step) -> ResponseReturnValue:
    steps = {Step.CANCEL: service.withdraw, Step.ACCEPT: service.accept}
    try:
        with writing() as session:
            steps[step](session, opened(session, token), PARTICIPANT, clock.now())
    except TransitionError:
        current_app.logger.info("a step on an own page came twice or too late: %s", step)
        return redirect(url_for("registration.my", token=token, said=step.value), 303)
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


@registration.get("/my/<token>/confirmation.pdf")
def confirmation(token: str) -> ResponseReturnValue:
    """Give the confirmation for the travel order in the page's language, once the place is confirmed."""
    session = db.session()
    found = opened(session, token)
    edition = session.get_one(Edition, found.edition_id)
    if not documents.can_be_confirmed(edition, found.state):
        abort(404)
    content = documents.confirmation(session, found, current_language(), clock.now())
    response = Response(content, mimetype=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="sokwms-{found.reference}.pdf"'
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
