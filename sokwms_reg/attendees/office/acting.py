"""Doing what was decided: first the question, then the deed, once, and a report. Places are registration's."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.doing import do, refusal
from sokwms_reg.attendees.office.steps import Case, case_at, form_for, open_acts
from sokwms_reg.attendees.office.words import WORDS, Act
from sokwms_reg.attendees.states import state_words
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office.desk import registration_at
from sokwms_reg.registration.states import TransitionError

ADDRESS = f"/<slug>/attendees/<reference>/<any({', '.join(Act)}):step>"
WAITING = "waiting"


@attendees.get(ADDRESS)
def step_asked(slug: str, reference: str, step: str) -> ResponseReturnValue:
    """Ask first, for browsers without script; a GET changes nothing."""
    require(Permission.PEOPLE_WRITE, slug)
    case, act = case_at(db.session(), slug, reference), Act(step)
    if act not in open_acts(case):
        return _changed(case.registration, slug)
    return _question(case, act, form_for(act, case))


def _question(case: Case, act: Act, form: FlaskForm) -> str:
    found = case.registration
    return render_template(
        "office/attendees/step.html",
        edition=case.edition,
        registration=found,
        label=state_words(found.state, found.cancelled_by),
        act=act,
        words=WORDS[act],
        form=form,
        back=_back_to(),
        page_error=bool(form.errors),
    )


@attendees.post(ADDRESS)
def step_taken(slug: str, reference: str, step: str) -> ResponseReturnValue:
    """Do it. Pressed twice, or after somebody else, it says what the registration is now."""
    require(Permission.PEOPLE_WRITE, slug)
    act = Act(step)
    case = case_at(db.session(), slug, reference)
    if act not in open_acts(case):
        return _changed(case.registration, slug)
    form = form_for(act, case)
    if not form.validate():
        return _question(case, act, form), HTTPStatus.UNPROCESSABLE_ENTITY
    spelling = case.registration.reference
    try:
        with writing() as session:
            done = do(session, registration_at(session, edition_at(session, slug), spelling), act, form)
    except TransitionError:
        return _changed(case_at(db.session(), slug, spelling).registration, slug)
    except service.RegistrationError as error:
        flash(refusal(error, slug), "err")
        return _back(slug, spelling)
    outbox.wake()
    flash(done, "ok")
    return _back(slug, spelling)


def _changed(found: Registration, slug: str) -> ResponseReturnValue:
    flash(
        gettext(
            "The registration has been changed in the meantime, perhaps by a colleague. "
            "Its state is now: %(state)s. Nothing was done.",
            state=state_words(found.state, found.cancelled_by),
        ),
        "warn",
    )
    return _back(slug, found.reference)


def _back_to() -> str | None:
    """Return the page that one came from, where the address names one that there is."""
    return WAITING if request.args.get("back") == WAITING else None


def _back(slug: str, reference: str) -> ResponseReturnValue:
    if _back_to():
        return redirect(url_for("places.waiting", slug=slug), HTTPStatus.SEE_OTHER)
    return redirect(url_for("attendees.person", slug=slug, reference=reference), HTTPStatus.SEE_OTHER)
