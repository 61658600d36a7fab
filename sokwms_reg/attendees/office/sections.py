"""Saving a section of somebody's data. Of two colleagues the second sees both versions and decides."""

from http import HTTPStatus

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.clash import KEEP_THEIRS, clash
from sokwms_reg.attendees.office.data import TITLES, differing, may_change, section_form
from sokwms_reg.attendees.office.page import InHand, person_page
from sokwms_reg.attendees.office.steps import Case, case_at
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import LANGUAGE_NAMES, gettext, speaking
from sokwms_reg.core.office import require
from sokwms_reg.core.templates import weekday_day
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import service
from sokwms_reg.registration.forms.sections import SectionForm
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office.desk import registration_at
from sokwms_reg.registration.views.registering import MOST, words_of

ADDRESS = f"/<slug>/attendees/<reference>/edit/<any({', '.join(TITLES)}):section>"


@attendees.post(ADDRESS)
def section_sent(slug: str, reference: str, section: str) -> ResponseReturnValue:
    """Save a section, or give its form back with everything typed."""
    require(Permission.PEOPLE_WRITE, slug)
    request.max_content_length = MOST
    case = case_at(db.session(), slug, reference)
    if not may_change(section, case.edition):
        abort(HTTPStatus.FORBIDDEN)
    if request.form.get("deed") == KEEP_THEIRS:
        flash(gettext("The colleague's version has been kept."), "ok")
        return _back(case, section)
    form = section_form(db.session(), case, section, request.form)
    return _save(case, section, form) if form.validate() else _given_back(case, section, form)


def _save(case: Case, section: str, form: SectionForm) -> ResponseReturnValue:
    slug, reference = case.edition.slug, case.registration.reference
    amended = service.Amended(
        section, form.values, form.made_from.data or "", _words(case.registration, form), form.sends_letter
    )
    try:
        with writing() as session:
            found = registration_at(session, edition_at(session, slug), reference)
            order = service.Order(acting(), clock.now(), form.reason)
            changed = service.amend(session, found, amended, order)
    except service.StaleFormError:
        return _overtaken(case_at(db.session(), slug, reference), section, form)
    except service.RegistrationError as error:
        return _refused(case_at(db.session(), slug, reference), section, form, error)
    outbox.wake()
    flash(_done(form) if changed else gettext("The data were already the same."), "ok")
    return _back(case_at(db.session(), slug, reference), section)


def _words(found: Registration, form: SectionForm) -> dict[str, str]:
    """Return coded values in the language of the letters, the new one where that is what changes."""
    language = str(form.values.get("language", found.language))
    with speaking(language), force_locale(language):
        words = words_of(service.application_with(found, form.values))
    return {**words, "language": LANGUAGE_NAMES[language]}


def _done(form: SectionForm) -> str:
    if form.sends_letter:
        return gettext("The changes have been saved; the message is in the outbox.")
    return gettext("The changes have been saved; no message was sent.")


def _overtaken(case: Case, section: str, form: SectionForm) -> ResponseReturnValue:
    """Show both versions; the form keeps what was typed and now stands on the newer data."""
    found, session = case.registration, case.session
    rows = differing(found, session, form.values)
    both = clash(session, case.edition, found, rows, service.SECTIONS[section])
    form.made_from.data = service.section_mark(session, found, section)
    form.form_errors.append(both.unsaved)
    page = person_page(session, case.edition, found, InHand(section, form, both))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _refused(case: Case, section: str, form: SectionForm, error: service.RegistrationError) -> ResponseReturnValue:
    form.form_errors.append(refusal_words(error))
    return _given_back(case, section, form)


def refusal_words(error: service.RegistrationError) -> str:
    """Return why data could not be changed, in a sentence."""
    if isinstance(error, service.FullDaysError):
        days = "; ".join(weekday_day(day) for day in error.dates)
        return gettext("No place is free on %(days)s. Nothing was changed.", days=days)
    if isinstance(error, service.InstitutionLimitError):
        return gettext("As many people from this institution hold places in this category as may. Nothing was changed.")
    if isinstance(error, service.SamePersonError):
        return gettext(
            "Another active registration, %(reference)s, has this name and this e-mail address. Nothing was changed.",
            reference=str(error),
        )
    return gettext("One of the chosen days is no longer part of the conference.")


def _given_back(case: Case, section: str, form: SectionForm) -> ResponseReturnValue:
    page = person_page(case.session, case.edition, case.registration, InHand(section, form))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _back(case: Case, section: str) -> ResponseReturnValue:
    reference = case.registration.reference
    address = url_for("attendees.person", slug=case.edition.slug, reference=reference, _anchor=section)
    return redirect(address, HTTPStatus.SEE_OTHER)
