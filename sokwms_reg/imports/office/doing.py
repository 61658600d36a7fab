"""The third page: what the import will do, row by row; and the deed, which does exactly that or asks again."""

import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.imports import queries, service
from sokwms_reg.imports.forms import lines_of
from sokwms_reg.imports.office import imports
from sokwms_reg.imports.office.desk import Desk, desk_at
from sokwms_reg.imports.office.mapping import order_of
from sokwms_reg.imports.office.telling import Figures, sentence_of
from sokwms_reg.imports.service import Result
from sokwms_reg.imports.states import BADGES, PROBLEMS, fate_words
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration.service import UnknownChoiceError

ROWS_A_PAGE = 100
LONGEST_PAGE = 4  # digits of a page number


class ChangedMeanwhileError(Exception):
    """The import would do something else by now than was shown; nothing was stored."""

    def __init__(self, results: list[Result]) -> None:
        super().__init__()
        self.results = results


@imports.get("/<slug>/import/<token>/check")
def preview(slug: str, token: str) -> ResponseReturnValue:
    """Show what the last dry run gave; without one, back to the columns."""
    desk = desk_at(db.session(), slug, token)
    if not desk.kept.results:
        return redirect(url_for("imports.mapping", slug=slug, token=token))
    return _page(desk, None)


def results_of(desk: Desk) -> list[Result]:
    """Return what the last dry run gave."""
    return [Result.of(one) for one in desk.kept.results]


def _page(desk: Desk, changed: dict[int, str] | None) -> str:
    """Show the dry run; `changed` is what was said before of rows, where the button was pressed on something else."""
    results = results_of(desk)
    only = request.args.get("only") == "problems"
    shown = [one for one in results if not only or one.fate in PROBLEMS]
    pages = max(1, math.ceil(len(shown) / ROWS_A_PAGE))
    asked = request.args.get("page", "1")[:LONGEST_PAGE]
    page = min(int(asked), pages) if asked.isascii() and asked.isdigit() and int(asked) else 1
    return render_template(
        "office/imports/check.html",
        edition=desk.scope.edition,
        kept=desk.kept,
        figures=Figures.of(results),
        seal=service.seal_of(desk.kept.choices, results),
        rows=shown[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE],
        meanwhile=changed is not None,
        changed=changed or {},
        changed_shown=[one for one in results if one.number in (changed or {})],
        only=only,
        shown=len(shown),
        page=page,
        pages=pages,
        page_urls=_urls(desk, page, pages, "problems" if only else None),
        fate_words=fate_words,
        badges=BADGES,
        page_error=changed is not None,
    )


def _urls(desk: Desk, page: int, pages: int, only: str | None) -> dict[int, str]:
    near = {1, page - 1, page, page + 1, pages}
    there: dict[str, Any] = {"slug": desk.scope.edition.slug, "token": desk.kept.token, "only": only}
    return {number: url_for("imports.preview", **there, page=number) for number in near if 1 <= number <= pages}


@imports.post("/<slug>/import/<token>/run")
def do(slug: str, token: str) -> ResponseReturnValue:
    """Import, in one transaction, if that does what was shown; otherwise show what it would do by now."""
    seen = request.form.get("seen", "")
    try:
        results = _import(slug, token, seen)
    except ChangedMeanwhileError as error:
        return _again(slug, token, error.results)
    outbox.wake()
    flash(sentence_of(Figures.of(results)), "ok")
    return redirect(url_for("imports.upload", slug=slug), HTTPStatus.SEE_OTHER)


def _import(slug: str, token: str, seen: str) -> list[Result]:
    desk = desk_at(db.session(), slug, token)
    if not desk.kept.results:
        raise ChangedMeanwhileError([])
    order, lines = order_of(desk.kept.choices), lines_of(desk.scope, desk.kept, desk.kept.choices)
    with writing() as session:
        desk = desk_at(session, slug, token)
        results = _run(session, desk, lines, order)
        if service.seal_of(desk.kept.choices, results) != seen:
            raise ChangedMeanwhileError(results)
        service.finish(session, desk.scope.edition, desk.kept, results, order)
    return results


def _run(session: Session, desk: Desk, lines: Sequence[service.Line], order: service.Order) -> list[Result]:
    """Run the import alone on its file; a category or day that is gone is a change too."""
    if queries.locked_file(session, desk.kept.id) is None:
        abort(HTTPStatus.NOT_FOUND)
    try:
        return service.run(session, desk.scope.edition, lines, order)
    except UnknownChoiceError as error:
        raise ChangedMeanwhileError([]) from error


def _again(slug: str, token: str, results: list[Result]) -> ResponseReturnValue:
    """Keep what the import would do by now, and say what is new."""
    with writing() as session:
        desk = desk_at(session, slug, token)
        changed = service.changed_rows(results_of(desk), results)
        desk.kept.results = [one.kept() for one in results]
    desk = desk_at(db.session(), slug, token)
    if not results:
        return redirect(url_for("imports.mapping", slug=slug, token=token), HTTPStatus.SEE_OTHER)
    return _page(desk, changed), HTTPStatus.UNPROCESSABLE_ENTITY


@imports.post("/<slug>/import/<token>/discard")
def discard(slug: str, token: str) -> ResponseReturnValue:
    """Give the file up."""
    with writing() as session:
        service.discard(session, desk_at(session, slug, token).kept)
    flash(gettext("The file was deleted; nobody was registered."), "ok")
    return redirect(url_for("imports.upload", slug=slug), HTTPStatus.SEE_OTHER)
