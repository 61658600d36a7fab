"""Two registrations of one person become one: both side by side, then what would happen, then the deed."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.attendees import service
from sokwms_reg.attendees.forms import MergeForm
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.pairing import Pairing, Preview, filled_form, pairing_at, preview_of, taken_over
from sokwms_reg.attendees.office.sections import refusal_words
from sokwms_reg.attendees.states import state_words
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, trying, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.office import acting
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration.service import (
    Merging,
    NoAddressError,
    Order,
    RegistrationError,
    StaleFormError,
    pair_mark,
)
from sokwms_reg.registration.states import ENDED

ADDRESS = "/<slug>/attendees/<reference>/merge/<other>"
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@attendees.get(ADDRESS)
def merge(slug: str, reference: str, other: str) -> ResponseReturnValue:
    """Show both side by side; what has ended, or is one registration only, cannot be merged."""
    require(Permission.PEOPLE_WRITE, slug)
    pairing = pairing_at(db.session(), slug, reference, other)
    return _impossible(pairing) or _page(pairing, filled_form(pairing))


def _impossible(pairing: Pairing) -> ResponseReturnValue | None:
    """Return to the person where there are no two registrations to be merged."""
    one, other = pairing.one, pairing.other
    ended = next((each for each in (one, other) if each.state in ENDED), None)
    if one.id == other.id:
        flash(gettext("A registration cannot be merged with itself."), "err")
    elif ended is not None:
        flash(
            gettext(
                "Registration %(reference)s has ended (%(state)s), so there is nothing to merge.",
                reference=ended.reference,
                state=state_words(ended.state, ended.cancelled_by),
            ),
            "warn",
        )
    else:
        return None
    address = url_for("attendees.person", slug=pairing.edition.slug, reference=one.reference)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _page(pairing: Pairing, form: MergeForm, preview: Preview | None = None) -> str:
    return render_template(
        "office/attendees/merge.html",
        edition=pairing.edition,
        pairing=pairing,
        form=form,
        preview=preview,
        changed=taken_over(pairing, form) if preview else [],
        state_words=state_words,
        page_error=bool(form.errors),
    )


@attendees.post(ADDRESS)
def merge_sent(slug: str, reference: str, other: str) -> ResponseReturnValue:
    """Say what would happen (`step=check`), go back to the choice (`edit`), or do it (`merge`)."""
    require(Permission.PEOPLE_WRITE, slug)
    pairing = pairing_at(db.session(), slug, reference, other)
    refused = _impossible(pairing)
    if refused is not None:
        return refused
    form = pairing.form()
    if form.made_from.data != pair_mark(pairing.session, pairing.one, pairing.other):
        return _refused(slug, reference, other, StaleFormError(reference))
    if not form.validate():
        return _page(pairing, form), REFUSED
    step = request.form.get("step")
    if step == "edit":
        return _page(pairing, form)
    return _try_or_do(slug, pairing, form, step == "merge")


def _try_or_do(slug: str, pairing: Pairing, form: MergeForm, doing: bool) -> ResponseReturnValue:  # noqa: FBT001 - the button that was pressed
    one, other = pairing.one.reference, pairing.other.reference
    try:
        with (writing if doing else trying)() as session:
            here = pairing_at(session, slug, one, other)
            stays, goes = here.chosen(form)
            wanted = Merging(here.values(form, stays), form.made_from.data or "", bool(form.letter.data))
            before = here.before(stays, goes)
            filled = service.merge(session, stays, goes, wanted, Order(acting(), clock.now(), form.reason.data or ""))
            preview, spelling = preview_of(stays, goes, before, filled), stays.reference
    except RegistrationError as error:
        return _refused(slug, one, other, error)
    if not doing:
        return _page(pairing_at(db.session(), slug, one, other), form, preview)
    outbox.wake()
    flash(gettext("The registrations have been merged; registration %(reference)s stays.", reference=spelling), "ok")
    return redirect(url_for("attendees.person", slug=slug, reference=spelling), HTTPStatus.SEE_OTHER)


def _refused(slug: str, one: str, other: str, error: RegistrationError) -> ResponseReturnValue:
    """Give the choice back; where one of the two has changed meanwhile, on a form of the newer data."""
    pairing = pairing_at(db.session(), slug, one, other)
    impossible = _impossible(pairing)
    if impossible is not None:
        return impossible
    form = pairing.form()
    if isinstance(error, StaleFormError):
        form.made_from.data = pair_mark(pairing.session, pairing.one, pairing.other)
        sentence = gettext(
            "One of the two has been changed in the meantime. Nothing was merged; please check the choice again."
        )
    elif isinstance(error, NoAddressError):
        sentence = gettext("No e-mail address would be left; please choose one, or a contact person.")
    else:
        sentence = refusal_words(error)
    form.validate()
    form.form_errors.append(sentence)
    return _page(pairing, form), REFUSED
