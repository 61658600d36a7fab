"""The saved views of an edition: all of them, a new one, and what can be done about one."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.forms import ViewForm
from sokwms_reg.attendees.models import SavedView
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.choosing import list_words
from sokwms_reg.attendees.office.notices import refusals
from sokwms_reg.attendees.office.shown import asked, plain_columns
from sokwms_reg.attendees.office.taking import labels
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext, ngettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission

VIEWS = "/<slug>/views"
NEW = f"{VIEWS}/new"
ONE = f"{VIEWS}/<int(max=2147483647):number>"  # what every database's integer holds
DELETE = f"{ONE}/delete"


def view_of(session: Session, edition: Edition, number: int) -> SavedView:
    """Return the view of the address; 404 where there is none."""
    return queries.view_at(session, edition.id, number) or abort(HTTPStatus.NOT_FOUND)


def doing(seen: int | None = None) -> service.Doing:
    """Return who does something about views now."""
    return service.Doing(acting(), clock.now(), seen)


def asked_list(scope: queries.Scope) -> tuple[queries.Wish, list[str]]:
    """Return the list that the address asks for, and a sentence for each part that means nothing."""
    arguments = request.args.to_dict(flat=False)
    sees_needs = allowed(Permission.NEEDS_READ, scope.edition.slug)
    wish, problems = queries.read(scope, arguments, sees_needs=sees_needs)
    return plain_columns(wish), refusals(problems, labels())


def name_taken() -> str:
    """Return the sentence for a name that another view has."""
    return gettext("There is a view of this name already. Please choose another name.")


def saved() -> str:
    """Return what is said once a view has been saved."""
    return gettext("The view has been saved. The whole office of this edition has it now.")


def opened(slug: str, number: int) -> ResponseReturnValue:
    """Lead to the list as a view shows it."""
    return redirect(url_for("attendees.people", slug=slug, view=number), HTTPStatus.SEE_OTHER)


def overview(slug: str) -> ResponseReturnValue:
    """Lead to all views."""
    return redirect(url_for("attendees.views", slug=slug), HTTPStatus.SEE_OTHER)


@attendees.get(VIEWS)
def views(slug: str) -> ResponseReturnValue:
    """Show all views, each in words."""
    session = db.session()
    edition = edition_at(session, slug)
    scope = queries.scope_of(session, edition)
    sees_needs = allowed(Permission.NEEDS_READ, slug)
    found = queries.views_in(session, edition.id)
    return render_template(
        "office/attendees/views.html",
        edition=edition,
        views=[(view, list_words(scope, asked(scope, view, sees_needs=sees_needs))) for view in found],
        writes=allowed(Permission.PEOPLE_WRITE, slug),
    )


@attendees.get(NEW)
def view_new(slug: str) -> ResponseReturnValue:
    """Ask what the list of the address is to be called."""
    require(Permission.PEOPLE_WRITE, slug)
    return new_page(slug, ViewForm(formdata=None))


def new_page(slug: str, form: ViewForm) -> str:
    """Return the page that saves the list of the address under a name."""
    session = db.session()
    edition = edition_at(session, slug)
    scope = queries.scope_of(session, edition)
    wish, reasons = asked_list(scope)
    form.form_errors.extend(reasons)
    return render_template(
        "office/attendees/view_new.html",
        edition=edition,
        wish=wish,
        words=list_words(scope, wish),
        form=form,
        page_error=bool(form.errors),
    )


@attendees.post(NEW)
def view_added(slug: str) -> ResponseReturnValue:
    """Save the list of the address as a new view."""
    require(Permission.PEOPLE_WRITE, slug)
    form, session = ViewForm(), db.session()
    wish, reasons = asked_list(queries.scope_of(session, edition_at(session, slug)))
    if not form.validate() or reasons:
        return new_page(slug, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as saving:
            number = service.save_view_as(saving, edition_at(saving, slug), form.name.data or "", wish, doing()).id
    except service.ViewError as error:
        _explain(form, error)
        return new_page(slug, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(saved(), "ok")
    return opened(slug, number)


def _explain(form: ViewForm, error: service.ViewError) -> None:
    """Say why a view cannot be saved."""
    if isinstance(error, service.ViewNameTakenError):
        form.name.errors = [name_taken()]
        return
    form.form_errors.append(
        ngettext(
            "An edition has at most %(num)s view. Please delete one that nobody needs.",
            "An edition has at most %(num)s views. Please delete one that nobody needs.",
            service.MOST_VIEWS,
        )
    )


@attendees.get(DELETE)
def view_asked(slug: str, number: int) -> ResponseReturnValue:
    """Ask before a view is deleted."""
    require(Permission.PEOPLE_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    return render_template("office/attendees/view_delete.html", edition=edition, view=view_of(session, edition, number))


@attendees.post(DELETE)
def view_deleted(slug: str, number: int) -> ResponseReturnValue:
    """Delete a view; one that is gone already is no error."""
    require(Permission.PEOPLE_WRITE, slug)
    try:
        with writing() as session:
            edition = edition_at(session, slug)
            service.delete_view(session, edition, service.view_to_change(session, edition, number), doing())
    except service.GoneViewError:
        pass
    flash(gettext("The view has been deleted."), "ok")
    return overview(slug)
