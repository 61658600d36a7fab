"""A person's page, the salutation on it, and the copy of the person's data."""

from http import HTTPStatus

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.exports.data_copy import data_copy, parts
from sokwms_reg.attendees.forms import SalutationForm
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.clash import KEEP_THEIRS, clash
from sokwms_reg.attendees.office.data import asked_section, section_form
from sokwms_reg.attendees.office.notes import asked_note
from sokwms_reg.attendees.office.page import SALUTATION, InHand, fresh_salutation, person_page
from sokwms_reg.attendees.office.steps import Case
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.office.desk import registration_at

ADDRESS = "/<slug>/attendees/<reference>"


@attendees.get(ADDRESS)
def person(slug: str, reference: str) -> ResponseReturnValue:
    """Show one registration, with the form that the address asks for; another spelling leads to its one address."""
    session = db.session()
    edition = edition_at(session, slug)
    found = registration_at(session, edition, reference)
    if found.reference != reference:
        return redirect(url_for("attendees.person", slug=slug, reference=found.reference))
    section = asked_section(edition)
    if section:
        return person_page(
            session, edition, found, InHand(section, section_form(session, Case(session, edition, found), section))
        )
    return person_page(session, edition, found, asked_note(session, edition, found))


@attendees.post(f"{ADDRESS}/salutation")
def salutation(slug: str, reference: str) -> ResponseReturnValue:
    """Save what letters to this person begin with; of two colleagues the second is shown what the first has saved."""
    require(Permission.PEOPLE_WRITE, slug)
    form = SalutationForm()
    if request.form.get("deed") == KEEP_THEIRS:
        flash(gettext("The colleague's version has been kept."), "ok")
        return _back(slug, reference)
    if not form.validate():
        return _given_back(slug, reference, form)
    try:
        with writing() as session:
            edition = edition_at(session, slug)
            found = registration_at(session, edition, reference)
            changed = service.set_salutation(
                session,
                edition,
                found,
                form.salutation.data or "",
                acting(),
                clock.now(),
                instead_of=form.instead_of.data or "",
            )
    except service.StaleSalutationError:
        return _overtaken(slug, reference, form)
    flash(
        gettext("The salutation has been saved.") if changed else gettext("The salutation was already the same."), "ok"
    )
    return _back(slug, reference)


def _given_back(slug: str, reference: str, form: SalutationForm) -> ResponseReturnValue:
    session = db.session()
    edition = edition_at(session, slug)
    found = registration_at(session, edition, reference)
    page = person_page(session, edition, found, InHand(SALUTATION, form))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _overtaken(slug: str, reference: str, form: SalutationForm) -> ResponseReturnValue:
    """Show both salutations; the form now stands on the newer one."""
    session = db.session()
    edition = edition_at(session, slug)
    found = registration_at(session, edition, reference)
    general = gettext("general")
    rows = [(gettext("Salutation"), found.salutation or general, form.salutation.data or general)]
    both = clash(session, edition, found, rows, action="attendees.salutation")
    form.instead_of.data = fresh_salutation(found).instead_of.data
    form.form_errors.append(both.unsaved)
    page = person_page(session, edition, found, InHand(SALUTATION, form, both))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _back(slug: str, reference: str) -> ResponseReturnValue:
    address = url_for("attendees.person", slug=slug, reference=reference, _anchor="salutation-part")
    return redirect(address, HTTPStatus.SEE_OTHER)


@attendees.get(f"{ADDRESS}/data.json")
def data(slug: str, reference: str) -> ResponseReturnValue:
    """Give all that is kept about the person, to be handed to that person, and record who took it."""
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    edition = edition_at(session, slug)
    found = registration_at(session, edition, reference)
    content = data_copy(session, edition, found, _unseen(slug))
    name = f"sokwms-{slug}-{found.reference}.json"
    with writing() as recording:
        edition = edition_at(recording, slug)
        found = registration_at(recording, edition, reference)
        service.record_data_copy(recording, edition, found, acting(), clock.now())
    answer = Response(content, content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _unseen(slug: str) -> frozenset[str]:
    """Return the parts of a copy that the signed-in person may not see."""
    left_out = frozenset() if allowed(Permission.NEEDS_READ, slug) else queries.NEEDS
    left_out |= {name for name, part in parts().items() if not allowed(part.permission, slug)}
    return left_out if allowed(Permission.PEOPLE_WRITE, slug) else left_out | {"notes", SALUTATION}
