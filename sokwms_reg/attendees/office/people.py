"""The list and its files. On the page what means nothing is left out and named; a file is then refused."""

import tempfile
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from sokwms_reg.attendees import exports, queries, service
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.notices import notices
from sokwms_reg.attendees.office.taking import LONG, SLOW, asked_file, labels, with_page
from sokwms_reg.attendees.states import state_words
from sokwms_reg.core.clock import local, now
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import current_language, gettext
from sokwms_reg.core.office import allowed, require, tidy_address
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission

IN_MEMORY = 1024 * 1024  # bytes; a larger file goes through the disk


@attendees.get("/<slug>/attendees")
def people(slug: str) -> ResponseReturnValue:
    """Show a page of the list."""
    if tidy := tidy_address():
        return redirect(tidy)
    session = db.session()
    scope = queries.scope_of(session, edition_at(session, slug))
    wish, problems = queries.read(scope, request.args.to_dict(flat=False))
    total, figures = queries.figures(session, scope, wish)
    page = queries.page_of(session, scope, wish, total)
    problems = with_page(problems, wish, total)
    return render_template(
        "office/attendees/people.html",
        scope=scope,
        edition=scope.edition,
        wish=wish,
        notices=notices(problems, labels()),
        page=page,
        figures=figures,
        filters=[(each, each.choices(scope)) for each in queries.filters()],
        sorts=_sorts(),
        categories={category.id: category for category in scope.categories},
        state_words=state_words,
        page_urls=_page_urls(slug, wish, page),
        enters=scope.categories if allowed(Permission.PEOPLE_WRITE, slug) else [],
        formats=list(exports.Format) if allowed(Permission.PEOPLE_EXPORT, slug) else [],
    )


def _sorts() -> list[tuple[str, str]]:
    """Return the orders to choose from, each both ways."""
    words = [(key, gettext(text)) for key, text in queries.SORTS.items()]
    turned = [(f"-{key}", gettext("%(order)s, descending", order=text)) for key, text in words]
    return [choice for pair in zip(words, turned, strict=True) for choice in pair]


def _page_urls(slug: str, wish: queries.Wish, page: queries.PeoplePage) -> dict[int, str]:
    """Return the addresses of the first and last page and of those around this one."""
    near = {1, page.number - 1, page.number, page.number + 1, page.pages}
    return {
        number: url_for("attendees.people", slug=slug, **wish.arguments(), page=number)
        for number in near
        if 1 <= number <= page.pages
    }


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
