"""Changing one's data until registration closes. Nothing typed is lost, also where somebody else was quicker."""

from dataclasses import dataclass

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from sokwms_reg.audit.service import Changes
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext, speaking
from sokwms_reg.core.templates import weekday_day
from sokwms_reg.core.tokens import TokenError
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import forms, queries, service
from sokwms_reg.registration.emails import FIELDS
from sokwms_reg.registration.forms import choices
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import ENDED, HOLDING, NO_LIMITS, Action, DayLimits, deadline, full_days, may
from sokwms_reg.registration.views import registration
from sokwms_reg.registration.views.deadlines import until_words
from sokwms_reg.registration.views.keeping import typed_answers
from sokwms_reg.registration.views.own import PARTICIPANT, opened
from sokwms_reg.registration.views.registering import MOST, UNUSABLE, words_of


@dataclass(frozen=True)
class Desk:
    """A registration with all that its form stands on."""

    token: str
    registration: Registration
    edition: Edition
    category: Category
    days: list[EditionDay]
    chosen: list[EditionDay]
    limits: DayLimits

    @property
    def open(self) -> bool:
        """Tell whether the data may be changed now."""
        return may(self.edition, self.registration.state, Action.EDIT, None, clock.now())

    @property
    def until(self) -> str:
        """Return the deadline in words, "" where there is none."""
        ends = deadline(self.edition, Action.EDIT, None)
        return until_words(ends, self.edition.timezone) if ends else ""

    def form(self) -> forms.RegistrationForm:
        """Return a fresh form: what is stored, or, when something was sent, what was typed."""
        made_from = service.made_from(db.session(), self.registration)
        issued = forms.EditToken(self.registration.id, made_from)
        return self.typed(forms.issue_edit(_secret(), issued))

    def typed(self, form_token: str) -> forms.RegistrationForm:
        """Return the form under the token that came with it."""
        sent = request.form if request.method == "POST" else None
        return forms.make_edit_form(self.registration, self.category, self.days, self.chosen, form_token, sent)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _desk(token: str) -> Desk:
    session = db.session()
    found = opened(session, token)
    return Desk(
        token=token,
        registration=found,
        edition=session.get_one(Edition, found.edition_id),
        category=session.get_one(Category, found.category_id),
        days=list(queries.days(session, found.edition_id)),
        chosen=list(queries.days_of(session, found.id)),
        limits=editions.day_limits(session, found.edition_id).get(found.category_id, NO_LIMITS),
    )


@registration.get("/my/<token>/edit")
def edit(token: str) -> ResponseReturnValue:
    """Hand out the form with what is stored; a withdrawn registration has nothing to change."""
    desk = _desk(token)
    if desk.registration.state in ENDED:
        return redirect(url_for("registration.my", token=token), 303)
    return _form_page(desk, desk.form()) if desk.open else _over_page(desk, 200)


@registration.post("/my/<token>/edit")
def edit_sent(token: str) -> ResponseReturnValue:
    """Save, or give the form back: with its errors, or in the other language."""
    request.max_content_length = MOST
    desk = _desk(token)
    read = _form_token(desk)
    made = desk.typed(request.form["form_token"])
    if not desk.open:
        return _over_page(desk, UNUSABLE, made)
    if request.form.get("step") == "language":
        return _form_page(desk, made, newer=_still_newer(desk, made))
    return _save(desk, made, read.made_from) if made.validate() else _form_page(desk, made, UNUSABLE)


def _form_token(desk: Desk) -> forms.EditToken:
    """Return what the form's token says: 400 for a missing or altered one, and for another registration's."""
    try:
        read = forms.read_edit(_secret(), request.form.get("form_token", ""))
    except TokenError:
        abort(400)
    return read if read.registration_id == desk.registration.id else abort(400)


