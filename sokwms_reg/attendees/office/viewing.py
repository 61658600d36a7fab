"""One saved view: renamed, opened by itself, saved with another content. Of two people the second is told."""

from http import HTTPStatus

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.forms import SeenForm, ViewForm
from sokwms_reg.attendees.models import SavedView
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.choosing import list_words
from sokwms_reg.attendees.office.clash import KEEP_THEIRS, Clash, clash_about
from sokwms_reg.attendees.office.shown import asked
from sokwms_reg.attendees.office.views import (
    ONE,
    asked_list,
    doing,
    name_taken,
    new_page,
    opened,
    overview,
    saved,
    view_of,
)
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission

OPEN, PLAIN = "open", "plain"  # deeds: the view opens by itself, or no longer
CONTENT = ("filter", "columns", "rows")  # what the history says of a view beside its name
WRONG = HTTPStatus.UNPROCESSABLE_ENTITY


@attendees.get(ONE)
def view(slug: str, number: int) -> ResponseReturnValue:
    """Show a view, to be renamed or deleted, or to open by itself."""
    require(Permission.PEOPLE_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    found = view_of(session, edition, number)
    return _page(session, edition, found, ViewForm(formdata=None, name=found.name, changes=str(found.changes)))


def _page(session: Session, edition: Edition, found: SavedView, form: ViewForm, clash: Clash | None = None) -> str:
    scope = queries.scope_of(session, edition)
    wish = asked(scope, found, sees_needs=allowed(Permission.NEEDS_READ, edition.slug))
    return render_template(
        "office/attendees/view.html",
        edition=edition,
        view=found,
        words=list_words(scope, wish),
        form=form,
        clash=clash,
        page_error=bool(form.errors),
    )


@attendees.post(ONE)
def view_changed(slug: str, number: int) -> ResponseReturnValue:
    """Rename a view, or let it open by itself, or no longer."""
    require(Permission.PEOPLE_WRITE, slug)
    deed = request.form.get("deed", "")
    if deed in {OPEN, PLAIN}:
        return _by_itself(slug, number, deed)
    if deed == KEEP_THEIRS:
        return _kept(overview(slug))
    form = ViewForm()
    return _renamed(slug, number, form) if form.validate() else _refused(slug, number, form)


def _kept(answer: ResponseReturnValue) -> ResponseReturnValue:
    flash(gettext("The colleague's version has been kept."), "ok")
    return answer


def _renamed(slug: str, number: int, form: ViewForm) -> ResponseReturnValue:
    try:
        with writing() as session:
            edition = edition_at(session, slug)
            found = service.view_to_change(session, edition, number)
            service.rename_view(session, edition, found, form.name.data or "", doing(form.seen))
    except service.GoneViewError:
        return _gone(slug)
    except service.ViewNameTakenError:
        form.name.errors = [name_taken()]
        return _refused(slug, number, form)
    except service.StaleViewError:
        return _overtaken_name(slug, number, form)
    flash(gettext("The view has been renamed."), "ok")
    return overview(slug)


def _refused(slug: str, number: int, form: ViewForm) -> ResponseReturnValue:
    session = db.session()
    edition = edition_at(session, slug)
    return _page(session, edition, view_of(session, edition, number), form), WRONG


def _overtaken_name(slug: str, number: int, form: ViewForm) -> ResponseReturnValue:
    session = db.session()
    edition = edition_at(session, slug)
    found = view_of(session, edition, number)
    rows = [(gettext("Name of the view"), found.name, form.name.data or "")]
    both = clash_about(session, edition, found.subject_ref, rows, ("name",))
    form.changes.data = str(found.changes)
    form.form_errors.append(both.unsaved)
    return _page(session, edition, found, form, both), WRONG


def _by_itself(slug: str, number: int, deed: str) -> ResponseReturnValue:
    """Let a view open by itself, or no longer; done twice it is done once."""
    try:
        with writing() as session:
            edition = edition_at(session, slug)
            found = service.view_to_change(session, edition, number)
            if deed == OPEN:
                service.open_by_itself(session, edition, found, doing())
            else:
                service.no_longer_by_itself(session, edition, found, doing())
    except service.GoneViewError:
        return _gone(slug)
    if deed == OPEN:
        flash(gettext("The list opens with this view from now on, for the whole office of this edition."), "ok")
    else:
        flash(gettext("The list opens with everybody from now on."), "ok")
    return overview(slug)


def _gone(slug: str) -> ResponseReturnValue:
    flash(gettext("The view does not exist any more; perhaps a colleague has deleted it. Nothing was changed."), "warn")
    return overview(slug)


@attendees.post(f"{ONE}/list")
def view_saved(slug: str, number: int) -> ResponseReturnValue:
    """Save the list of the address as the new content of a view."""
    require(Permission.PEOPLE_WRITE, slug)
    if request.form.get("deed") == KEEP_THEIRS:
        return _kept(opened(slug, number))
    session = db.session()
    wish, reasons = asked_list(queries.scope_of(session, edition_at(session, slug)))
    if reasons:  # part of the list is gone: the page of a new view says what, and leads back to the list
        return new_page(slug, ViewForm(formdata=None)), WRONG
    try:
        with writing() as saving:
            edition = edition_at(saving, slug)
            found = service.view_to_change(saving, edition, number)
            service.save_view(saving, edition, found, wish, doing(SeenForm().seen))
    except service.GoneViewError:
        return _anew(slug)
    except service.StaleViewError:
        return _overtaken_list(slug, number)
    flash(saved(), "ok")
    return opened(slug, number)


def _anew(slug: str) -> ResponseReturnValue:
    form = ViewForm(formdata=None)
    form.form_errors.append(gettext("The view has been deleted meanwhile. This list can be saved as a new one."))
    return new_page(slug, form), WRONG


def _overtaken_list(slug: str, number: int) -> ResponseReturnValue:
    """Show both lists, that of the colleague and that of the address."""
    session = db.session()
    edition = edition_at(session, slug)
    scope = queries.scope_of(session, edition)
    found = view_of(session, edition, number)
    wish, _reasons = asked_list(scope)
    mine = list_words(scope, wish)
    theirs = list_words(scope, asked(scope, found, sees_needs=allowed(Permission.NEEDS_READ, slug)))
    rows = [(label, theirs[label], words) for label, words in mine.items() if theirs[label] != words]
    page = render_template(
        "office/attendees/view_clash.html",
        edition=edition,
        view=found,
        clash=clash_about(session, edition, found.subject_ref, rows, CONTENT),
        action=url_for("attendees.view_saved", slug=slug, number=number, **wish.address()),
        page_error=True,
    )
    return page, WRONG
