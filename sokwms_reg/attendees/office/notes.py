"""Notes of the secretariat on a person's page: written, changed by their author, deleted after a question."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.forms import NoteForm
from sokwms_reg.attendees.models import RegistrationNote
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.clash import KEEP_THEIRS, Clash, clash
from sokwms_reg.attendees.office.page import NEW_NOTE, InHand, person_page
from sokwms_reg.attendees.states import state_words
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office.desk import registration_at

NOTES = "/<slug>/attendees/<reference>/notes"
NOTE = f"{NOTES}/<int:number>"
NOTES_ANCHOR = "notes"


def asked_note(session: Session, edition: Edition, found: Registration) -> InHand:
    """Return the note that the address asks to change (`?edit=note-7`), if it is one's own; else nothing."""
    kind, _dash, number = request.args.get("edit", "").partition("-")
    if kind != NEW_NOTE or not _usable(number) or not allowed(Permission.PEOPLE_WRITE, edition.slug):
        return InHand()
    note = queries.note_about(session, found, int(number))
    if note is None or note.author_id != str(current_user.id):
        return InHand()
    return _in_hand(note.id, NoteForm(formdata=None, text=note.text, made_from=service.note_mark(note)))


def _usable(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 10  # noqa: PLR2004 - what every database's integer holds


def _in_hand(number: int, form: NoteForm, both: Clash | None = None) -> InHand:
    """Return a note that is being changed; its field has another id than that of a new note on the same page."""
    what = f"{NEW_NOTE}-{number}"
    form.text.id = f"{what}-text"
    return InHand(what, form, both)


def _case(session: Session, slug: str, reference: str) -> tuple[Edition, Registration]:
    edition = edition_at(session, slug)
    return edition, registration_at(session, edition, reference)


def _note(session: Session, found: Registration, number: int) -> RegistrationNote | None:
    """Return a note, None where it is gone; 404 for a number that no note ever had."""
    return queries.note_about(session, found, number) if _usable(str(number)) else abort(HTTPStatus.NOT_FOUND)


@attendees.post(NOTES)
def note_added(slug: str, reference: str) -> ResponseReturnValue:
    """Write a note."""
    require(Permission.PEOPLE_WRITE, slug)
    form = NoteForm()
    if not form.validate():
        return _page(slug, reference, InHand(NEW_NOTE, form)), HTTPStatus.UNPROCESSABLE_ENTITY
    with writing() as session:
        _edition, found = _case(session, slug, reference)
        service.add_note(session, found, form.text.data or "", acting(), clock.now())
    flash(gettext("The note has been saved."), "ok")
    return _back(slug, reference)


def _page(slug: str, reference: str, in_hand: InHand) -> str:
    edition, found = _case(db.session(), slug, reference)
    return person_page(db.session(), edition, found, in_hand)


@attendees.post(NOTE)
def note_changed(slug: str, reference: str, number: int) -> ResponseReturnValue:
    """Change one's own note; one that is gone meanwhile comes back as a new one to be saved."""
    require(Permission.PEOPLE_WRITE, slug)
    if not _usable(str(number)):
        abort(HTTPStatus.NOT_FOUND)
    form = NoteForm()
    if request.form.get("deed") == KEEP_THEIRS:
        flash(gettext("The colleague's version has been kept."), "ok")
        return _back(slug, reference)
    if not form.validate():
        return _page(slug, reference, _in_hand(number, form)), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as session:
            _edition, found = _case(session, slug, reference)
            note = _note(session, found, number)
            if note is not None:
                service.change_note(
                    session,
                    found,
                    note,
                    form.text.data or "",
                    acting(),
                    clock.now(),
                    made_from=form.made_from.data or "",
                )
    except service.NotTheAuthorError:
        abort(HTTPStatus.FORBIDDEN)
    except service.StaleNoteError:
        return _overtaken(slug, reference, number, form)
    if note is None:
        return _gone(slug, reference, form)
    flash(gettext("The note has been saved."), "ok")
    return _back(slug, reference)


def _overtaken(slug: str, reference: str, number: int, form: NoteForm) -> ResponseReturnValue:
    """Show both versions of a note that its author changes in two windows."""
    session = db.session()
    edition, found = _case(session, slug, reference)
    note = queries.note_about(session, found, number)
    rows = [(gettext("Note"), note.text if note else "", form.text.data or "")]
    both = clash(session, edition, found, rows, action="attendees.note_changed")
    form.made_from.data = service.note_mark(note) if note else ""
    form.form_errors.append(both.unsaved)
    page = person_page(session, edition, found, _in_hand(number, form, both))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _gone(slug: str, reference: str, form: NoteForm) -> ResponseReturnValue:
    form.form_errors.append(
        gettext("The note has been deleted meanwhile. What you typed is in the field for a new note.")
    )
    return _page(slug, reference, InHand(NEW_NOTE, form)), HTTPStatus.UNPROCESSABLE_ENTITY


@attendees.get(f"{NOTE}/delete")
def note_asked(slug: str, reference: str, number: int) -> ResponseReturnValue:
    """Ask before a note is deleted."""
    require(Permission.PEOPLE_WRITE, slug)
    edition, found = _case(db.session(), slug, reference)
    note = _note(db.session(), found, number)
    if note is None:
        return _back(slug, reference)
    return render_template(
        "office/attendees/note_delete.html",
        edition=edition,
        registration=found,
        label=state_words(found.state, found.cancelled_by),
        note=note,
    )


@attendees.post(f"{NOTE}/delete")
def note_deleted(slug: str, reference: str, number: int) -> ResponseReturnValue:
    """Delete one's own note, or as an organiser anybody's; one that is gone already is no error."""
    require(Permission.PEOPLE_WRITE, slug)
    delete = service.delete_note if allowed(Permission.SETTINGS_WRITE, slug) else service.delete_own_note
    try:
        with writing() as session:
            _edition, found = _case(session, slug, reference)
            note = _note(session, found, number)
            if note is not None:
                delete(session, found, note, acting(), clock.now())
    except service.NotTheAuthorError:
        abort(HTTPStatus.FORBIDDEN)
    flash(gettext("The note has been deleted."), "ok")
    return _back(slug, reference)


def _back(slug: str, reference: str) -> ResponseReturnValue:
    address = url_for("attendees.person", slug=slug, reference=reference, _anchor=NOTES_ANCHOR)
    return redirect(address, HTTPStatus.SEE_OTHER)
