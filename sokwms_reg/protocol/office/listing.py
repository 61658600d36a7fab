"""The list of offices from which salutations are proposed: added to, changed, shortened."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees.office.clash import KEEP_THEIRS, Clash, clash_about
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.protocol import queries, service
from sokwms_reg.protocol.forms import OfficeForm
from sokwms_reg.protocol.office import protocol
from sokwms_reg.protocol.states import OFFICE_FIELDS, AnyOffice
from sokwms_reg.registration.service import Order

OFFICES = "/<slug>/salutations"
OFFICE = f"{OFFICES}/<int:number>"


@protocol.get(OFFICES)
def offices(slug: str) -> ResponseReturnValue:
    """Show the list."""
    session = db.session()
    edition = edition_at(session, slug)
    return render_template(
        "office/protocol/offices.html",
        edition=edition,
        found=queries.offices(session, edition.id),
    )


@protocol.get(f"{OFFICES}/new")
def office_new(slug: str) -> ResponseReturnValue:
    """Hand out the form of an office that is to be added."""
    require(Permission.PROTOCOL_WRITE, slug)
    return _page(edition_at(db.session(), slug), OfficeForm(formdata=None))


@protocol.post(f"{OFFICES}/new")
def office_added(slug: str) -> ResponseReturnValue:
    """Add an office at the end of the list."""
    require(Permission.PROTOCOL_WRITE, slug)
    form = OfficeForm()
    if not form.validate():
        return _page(edition_at(db.session(), slug), form), HTTPStatus.UNPROCESSABLE_ENTITY
    with writing() as session:
        number = service.add_office(session, edition_at(session, slug), form.values, _order()).ordinal
    flash(gettext("The office has been added."), "ok")
    return _back(slug, number)


@protocol.get(OFFICE)
def office(slug: str, number: int) -> ResponseReturnValue:
    """Hand out the form of an office; 404 for a number that is not in the list."""
    require(Permission.PROTOCOL_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    return _page(edition, _fresh(_office(session, edition, number)), number)


@protocol.post(OFFICE)
def office_changed(slug: str, number: int) -> ResponseReturnValue:
    """Change an office; of two colleagues the second sees both versions and decides."""
    require(Permission.PROTOCOL_WRITE, slug)
    form = OfficeForm()
    if request.form.get("deed") == KEEP_THEIRS:
        flash(gettext("The colleague's version has been kept."), "ok")
        return _back(slug, number)
    if not form.validate():
        session = db.session()
        edition = edition_at(session, slug)
        _office(session, edition, number)
        return _page(edition, form, number), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as recording:
            edition = edition_at(recording, slug)
            mark = form.made_from.data or ""
            changed = service.change_office(recording, edition, number, form.values, mark, _order())
    except service.StaleOfficeError:
        return _overtaken(slug, number, form)
    flash(gettext("The office has been saved.") if changed else gettext("The office was already the same."), "ok")
    return _back(slug, number)


def _overtaken(slug: str, number: int, form: OfficeForm) -> ResponseReturnValue:
    """Show both versions; an office that is gone meanwhile comes back as a new one to be added."""
    session = db.session()
    edition = edition_at(session, slug)
    stored = queries.office_numbered(session, edition.id, number)
    if stored is None:
        form.form_errors.append(gettext("The office has been deleted meanwhile. What you typed can be added anew."))
        return _page(edition, form), HTTPStatus.UNPROCESSABLE_ENTITY
    pairs = [(name, str(getattr(stored, name)), form.values[name]) for name in OFFICE_FIELDS]
    rows = [(str(form[name].label.text), theirs, yours) for name, theirs, yours in pairs if theirs != yours]
    both = clash_about(session, edition, service.office_subject(edition, number), rows, OFFICE_FIELDS)
    form.made_from.data = service.office_mark(stored)
    form.form_errors.append(both.unsaved)
    return _page(edition, form, number, both), HTTPStatus.UNPROCESSABLE_ENTITY


@protocol.get(f"{OFFICE}/delete")
def office_asked(slug: str, number: int) -> ResponseReturnValue:
    """Ask before an office is deleted."""
    require(Permission.PROTOCOL_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    return render_template(
        "office/protocol/office_delete.html", edition=edition, office=_office(session, edition, number)
    )


@protocol.post(f"{OFFICE}/delete")
def office_deleted(slug: str, number: int) -> ResponseReturnValue:
    """Delete an office; one that is gone already is no error, a number that there never was is 404."""
    require(Permission.PROTOCOL_WRITE, slug)
    with writing() as session:
        edition = edition_at(session, slug)
        if number > queries.offices(session, edition.id)[-1].ordinal:
            abort(HTTPStatus.NOT_FOUND)
        service.delete_office(session, edition, number, _order())
    flash(gettext("The office has been deleted from the list."), "ok")
    return redirect(url_for("protocol.offices", slug=slug), HTTPStatus.SEE_OTHER)


def _office(session: Session, edition: Edition, number: int) -> AnyOffice:
    return queries.office_numbered(session, edition.id, number) or abort(HTTPStatus.NOT_FOUND)


def _fresh(stored: AnyOffice) -> OfficeForm:
    values = {name: getattr(stored, name) for name in OFFICE_FIELDS}
    return OfficeForm(formdata=None, **values, made_from=service.office_mark(stored))


def _page(edition: Edition, form: OfficeForm, number: int | None = None, both: Clash | None = None) -> str:
    return render_template(
        "office/protocol/office.html",
        edition=edition,
        form=form,
        number=number,
        clash=both,
        page_error=bool(form.errors),
    )


def _order() -> Order:
    return Order(acting(), clock.now(), "")


def _back(slug: str, number: int) -> ResponseReturnValue:
    return redirect(url_for("protocol.offices", slug=slug, _anchor=f"office-{number}"), HTTPStatus.SEE_OTHER)