def _save(desk: Desk, made: forms.RegistrationForm, made_from: str) -> ResponseReturnValue:
    kept = desk.registration
    application = made.application(desk.category.key, kept.form_nonce, kept.privacy_version)
    with speaking(kept.language), force_locale(kept.language):
        words = words_of(application)
    correction = service.Correction(application, made_from, words)
    try:
        with writing() as session:
            changed = service.edit(session, opened(session, desk.token), correction, PARTICIPANT, clock.now())
    except service.EditingOverError:
        return _over_page(_desk(desk.token), UNUSABLE, made)
    except service.RegistrationError as error:
        return _refused(_desk(desk.token), made, application, error)
    outbox.wake()
    return redirect(url_for("registration.my", token=desk.token, changed=int(changed)), 303)


def _refused(
    desk: Desk, made: forms.RegistrationForm, application: service.Application, error: service.RegistrationError
) -> ResponseReturnValue:
    """Give the form back as typed with the reason; a form made from older data gets a token of the newer ones."""
    if isinstance(error, service.StaleFormError):
        newer = service.differences(db.session(), desk.registration, application)
        return _form_page(desk, desk.form(), UNUSABLE, _stored_words(desk, newer))
    if isinstance(error, service.FullDaysError):
        days = "; ".join(weekday_day(day) for day in error.dates)
        sentence = gettext("No place is free on %(days)s. Nothing was changed.", days=days)
        made.days.errors = [sentence]
    elif isinstance(error, service.InstitutionLimitError):
        made.institution.errors = [
            gettext("As many people from this institution hold places in this category as may. Nothing was changed.")
        ]
    elif isinstance(error, service.SamePersonError):
        sentence = gettext(
            "Another registration with this name and this e-mail address already exists. Nothing was changed."
        )
        made.form_errors.append(sentence)
    else:
        made.form_errors.append(gettext("One of the chosen days is no longer part of the conference."))
    return _form_page(desk, made, UNUSABLE)


def _still_newer(desk: Desk, made: forms.RegistrationForm) -> list[tuple[str, str]]:
    """Return once more what is stored and was typed otherwise, where the form was given back for it before."""
    if "newer" not in request.form or not made.validate():
        return []
    kept = desk.registration
    application = made.application(desk.category.key, kept.form_nonce, kept.privacy_version)
    return _stored_words(desk, service.differences(db.session(), kept, application))


def _stored_words(desk: Desk, newer: Changes) -> list[tuple[str, str]]:
    """Return what is stored and was typed otherwise, as (name, value) in the reader's words."""
    words = words_of(desk.registration)
    rows = []
    for name, (stored, _typed) in newer.items():
        if name == "days":
            value = "; ".join(weekday_day(day.date) for day in desk.chosen)
        elif isinstance(stored, bool):
            value = gettext("yes") if stored else gettext("no")
        else:
            value = words.get(name, str(stored))
        rows.append((gettext(FIELDS[name]), value or gettext("not given")))
    return rows


def _form_page(
    desk: Desk, made: forms.RegistrationForm, status: int = 200, newer: list[tuple[str, str]] | None = None
) -> ResponseReturnValue:
    if newer:
        made.form_errors.append(
            gettext("The data have been changed since this form was opened. Nothing typed here has been saved yet.")
        )
    page = render_template(
        "registration/edit.html",
        token=desk.token,
        registration=desk.registration,
        edition=desk.edition,
        category=desk.category,
        days=desk.days,
        full_days=[day for day in full_days(desk.days, desk.limits) if day not in desk.chosen],
        holds=desk.registration.state in HOLDING,
        form=made,
        until=desk.until,
        newer=newer or [],
        fresh=request.method == "GET",
        country_options=choices.country_options,
        page_error=bool(made.errors),
    )
    return page, status


def _over_page(desk: Desk, status: int, typed: forms.RegistrationForm | None = None) -> ResponseReturnValue:
    page = render_template(
        "registration/edit_over.html",
        token=desk.token,
        registration=desk.registration,
        edition=desk.edition,
        until=desk.until,
        form=typed,
        typed=typed_answers(typed) if typed else [],
    )
    return page, status
