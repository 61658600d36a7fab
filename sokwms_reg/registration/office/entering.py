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
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import forms, queries, service
from sokwms_reg.registration.forms import choices
from sokwms_reg.registration.forms.entering import HandForm, Letter, Place, make_hand_form
from sokwms_reg.registration.office import places
from sokwms_reg.registration.office.room import MustAskError, Question, question
from sokwms_reg.registration.office.room import enter as enter_person
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
    return _page(sheet, make_hand_form(sheet.category, sheet.days, _token(sheet), None))


def _shut(slug: str) -> ResponseReturnValue:
    flash(gettext("This edition takes no registrations here, or it is cancelled; nobody can be registered."), "warn")
    return redirect(url_for("attendees.people", slug=slug), HTTPStatus.SEE_OTHER)


def _page(sheet: Sheet, form: HandForm, asked: Question | None = None) -> str:
    """Show the form; the question about the place where it is asked now, or has been."""
    if asked is None and form.place.data != Place.UNASKED:
        asked = Question()
    return render_template(
        "office/places/enter.html",
        edition=sheet.edition,
        category=sheet.category,
        days=sheet.days,
        full_days=sheet.full,
        free=sheet.free,
        form=form,
        asked=asked,
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
        form = make_hand_form(sheet.category, sheet.days, _token(sheet), request.form)
        form.validate()
        return _page(sheet, form), REFUSED
    return _register(sheet, make_hand_form(sheet.category, sheet.days, token, request.form), read.nonce)


def _register(sheet: Sheet, form: HandForm, nonce: str) -> ResponseReturnValue:
    slug, right = sheet.edition.slug, form.validate()
    if not right and not form.decided:
        return _page(sheet, form), REFUSED
    application = form.application(sheet.category.key, nonce, sheet.edition.privacy_version)
    try:
        if not right:
            return _page(sheet, form, question(slug, application)), REFUSED
        return _entered(slug, form, application) or _asked(sheet, form, application)
    except service.FormReusedError as error:
        return _page(sheet, _used(sheet, str(error))), REFUSED
    except service.RegistrationClosedError:
        return _shut(slug)


def _entered(slug: str, form: HandForm, application: service.Application) -> ResponseReturnValue | None:
    """Register the person; None where something must be asked first, and nothing was done."""
    try:
        with writing() as session:
            edition, seal = edition_at(session, slug), request.form.get("seal", "")
            outcome = enter_person(session, edition, application, form, seal)
            reference, sentence = outcome.registration.reference, _sentence(outcome, form)
    except MustAskError:
        return None
    outbox.wake()
    flash(sentence, "ok" if outcome.created else "warn")
    return redirect(url_for("attendees.person", slug=slug, reference=reference), HTTPStatus.SEE_OTHER)


def _asked(sheet: Sheet, form: HandForm, application: service.Application) -> str:
    """Ask what shall be, with the usual answer chosen."""
    if form.place.data == Place.UNASKED:
        form.place.data = Place.LINE
    return _page(sheet, form, question(sheet.edition.slug, application))


def _used(sheet: Sheet, reference: str) -> HandForm:
    """Return what was typed on a form that has been sent before, with a token of its own and a word about it."""
    form = make_hand_form(sheet.category, sheet.days, _token(sheet), request.form)
    form.form_errors.append(
        gettext(
            "This form has already been sent as registration %(reference)s. To register another person, please check "
            "the data and send the form again.",
            reference=reference,
        )
    )
    return form


def _sentence(outcome: service.Outcome, form: HandForm) -> str:
    letter = gettext("The message is in the outbox.")
    if form.letter.data == Letter.NONE:
        letter = gettext("No message goes out.")
    if not outcome.created:
        words = gettext("This person is registered already; this is that registration, and nothing was changed in it.")
        return f"{words} {letter}"
    words = {
        State.CONFIRMED: gettext("The person is registered with a place."),
        State.PENDING: gettext("The registration awaits a decision and holds a place."),
        State.WAITING: gettext("No place is free: the person is on the waiting list."),
    }[State(outcome.registration.state)]
    room = gettext("The limits were changed as shown; the reason is in the history.") if outcome.beyond else ""
    return " ".join(part for part in (words, room, letter) if part)
