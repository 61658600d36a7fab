"""The link to a participant's own page: sent again, sent anew, blocked. First the question, then the deed."""

from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees.forms import CancelForm
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
REASONED = frozenset({LinkDeed.RENEW, LinkDeed.BLOCK})  # links that people have stop working


def _do(session: Session, found: Registration, deed: LinkDeed, actor: Actor, now: datetime, reason: str) -> None:
    if deed == LinkDeed.SEND:
        service.send_link(session, found, actor, now)
    elif deed == LinkDeed.RENEW:
        service.renew_link(session, found, actor, now, reason)
    else:
        service.block_link(session, found, actor, now, reason)


@attendees.get(ADDRESS)
def link_asked(slug: str, reference: str, deed: str) -> ResponseReturnValue:
    """Ask first, for browsers without script; a GET changes nothing."""
    require(Permission.PEOPLE_WRITE, slug)
    return _question(slug, reference, LinkDeed(deed), CancelForm(formdata=None))


def _question(slug: str, reference: str, deed: LinkDeed, form: CancelForm) -> str:
    session = db.session()
    edition = edition_at(session, slug)
    found = registration_at(session, edition, reference)
    return render_template(
        "office/attendees/link.html",
        edition=edition,
        registration=found,
        label=state_words(found.state, found.cancelled_by),
        deed=deed,
        words=LINK_WORDS[deed],
        form=form,
        reasoned=deed in REASONED,
        page_error=bool(form.errors),
    )


@attendees.post(ADDRESS)
def link_taken(slug: str, reference: str, deed: str) -> ResponseReturnValue:
    """Do it and say what happened."""
    require(Permission.PEOPLE_WRITE, slug)
    wanted, form = LinkDeed(deed), CancelForm()
    if not form.validate():
        return _question(slug, reference, wanted, form), HTTPStatus.UNPROCESSABLE_ENTITY
    with writing() as session:
        found = registration_at(session, edition_at(session, slug), reference)
        spelling = found.reference
        _do(session, found, wanted, acting(), clock.now(), form.reason.data or "")
    outbox.wake()
    flash(gettext(LINK_WORDS[wanted].done), "ok")
    return redirect(url_for("attendees.person", slug=slug, reference=spelling), HTTPStatus.SEE_OTHER)
