"""A card made for the wrong person, or of which nothing shall be kept, is deleted."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.office import acting
from sokwms_reg.editions.states import Permission
from sokwms_reg.protocol import queries, service
from sokwms_reg.protocol.office import protocol
from sokwms_reg.protocol.office.card import ADDRESS, case_of
from sokwms_reg.registration.service import Order


@protocol.get(f"{ADDRESS}/delete")
def card_asked(slug: str, reference: str) -> ResponseReturnValue:
    """Ask before a card is deleted; 404 where there is none."""
    require(Permission.PROTOCOL_WRITE, slug)
    session = db.session()
    edition, found = case_of(session, slug, reference)
    if queries.card_of(session, found) is None:
        abort(HTTPStatus.NOT_FOUND)
    return render_template("office/protocol/card_delete.html", edition=edition, registration=found)


@protocol.post(f"{ADDRESS}/delete")
def card_deleted(slug: str, reference: str) -> ResponseReturnValue:
    """Delete a card; one that is gone already is no error."""
    require(Permission.PROTOCOL_WRITE, slug)
    with writing() as session:
        edition, found = case_of(session, slug, reference)
        card = queries.card_of(session, found)
        if card is not None:
            service.delete(session, edition, card, Order(acting(), clock.now(), ""))
    flash(gettext("The card has been deleted."), "ok")
    return redirect(url_for("protocol.welcome", slug=slug), HTTPStatus.SEE_OTHER)
