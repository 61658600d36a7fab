"""Taking back many decisions: for an hour, by whoever made them, and about nobody who was decided about again since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from sokwms_reg.core import clock
from sokwms_reg.core.db import writing
from sokwms_reg.core.i18n import gettext, ngettext
from sokwms_reg.core.office import require
from sokwms_reg.core.tokens import TokenError, sign, unsign
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import service
from sokwms_reg.registration.office import places
from sokwms_reg.registration.office.desk import names_of

KEY = "undo"
PURPOSE = "undo"
OPEN_FOR = timedelta(hours=1)
PARTS = 5  # edition, person of the staff, deed, instant, ids


@dataclass(frozen=True)
class Undo:
    """A deed that can still be taken back: what it was, how many it concerned, and the token that says so."""

    deed: str
    number: int
    token: str


def remember(slug: str, deed: str, ids: list[int], at: datetime) -> None:
    """Keep in the session what was decided, in place of what was decided before."""
    session[KEY] = [slug, str(current_user.id), deed, at.isoformat(), ids]


def undo_of(slug: str) -> Undo | None:
    """Return what can be taken back in an edition; None when the hour is over, or nothing was decided."""
    kept: list[Any] | None = session.get(KEY)
    if kept is None or kept[:2] != [slug, str(current_user.id)] or _is_over(kept[3]):
        return None
    return Undo(kept[2], len(kept[4]), sign(current_app.config["SECRET_KEY"], PURPOSE, kept))


def _is_over(at: str) -> bool:
    return clock.now() >= datetime.fromisoformat(at) + OPEN_FOR


@places.post("/<slug>/decisions/undo")
def undo(slug: str) -> ResponseReturnValue:
    """Take back exactly these decisions, and say what happened to each. 400 for a token that is not one's own."""
    require(Permission.PEOPLE_WRITE, slug)
    at, ids = _read(slug)
    session.pop(KEY, None)
    if _is_over(at):
        flash(
            gettext("The hour for taking these decisions back is over. Each can be taken back on its own page."), "warn"
        )
        return redirect(url_for("places.decisions", slug=slug), HTTPStatus.SEE_OTHER)
    with writing() as transaction:
        edition = edition_at(transaction, slug)
        decided_at = datetime.fromisoformat(at)
        back = service.take_back_many(transaction, edition.id, ids, decided_at, acting(), clock.now())
        said = _sentences(back)
    outbox.wake()
    for words, kind in said:
        flash(words, kind)
    return redirect(url_for("places.decisions", slug=slug), HTTPStatus.SEE_OTHER)


def _read(slug: str) -> tuple[str, list[int]]:
    try:
        value = unsign(current_app.config["SECRET_KEY"], PURPOSE, request.form.get("undo", ""))
    except TokenError:
        abort(400)
    if not isinstance(value, list) or len(value) != PARTS or value[:2] != [slug, str(current_user.id)]:
        abort(400)
    return value[3], value[4]


def _sentences(back: service.TakenBack) -> list[tuple[str, str]]:
    said = []
    if back.placed:
        words = ngettext(
            "%(num)s registration awaits a decision again, with a place held for it: %(names)s.",
            "%(num)s registrations await a decision again, with places held for them: %(names)s.",
            len(back.placed),
            names=names_of(back.placed),
        )
        said.append((words, "ok"))
    if back.waiting:
        words = ngettext(
            "%(num)s registration is on the waiting list, because no place is free for it any more: %(names)s.",
            "%(num)s registrations are on the waiting list, because no places are free for them any more: %(names)s.",
            len(back.waiting),
            names=names_of(back.waiting),
        )
        said.append((words, "info"))
    if back.skipped:
        words = ngettext(
            "%(num)s registration has changed since, or the person has registered again; nothing was done about it: "
            "%(names)s.",
            "%(num)s registrations have changed since, or the people have registered again; nothing was done about "
            "them: %(names)s.",
            len(back.skipped),
            names=names_of(back.skipped),
        )
        said.append((words, "warn"))
    return said
