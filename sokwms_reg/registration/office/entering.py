"""Registering somebody for whom the office fills in the form: at any time, in every category, by the same rules."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.core.tokens import TokenError
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import forms, queries, service
from sokwms_reg.registration.forms import choices
from sokwms_reg.registration.forms.entering import EntryForm, make_entry_form
from sokwms_reg.registration.office import places
from sokwms_reg.registration.states import NO_LIMITS, Phase, State, free_places, full_days, phase

ADDRESS = "/<slug>/register/<category>"
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
SHUT = {Phase.NONE, Phase.CANCELLED}  # in these not even the office registers people


@dataclass(frozen=True)
class Sheet:
    """An edition's form for one category, and what is known of its places."""

    edition: Edition
    category: Category
    days: list[EditionDay]
    full: list[EditionDay]
    free: int


def _sheet(slug: str, key: str) -> Sheet:
    require(Permission.PEOPLE_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    category = queries.category_by_key(session, edition.id, key) or abort(404)
    days = list(queries.days(session, edition.id))
    limits = editions.day_limits(session, edition.id).get(category.id, NO_LIMITS)
    free = free_places(category, days, limits, queries.kept_for_line(session, edition, clock.now()))
    return Sheet(edition, category, days, full_days(days, limits), free)


def _token(sheet: Sheet) -> str:
    return forms.issue(str(current_app.config["SECRET_KEY"]), sheet.edition.slug, clock.now())


@places.get(ADDRESS)
def enter(slug: str, category: str) -> ResponseReturnValue:
    """Hand out an empty form."""
    sheet = _sheet(slug, category)
    if phase(sheet.edition, clock.now()) in SHUT:
        return _shut(slug)
    return _page(sheet, make_entry_form(sheet.category, sheet.days, _token(sheet), None))


def _shut(slug: str) -> ResponseReturnValue:
    flash(gettext("This edition takes no registrations here, or it is cancelled; nobody can be registered."), "warn")
    return redirect(url_for("attendees.people", slug=slug), HTTPStatus.SEE_OTHER)


def _page(sheet: Sheet, form: EntryForm) -> str:
    return render_template(
        "office/places/enter.html",
        edition=sheet.edition,
        category=sheet.category,
        days=sheet.days,
        full_days=sheet.full,
        free=sheet.free,
        form=form,
        country_options=choices.country_options,
        page_error=bool(form.errors),
    )


@places.post(ADDRESS)
def entered(slug: str, category: str) -> ResponseReturnValue:
    """Register the person, and go on to that person's page; a refusal gives the form back as it was typed."""
    sheet = _sheet(slug, category)
    token = request.form.get("form_token", "")
    try:
        read = forms.read(str(current_app.config["SECRET_KEY"]), token)
    except TokenError:
        token, read = "", None
    if read is None or read.edition != slug:
        form = make_entry_form(sheet.category, sheet.days, _token(sheet), request.form)
        form.validate()
        return _page(sheet, form), REFUSED
    form = make_entry_form(sheet.category, sheet.days, token, request.form)
    if not form.validate():
        return _page(sheet, form), REFUSED
    return _register(sheet, form, read.nonce)


def _register(sheet: Sheet, form: EntryForm, nonce: str) -> ResponseReturnValue:
    slug = sheet.edition.slug
    application = form.application(sheet.category.key, nonce, sheet.edition.privacy_version)
    try:
        with writing() as session:
            outcome = service.register_by_office(session, edition_at(session, slug), application, clock.now(), acting())
            reference, sentence = outcome.registration.reference, _sentence(outcome)
    except service.FormReusedError as error:
        return _page(sheet, _used(sheet, str(error))), REFUSED
    except service.RegistrationClosedError:
        return _shut(slug)
    outbox.wake()
    flash(sentence, "ok" if outcome.created else "warn")
    return redirect(url_for("attendees.person", slug=slug, reference=reference), HTTPStatus.SEE_OTHER)


def _used(sheet: Sheet, reference: str) -> EntryForm:
    """Return what was typed on a form that has been sent before, with a token of its own and a word about it."""
    form = make_entry_form(sheet.category, sheet.days, _token(sheet), request.form)
    form.form_errors.append(
        gettext(
            "This form has already been sent as registration %(reference)s. To register another person, please check "
            "the data and send the form again.",
            reference=reference,
        )
    )
    return form


def _sentence(outcome: service.Outcome) -> str:
    if not outcome.created:
        return gettext(
            "This person is registered already; this is that registration, and nothing was changed in it. A message "
            "that says so is in the outbox."
        )
    return {
        State.CONFIRMED: gettext("The person is registered with a place; the message is in the outbox."),
        State.PENDING: gettext("The registration awaits a decision and holds a place; the message is in the outbox."),
        State.WAITING: gettext("No place is free: the person is on the waiting list; the message is in the outbox."),
    }[State(outcome.registration.state)]
