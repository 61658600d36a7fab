"""The list as a file. What means nothing in its address is refused, never left out."""

import tempfile
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from sokwms_reg.attendees import exports, queries, service
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.taking import LONG, SLOW, asked_file
from sokwms_reg.core.clock import local, now
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import current_language, gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission

IN_MEMORY = 1024 * 1024  # bytes; a larger file goes through the disk


@attendees.get("/<slug>/attendees.<any(csv, xlsx, ods, json):format>")
def export(slug: str, format: str) -> ResponseReturnValue:  # noqa: A002 - the name in the address is a contract
    """Give all pages of what is filtered as a file, and record who took it."""
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    scope = queries.scope_of(session, edition_at(session, slug))
    asked = asked_file(session, scope)
    if asked.reasons:
        return _refused(slug, asked.reasons)
    file_format = exports.Format(format)
    if asked.number > LONG and file_format in SLOW:
        arguments: dict[str, Any] = {**request.args.to_dict(flat=False), "format": format}
        return redirect(url_for("downloads.ask", slug=slug, **arguments))
    finished = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the answer
    try:
        seen: list[int] = []
        number = exports.write(
            finished,
            session,
            scope,
            asked.wish,
            file_format,
            language=current_language(),
            chosen=asked.columns,
            seen=seen,
        )
        name = f"sokwms-{slug}-{local(now(), scope.edition.timezone):%Y-%m-%d}.{file_format}"
        with writing() as recording:
            taken = service.TakenList(asked.wish, file_format, number, [one.name for one in asked.columns], seen)
            service.record_export(recording, edition_at(recording, slug), taken, acting(), now())
    except BaseException:
        finished.close()
        raise
    return _file(finished, name, exports.CONTENT_TYPES[file_format])


def _file(finished: "tempfile.SpooledTemporaryFile[bytes]", name: str, content_type: str) -> Response:
    length = finished.tell()
    finished.seek(0)
    if length <= IN_MEMORY:
        with finished:
            response = Response(finished.read(), content_type=content_type)
    else:
        response = Response(wrap_file(request.environ, finished), content_type=content_type, direct_passthrough=True)
        response.call_on_close(finished.close)
        response.content_length = length
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(slug: str, reasons: Sequence[str]) -> ResponseReturnValue:
    """Answer 422: a file of something else than was asked would be worse than none."""
    page = render_template(
        "office/refused.html",
        title=gettext("This list cannot be exported"),
        text=gettext(
            "%(reasons)s Please choose the filters on the list and export from there.", reasons=" ".join(reasons)
        ),
        link=(url_for("attendees.people", slug=slug), gettext("To the list")),
        page_error=True,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
