"""The second page: what each column holds, and what holds for all rows."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock
from sokwms_reg.core.db import db, trying, writing
from sokwms_reg.core.search import fold_words
from sokwms_reg.core.tabular import ENCODINGS, SEPARATORS, Kind, TableError
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.imports import queries, service
from sokwms_reg.imports.forms import ImportForm, field_names, field_words, guess, lines_of, make_import_form, suggest
from sokwms_reg.imports.office import imports
from sokwms_reg.imports.office.desk import Desk, desk_at
from sokwms_reg.imports.states import flaw_words, remark_words
from sokwms_reg.registration.service import Told

SAMPLES = 3
SHOWN = 60  # letters of a cell


@dataclass(frozen=True)
class ColumnShown:
    """A column of the file: its heading, its first cells, and the field that is chosen for it."""

    heading: str
    cells: list[str]
    field: str


@imports.get("/<slug>/import/<token>")
def mapping(slug: str, token: str) -> ResponseReturnValue:
    """Show the columns with what was chosen before, or with guesses."""
    session = db.session()
    desk = desk_at(session, slug, token)
    kept = desk.kept
    fields = kept.choices.get("fields")
    if fields is None:
        fields = guess(kept.headings, kept.people, queries.meanings(session, desk.scope.edition.id))
    form = make_import_form(desk.scope, fields, None)
    suggest(form, desk.scope, kept.choices)
    return _page(desk, form, [])


def _page(desk: Desk, form: ImportForm, problems: list[str]) -> str:
    kept = desk.kept
    columns = [
        ColumnShown(heading, [one[place][:SHOWN] for one in map(kept.padded, kept.people[:SAMPLES])], field)
        for place, (heading, field) in enumerate(zip(kept.headings, form.fields, strict=True))
    ]
    return render_template(
        "office/imports/mapping.html",
        edition=desk.scope.edition,
        kept=kept,
        people=len(kept.people),
        form=form,
        columns=columns,
        fields=field_words(),
        problems=problems,
        page_error=bool(problems or form.errors),
        remarks=[remark_words(remark, number) for remark, number in kept.remarks.items()],
        encodings=ENCODINGS if kept.kind == Kind.CSV else {},
        separators=SEPARATORS,
    )


@imports.post("/<slug>/import/<token>")
def mapped(slug: str, token: str) -> ResponseReturnValue:
    """Keep what was said and try it, or read a CSV in another way."""
    desk = desk_at(db.session(), slug, token)
    fields = _fields(desk)
    form = make_import_form(desk.scope, fields, request.form)
    if request.form.get("step") == "read" and desk.kept.kind == Kind.CSV:
        return _read_again(slug, desk, form)
    valid = form.validate()
    if not valid or form.column_errors:
        return _page(desk, form, form.column_errors), HTTPStatus.UNPROCESSABLE_ENTITY
    chosen = form.chosen()
    results = dry_run(slug, token, chosen)
    with writing() as session:
        wanted = desk_at(session, slug, token)
        wanted.kept.choices, wanted.kept.results = chosen, [one.kept() for one in results]
        meant = dict(zip(map(fold_words, wanted.kept.headings), fields, strict=True))
        meant.pop("", None)
        service.remember(session, wanted.scope.edition.id, meant, clock.now())
    return redirect(url_for("imports.preview", slug=slug, token=token), HTTPStatus.SEE_OTHER)


def _fields(desk: Desk) -> list[str]:
    """Return the field of each column as sent; what is none counts as none."""
    known = set(field_names())
    sent = [request.form.get(f"column_{place}", "") for place in range(len(desk.kept.headings))]
    return [field if field in known else "" for field in sent]


def _read_again(slug: str, desk: Desk, form: ImportForm) -> ResponseReturnValue:
    token = desk.kept.token
    encoding, separator = request.form.get("encoding", ""), request.form.get("separator", "")
    try:
        with writing() as session:
            service.read_again(desk_at(session, slug, token).kept, encoding, separator)
    except TableError as error:
        desk = desk_at(db.session(), slug, token)
        return _page(desk, form, [flaw_words(error.flaw, error.where)]), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("imports.mapping", slug=slug, token=token), HTTPStatus.SEE_OTHER)


def order_of(choices: dict[str, object]) -> service.Order:
    """Return who imports now, and who hears of it."""
    return service.Order(acting(), clock.now(), Told.NEW if choices["mail"] else Told.NOBODY)


def dry_run(slug: str, token: str, choices: dict[str, object]) -> list[service.Result]:
    """Do what the choices say in a transaction that is rolled back, and return what became of each row."""
    desk = desk_at(db.session(), slug, token)
    lines, order = lines_of(desk.scope, desk.kept, choices), order_of(choices)
    with trying() as session:
        return service.run(session, edition_at(session, slug), lines, order)
