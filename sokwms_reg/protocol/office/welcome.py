"""The welcome list in order of precedence."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from sokwms_reg.attendees.states import state_words
from sokwms_reg.core import clock
from sokwms_reg.core.db import db
from sokwms_reg.core.office import tidy_address
from sokwms_reg.editions.office import edition_at
from sokwms_reg.protocol import queries, service
from sokwms_reg.protocol.office import protocol
from sokwms_reg.registration.states import ENDED, State

GUESTS = "guests"


@protocol.get("/<slug>/protocol")
def welcome(slug: str) -> ResponseReturnValue:
    """Show who is welcomed, in order."""
    if tidy := tidy_address():
        return redirect(tidy)
    session = db.session()
    edition = edition_at(session, slug)
    only_guests = request.args.get(GUESTS) == queries.YES
    everybody = queries.welcome_list(session, edition.id)
    understood = set(request.args) <= {GUESTS} and request.args.get(GUESTS, queries.YES) == queries.YES
    return render_template(
        "office/protocol/welcome.html",
        edition=edition,
        found=[one for one in everybody if one.guest or not only_guests],
        placed=sum(1 for one in everybody if one.number),
        cards=len(everybody),
        without=queries.guests_without_card(session, edition.id),
        only_guests=only_guests,
        labels={one.value: state_words(one) for one in State if one not in ENDED | {State.CONFIRMED}},
        now=clock.now(),
        understood=understood,
        order_mark=service.order_mark(everybody),
    )
