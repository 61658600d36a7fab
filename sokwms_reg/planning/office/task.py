"""One task: added, changed, done, not done after all, deleted. Without script each is a form with one button."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.planning import queries, service
from sokwms_reg.planning.forms import TaskForm, make_task_form
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.planning.office import planning

TASK = "/<slug>/calendar/<int(max=2147483647):task_id>"
UNUSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
DEEDS = {
    "done": (service.tick, N_("The task is done."), N_("The task was done already.")),
    "undone": (service.untick, N_("The task is open again."), N_("The task was open already.")),
}


def _task_at(session: Session, edition: Edition, task_id: int) -> OfficeTask:
    return queries.task_of(session, edition.id, task_id) or abort(404)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("planning.calendar", slug=slug), HTTPStatus.SEE_OTHER)


@planning.get("/<slug>/calendar/new")
def new(slug: str) -> ResponseReturnValue:
    """Hand out the form of a new task."""
    require(Permission.TASKS_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    return _form_page(edition, make_task_form(queries.staff_of(session, edition.id), None))


@planning.post("/<slug>/calendar/new")
def add(slug: str) -> ResponseReturnValue:
    """Add the task, or give the form back as typed."""
    require(Permission.TASKS_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    form = make_task_form(queries.staff_of(session, edition.id), request.form)
    if not form.validate():
        return _form_page(edition, form), UNUSABLE
    with writing() as adding:
        service.add(adding, service.Deed(edition_at(adding, slug), acting(), clock.now()), form.data_of_task)
    flash(gettext("The task is in the calendar."), "ok")
    return _back(slug)


@planning.get(TASK)
def task(slug: str, task_id: int) -> ResponseReturnValue:
    """Hand out the form with what is stored."""
    require(Permission.TASKS_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    found = _task_at(session, edition, task_id)
    return _form_page(edition, make_task_form(queries.staff_of(session, edition.id), None, found), found)


@planning.post(TASK)
def change(slug: str, task_id: int) -> ResponseReturnValue:
    """Change the task. Where a colleague has meanwhile, say what is stored now and keep what was typed."""
    require(Permission.TASKS_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    found = _task_at(session, edition, task_id)
    form = make_task_form(queries.staff_of(session, edition.id), request.form, found)
    if not form.validate():
        return _form_page(edition, form, found), UNUSABLE
    try:
        with writing() as changing:
            edition = edition_at(changing, slug)
            deed = service.Deed(edition, acting(), clock.now())
            stored = _task_at(changing, edition, task_id)
            changed = service.change(changing, deed, stored, form.data_of_task, form.version_seen)
    except service.StaleTaskError:
        return _stale(slug, task_id, form)
    flash(gettext("The task is changed.") if changed else gettext("The task was already the same."), "ok")
    return _back(slug)


def _stale(slug: str, task_id: int, form: TaskForm) -> ResponseReturnValue:
    session = db.session()
    edition = edition_at(session, slug)
    found = _task_at(session, edition, task_id)
    theirs = make_task_form(queries.staff_of(session, edition.id), None, found)
    form.version.data = str(found.version)
    return _form_page(edition, form, found, theirs), HTTPStatus.CONFLICT


@planning.post(f"{TASK}/<any(done, undone):deed>")
def mark(slug: str, task_id: int, deed: str) -> ResponseReturnValue:
    """Note that the task is done, or that it is not after all."""
    require(Permission.TASKS_WRITE, slug)
    act, done, already = DEEDS[deed]
    with writing() as session:
        edition = edition_at(session, slug)
        order = service.Deed(edition, acting(), clock.now())
        changed = act(session, order, _task_at(session, edition, task_id))
    flash(gettext(done if changed else already), "ok" if changed else "info")
    return _back(slug)


@planning.get(f"{TASK}/delete")
def delete_asked(slug: str, task_id: int) -> ResponseReturnValue:
    """Ask first; a GET changes nothing."""
    require(Permission.TASKS_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    found = _task_at(session, edition, task_id)
    return render_template("office/planning/delete.html", edition=edition, task=found)


@planning.post(f"{TASK}/delete")
def delete(slug: str, task_id: int) -> ResponseReturnValue:
    """Take the task out of the calendar."""
    require(Permission.TASKS_WRITE, slug)
    with writing() as session:
        edition = edition_at(session, slug)
        deed = service.Deed(edition, acting(), clock.now())
        service.remove(session, deed, _task_at(session, edition, task_id))
    flash(gettext("The task is deleted."), "ok")
    return _back(slug)


def _form_page(
    edition: Edition, form: TaskForm, found: OfficeTask | None = None, theirs: TaskForm | None = None
) -> str:
    """Return the form; `theirs` is what a colleague has stored since, beside what was typed."""
    return render_template(
        "office/planning/task.html",
        edition=edition,
        form=form,
        task=found,
        newer=_differences(form, theirs) if theirs else [],
        page_error=bool(form.errors or theirs),
    )


def _differences(form: TaskForm, theirs: TaskForm) -> list[tuple[str, str]]:
    """Return the fields that are stored otherwise than they were typed, with what is stored."""
    named = [field for field in theirs if field.name not in {"version", "csrf_token"}]
    return [
        (str(field.label.text), _shown(field) or gettext("not given"))
        for field in named
        if field.data != form[field.name].data
    ]


def _shown(field: object) -> str:
    choices = {str(choice.value): str(choice.label) for choice in getattr(field, "choices", None) or ()}
    value = field.data  # type: ignore[attr-defined] # any field
    return choices.get(str(value), "" if value is None else str(value))
