"""The first page: a file is chosen; below it what was imported before, and what waits to be."""

import io
from http import HTTPStatus
from pathlib import PurePath

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from sokwms_reg.attendees import exports
from sokwms_reg.attendees.exports import csv_file, xlsx_file
from sokwms_reg.attendees.exports.table import Sheet
from sokwms_reg.attendees.queries import scope_of
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.core.tabular import BYTES, COLUMNS, ENCODINGS, ROWS, TableError, read
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.imports import queries, service
from sokwms_reg.imports.forms import field_names
from sokwms_reg.imports.forms.fields import FULL_NAME
from sokwms_reg.imports.office import imports
from sokwms_reg.imports.office.desk import is_shut
from sokwms_reg.imports.office.telling import told_of
from sokwms_reg.imports.states import KEPT_HOURS, MEGABYTES, flaw_words
from sokwms_reg.registration.forms.application import one_line

LONGEST_NAME = 200
_WRITERS = {exports.Format.CSV: csv_file.write, exports.Format.XLSX: xlsx_file.write}


@imports.get("/<slug>/import")
def upload(slug: str) -> ResponseReturnValue:
    """Ask for a file."""
    require(Permission.PEOPLE_WRITE, slug)
    if is_shut(db.session(), slug):
        return _shut(slug)
    return _page(slug, "")


def _shut(slug: str) -> ResponseReturnValue:
    flash(gettext("This edition takes no registrations here, or it is cancelled; nobody can be registered."), "warn")
    return redirect(url_for("attendees.people", slug=slug), HTTPStatus.SEE_OTHER)


def _page(slug: str, problem: str) -> str:
    session = db.session()
    edition = edition_at(session, slug)
    return render_template(
        "office/imports/upload.html",
        edition=edition,
        problem=problem,
        page_error=bool(problem),
        encodings=ENCODINGS,
        encoding=request.form.get("encoding", ""),
        limits={"megabytes": MEGABYTES, "rows": ROWS, "columns": COLUMNS, "hours": KEPT_HOURS},
        waiting=queries.unfinished(session, edition.id, int(current_user.id), clock.now()),
        done=[told_of(entry) for entry in queries.imports_of(session, edition)],
    )


@imports.post("/<slug>/import")
def uploaded(slug: str) -> ResponseReturnValue:
    """Read the file and keep it, or say why it cannot be read."""
    require(Permission.PEOPLE_WRITE, slug)
    if is_shut(db.session(), slug):
        return _shut(slug)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(slug, gettext("Please choose a file.")), HTTPStatus.UNPROCESSABLE_ENTITY
    content = sent.stream.read(BYTES + 1)
    encoding = request.form.get("encoding", "")
    try:
        table = read(content, encoding if encoding in ENCODINGS else "")
    except TableError as error:
        return _page(slug, flaw_words(error.flaw, error.where)), HTTPStatus.UNPROCESSABLE_ENTITY
    name = one_line(PurePath(sent.filename).name)[-LONGEST_NAME:] or "–"
    with writing() as session:
        file = service.Upload(name, content, table)
        kept = service.keep(session, edition_at(session, slug), int(current_user.id), file, clock.now())
        token = kept.token
    return redirect(url_for("imports.mapping", slug=slug, token=token), HTTPStatus.SEE_OTHER)


@imports.get("/<slug>/import-template.<any(csv, xlsx):format>")
def template(slug: str, format: str) -> Response:  # noqa: A002 - as in the addresses of lists
    """Give an empty list with the headings that are known, in the reader's language."""
    require(Permission.PEOPLE_WRITE, slug)
    session = db.session()
    names = [name for name in field_names() if name != FULL_NAME]
    sheet = Sheet.of(
        scope_of(session, edition_at(session, slug)), exports.chosen_columns(names), gettext("Participants")
    )
    out, kind = io.BytesIO(), exports.Format(format)
    _WRITERS[kind](out, sheet, [])
    response = Response(out.getvalue(), content_type=exports.CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="sokwms-import.{kind}"'
    return response
