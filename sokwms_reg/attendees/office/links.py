"""The link to a participant's own page: sent again, sent anew, blocked. First the question, then the deed."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.words import Words
from sokwms_reg.attendees.states import state_words
from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office.desk import registration_at

ADDRESS = "/<slug>/attendees/<reference>/link/<any(send, renew, block):deed>"


class LinkDeed(StrEnum):
    """What can be done about a link."""

    SEND = "send"
    RENEW = "renew"
    BLOCK = "block"


LINK_WORDS = {
    LinkDeed.SEND: Words(
        N_("Send the link again…"),
        N_("Send the link again?"),
        N_("The link to the registration's page is sent once more. Links sent before keep working."),
        N_("Send the link again"),
        N_("The link has been sent again; the message is in the outbox."),
    ),
    LinkDeed.RENEW: Words(
        N_("Send a new link…"),
        N_("Send a new link?"),
        N_("A new link is sent. Links sent before stop working at once; the entry code keeps working."),
        N_("Send a new link"),
        N_("Links sent before no longer work; the message with the new link is in the outbox."),
    ),
    LinkDeed.BLOCK: Words(
        N_("Block the link…"),
        N_("Block the link?"),
        N_(
            "Links sent before stop working at once, and no message is sent. The next message about the registration "
            "carries a new link."
        ),
        N_("Block the link"),
        N_("Links sent before no longer work; no message was sent."),
        destructive=True,
    ),
}
_DEEDS: dict[LinkDeed, Callable[[Session, Registration, Actor, datetime], None]] = {
    LinkDeed.SEND: service.send_link,
    LinkDeed.RENEW: service.renew_link,
    LinkDeed.BLOCK: service.block_link,
}


@attendees.get(ADDRESS)
def link_asked(slug: str, reference: str, deed: str) -> ResponseReturnValue:
    """Ask first, for browsers without script; a GET changes nothing."""
    require(Permission.PEOPLE_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    found = registration_at(session, edition, reference)
    return render_template(
        "office/attendees/link.html",
        edition=edition,
        registration=found,
        label=state_words(found.state, found.cancelled_by),
        deed=LinkDeed(deed),
        words=LINK_WORDS[LinkDeed(deed)],
    )


@attendees.post(ADDRESS)
def link_taken(slug: str, reference: str, deed: str) -> ResponseReturnValue:
    """Do it and say what happened."""
    require(Permission.PEOPLE_WRITE, slug)
    wanted = LinkDeed(deed)
    with writing() as session:
        found = registration_at(session, edition_at(session, slug), reference)
        spelling = found.reference
        _DEEDS[wanted](session, found, acting(), clock.now())
    outbox.wake()
    flash(gettext(LINK_WORDS[wanted].done), "ok")
    return redirect(url_for("attendees.person", slug=slug, reference=spelling), HTTPStatus.SEE_OTHER)
