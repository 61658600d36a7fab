"""The outbox of the editions that one may see; a foreign edition's message does not exist (404).

Messages about accounts belong to no edition and are not shown at all: they hold links that open accounts.
"""

import re
from http import HTTPStatus
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from sokwms_reg.attendees.office.notices import Problems, notices
from sokwms_reg.attendees.queries import Problem
from sokwms_reg.attendees.states import message_words
from sokwms_reg.backoffice import service
from sokwms_reg.backoffice.office import backoffice
from sokwms_reg.backoffice.office.frame import show_edition
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed, require, tidy_address
from sokwms_reg.core.web import CSP
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting
from sokwms_reg.editions.queries import edition_by_slug, editions_of
from sokwms_reg.editions.states import Permission
from sokwms_reg.letters.service import kind_words
from sokwms_reg.outbox import queries, tasks
from sokwms_reg.outbox.models import Message, MessageState
from sokwms_reg.outbox.service import CannotSendAgainError
from sokwms_reg.outbox.states import SENDABLE_AGAIN
from sokwms_reg.registration.models import Registration

# The message as it was sent is somebody's text: nothing in it runs, loads or leads anywhere.
LETTER_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
    "X-Frame-Options": "SAMEORIGIN",
}
LONGEST_PAGE = 9  # digits of a page number
_ABOUT_REGISTRATION = re.compile(r"registration:([0-9]{1,18})")


def _scopes(session: Session) -> list[str]:
    """Return the editions whose outbox is open to the signed-in person. 403 when there is none."""
    require(Permission.OUTBOX_READ, None)
    return [edition.slug for edition in editions_of(session, int(current_user.id), Permission.OUTBOX_READ)]


@backoffice.get("/outbox")
def outbox() -> ResponseReturnValue:
    """Show messages, newest first; what the address asks for and does not exist is left out and named."""
    session = db.session()
    scopes = _scopes(session)
    if tidy := tidy_address():
        return redirect(tidy)
    asked, problems = _asked(scopes)
    left_out = notices(problems, {"edition": gettext("Edition"), "state": gettext("State")})
    edition = asked.get("edition")
    if edition:
        show_edition(edition)
    within = [edition] if edition else scopes
    state = MessageState(asked["state"]) if "state" in asked else None
    page = queries.messages(session, within, state, int(asked.get("page", "1")))
    if page.number != int(asked.get("page", "1")):
        left_out.append(gettext("There is no such page of the list; this is the nearest one."))
    kept: dict[str, Any] = {name: value for name, value in asked.items() if name != "page"}
    return render_template(
        "office/outbox.html",
        page=page,
        notices=left_out,
        asked=kept,
        editions=_named(session, scopes),
        counts=queries.counts(session, within),
        message_words=message_words,
        kind_words=kind_words,
        page_urls={
            number: url_for("backoffice.outbox", **kept, page=number)
            for number in {1, page.number - 1, page.number, page.number + 1, page.pages}
            if 1 <= number <= page.pages
        },
    )


def _named(session: Session, scopes: list[str]) -> dict[str, Edition]:
    found = (edition_by_slug(session, slug) for slug in scopes)
    return {edition.slug: edition for edition in found if edition is not None}


def _asked(scopes: list[str]) -> tuple[dict[str, str], Problems]:
    """Return the parts of the address that mean something, and (problem, parameter) for each that does not."""
    known = {"edition": scopes.__contains__, "state": set(MessageState).__contains__, "page": _is_page}
    asked: dict[str, str] = {}
    problems = []
    for name, values in request.args.to_dict(flat=False).items():
        if name not in known:
            problems.append((Problem.UNKNOWN_NAME, name))
        elif len(values) > 1:
            problems.append((Problem.REPEATED, name))
        elif known[name](values[0]):
            asked[name] = values[0]
        else:
            problems.append((Problem.NO_PAGE if name == "page" else Problem.UNKNOWN_VALUE, name))
    return asked, problems


def _is_page(value: str) -> bool:
    return len(value) < LONGEST_PAGE and value.isascii() and value.isdigit() and int(value) > 0


def _message(session: Session, message_id: int) -> Message:
    found = queries.message(session, _scopes(session), message_id) or abort(404)
    show_edition(found.scope)
    return found


@backoffice.get("/outbox/<int(max=2147483647):message_id>")
def message(message_id: int) -> ResponseReturnValue:
    """Show a message as it was sent, and how its delivery goes."""
    session = db.session()
    found = _message(session, message_id)
    edition = edition_by_slug(session, found.scope) or abort(404)
    page = render_template(
        "office/message.html",
        message=found,
        edition=edition,
        kind=kind_words(found.kind),
        label=message_words(found.state),
        attachments=queries.attachments(session, found.id),
        about=_about(session, found, edition),
        sends=allowed(Permission.OUTBOX_WRITE, found.scope) and found.state in SENDABLE_AGAIN,
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
    return response


def _about(session: Session, found: Message, edition: Edition) -> Registration | None:
    """Return the registration that the message is about, if it is about one."""
    match = _ABOUT_REGISTRATION.fullmatch(found.subject_ref)
    about = session.get(Registration, int(match.group(1))) if match else None
    return about if about is not None and about.edition_id == edition.id else None


@backoffice.get("/outbox/<int(max=2147483647):message_id>/html")
def message_html(message_id: int) -> ResponseReturnValue:
    """Give the HTML part for the frame on the message's page, and for nothing else."""
    found = _message(db.session(), message_id)
    if not found.html:
        abort(404)
    return Response(found.html, mimetype="text/html", headers=LETTER_HEADERS)


@backoffice.get("/outbox/<int(max=2147483647):message_id>/attachments/<int(max=2147483647):number>")
def attachment(message_id: int, number: int) -> ResponseReturnValue:
    """Give an attachment to be saved, never to be shown: its type is not believed."""
    session = db.session()
    found = _message(session, message_id)
    one = next((each for each in queries.attachments(session, found.id) if each.id == number), None) or abort(404)
    response = Response(one.content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=one.filename)
    return response


@backoffice.post("/outbox/<int(max=2147483647):message_id>/again")
def send_again(message_id: int) -> ResponseReturnValue:
    """Queue the message once more."""
    try:
        with writing() as session:
            found = _message(session, message_id)
            require(Permission.OUTBOX_WRITE, found.scope)
            service.send_again(session, found, acting(), clock.now())
    except CannotSendAgainError:
        flash(gettext("The message is being sent at this moment; please look again in a minute."), "warn")
    else:
        tasks.wake()
        flash(gettext("The message is in the queue again."), "ok")
    return redirect(url_for("backoffice.message", message_id=message_id), HTTPStatus.SEE_OTHER)
