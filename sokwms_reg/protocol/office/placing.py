"""The buttons that move somebody in the order of precedence. Of two colleagues the second sees both orders."""

from http import HTTPStatus

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees.office.clash import KEEP_THEIRS, Clash, clash_about
from sokwms_reg.audit.queries import Question, entries
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting
from sokwms_reg.editions.states import Permission
from sokwms_reg.protocol import queries, service
from sokwms_reg.protocol.forms import PlaceForm
from sokwms_reg.protocol.office import protocol
from sokwms_reg.protocol.office.card import ADDRESS, Placing, card_page, case_of
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order
from sokwms_reg.registration.states import ENDED

OUT = "out"


@protocol.post(f"{ADDRESS}/place")
def placed(slug: str, reference: str) -> ResponseReturnValue:
    """Move somebody to a place or out of the order; whoever has no card, or has cancelled, is given none."""
    require(Permission.PROTOCOL_WRITE, slug)
    if request.form.get("deed") == KEEP_THEIRS:
        flash(gettext("The colleague's order has been kept."), "ok")
        return redirect(url_for("protocol.welcome", slug=slug), HTTPStatus.SEE_OTHER)
    form, out = PlaceForm(), request.form.get("to") == OUT
    if not out and not form.validate():
        session = db.session()
        return _given_back(session, *case_of(session, slug, reference), Placing(form))
    try:
        with writing() as recording:
            edition, found = case_of(recording, slug, reference)
            name, anchor = found.shown_name, f"person-{found.reference}"
            moved = _moved(recording, edition, found, None if out else form)
    except service.StaleOrderError:
        return _overtaken(slug, reference, form)
    if not moved:
        words = gettext("The order was already the same.")
    elif out:
        words = gettext("%(name)s has no place in the order any more.", name=name)
    else:
        words = gettext("The order of precedence has been changed: %(name)s.", name=name)
    flash(words, "ok")
    return redirect(url_for("protocol.welcome", slug=slug, _anchor=anchor), HTTPStatus.SEE_OTHER)


def _moved(session: Session, edition: Edition, found: Registration, form: PlaceForm | None) -> bool:
    """Give the place of the form, or take it away where there is none; tell whether anything moved."""
    card, order = queries.card_of(session, found), Order(acting(), clock.now(), "")
    if card is None or found.state in ENDED:
        return False
    if form is None:
        return service.take_out(session, edition, card, order)
    return service.place(session, edition, card, form.number.data or 1, form.made_from.data or "", order)


def _overtaken(slug: str, reference: str, form: PlaceForm) -> ResponseReturnValue:
    """Show whose places would be others, now and then; the form now stands on the newer order."""
    session = db.session()
    edition, found = case_of(session, slug, reference)
    shown = queries.welcome_list(session, edition.id)
    rows = [
        (one.registration.shown_name, str(one.number or gettext("no place")), str(number))
        for one, number in queries.places_after(shown, found.id, form.number.data or 1)
    ]
    both = _who(session, edition, rows)
    form.made_from.data = service.order_mark(shown)
    form.form_errors.append(both.unsaved)
    return _given_back(session, edition, found, Placing(form, both))


def _who(session: Session, edition: Edition, rows: list[tuple[str, str, str]]) -> Clash:
    """Say who was the last to set a place."""
    last = entries(session, Question(edition.slug, actions=[service.PLACED]), None, 1)
    return clash_about(session, edition, last[0].subject if last else "", rows, action=service.PLACED)


def _given_back(session: Session, edition: Edition, found: Registration, placing: Placing) -> ResponseReturnValue:
    page = card_page(session, edition, found, placing=placing)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
