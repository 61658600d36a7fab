"""Doing what was decided: first the question, then the deed, once, and a report. Places are registration's."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.desk import acting, edition_at, registration_at
from sokwms_reg.attendees.office.steps import WORDS, form_for, last_day
from sokwms_reg.attendees.states import state_words
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import Step, TransitionError, steps_from

ADDRESS = "/<slug>/attendees/<reference>/<any(approve, promote, offer, reject, cancel):step>"


@attendees.get(ADDRESS)
def step_asked(slug: str, reference: str, step: str) -> ResponseReturnValue:
    """Ask first, for browsers without script; a GET changes nothing."""
    require(Permission.PEOPLE_WRITE, slug)
    return _question(slug, reference, Step(step), HTTPStatus.OK)


def _question(slug: str, reference: str, step: Step, status: HTTPStatus) -> ResponseReturnValue:
    session = db.session()
    edition = edition_at(session, slug)
    found = registration_at(session, edition, reference)
    if step not in steps_from(found.state):
        _say_changed(found)
        return _back(slug, found.reference)
    form = form_for(step, edition, last_day(session, edition))
    if request.method == "POST":
        form.validate()
    page = render_template(
        "office/attendees/step.html",
        edition=edition,
        registration=found,
        label=state_words(found.state, found.cancelled_by),
        step=step,
        words=WORDS[step],
        form=form,
        page_error=bool(form.errors),
    )
    return page, status


@attendees.post(ADDRESS)
def step_taken(slug: str, reference: str, step: str) -> ResponseReturnValue:
    """Take the step. Pressed twice, or after somebody else, it says what the registration is now."""
    require(Permission.PEOPLE_WRITE, slug)
    wanted = Step(step)
    edition = edition_at(db.session(), slug)
    form = form_for(wanted, edition, last_day(db.session(), edition))
    if not form.validate():
        return _question(slug, reference, wanted, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with writing() as session:
            found = registration_at(session, edition_at(session, slug), reference)
            spelling = found.reference
            _take(session, found, wanted, form)
    except TransitionError:
        _say_changed(registration_at(db.session(), edition_at(db.session(), slug), reference))
        return _back(slug, spelling)
    except service.NoPlaceError:
        flash(
            gettext("There is no free place in the category or on one of the chosen days; nothing was changed."), "err"
        )
        return _back(slug, spelling)
    outbox.wake()
    flash(gettext(WORDS[wanted].done), "ok")
    return _back(slug, spelling)


def _take(session: Session, found: Registration, step: Step, form: FlaskForm) -> None:
    actor, now = acting(), clock.now()
    if step == Step.APPROVE:
        service.approve(session, found, actor, now)
    elif step == Step.PROMOTE:
        service.promote(session, found, actor, now)
    elif step == Step.OFFER:
        service.offer(session, found, form.instant, actor, now)
    elif step == Step.REJECT:
        service.reject(session, found, actor, now, form.reason.data)
    elif step == Step.CANCEL:
        service.cancel(session, found, actor, now, form.reason.data or "")
    else:
        abort(404)


def _say_changed(found: Registration) -> None:
    state = state_words(found.state, found.cancelled_by)
    flash(
        gettext(
            "The registration has been changed in the meantime, perhaps by a colleague. "
            "Its state is now: %(state)s. Nothing was done.",
            state=state,
        ),
        "warn",
    )


def _back(slug: str, reference: str) -> ResponseReturnValue:
    return redirect(url_for("attendees.person", slug=slug, reference=reference), HTTPStatus.SEE_OTHER)
