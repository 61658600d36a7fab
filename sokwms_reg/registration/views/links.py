"""A new link instead of one that others have seen: the old one stops working, the new one goes by mail only."""

from flask import render_template
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock, limits
from sokwms_reg.core.db import writing
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import service
from sokwms_reg.registration.views import registration
from sokwms_reg.registration.views.own import PARTICIPANT, opened, own_page


@registration.get("/my/<token>/renew")
def renew(token: str) -> ResponseReturnValue:
    """Ask first: a GET changes nothing, mail scanners follow links."""
    return own_page("registration/renew.html", token)


@registration.post("/my/<token>/renew")
def renew_confirmed(token: str) -> ResponseReturnValue:
    """Send a new link and say so here: the page that it leads to has no address any more that this one could know."""
    limits.check("renew")
    with writing() as session:
        service.renew_link(session, opened(session, token), PARTICIPANT, clock.now())
    outbox.wake()
    return render_template("registration/renewed.html", other_url="", alternates=[])
