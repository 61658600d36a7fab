"""The link to one's own page: sent again, renewed, blocked, and found again by an address."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox import service as outbox
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import Asked, Letter, Special
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State

NOBODY = "registration:0"


def send_link(session: Session, registration: Registration, actor: Actor, now: datetime) -> None:
    """Send the link once more, as it is; asked for twice within a minute it is one letter."""
    _write(session, registration, now, renewed=False, event=f"again:{int(now.timestamp()) // 60}")
    _record(session, registration, "registration.send_link", actor, now)


def renew_link(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str = "") -> None:
    """Send a new link; those sent so far stop working at once, calendar and code with them. Two at once are one."""
    if not _revoke(session, registration):
        return
    _write(session, registration, now, renewed=True, event=registration.link_version)
    _record(session, registration, "registration.renew_link", actor, now, reason)


def block_link(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str = "") -> None:
    """Revoke the links sent so far, without a letter; the next letter about the registration carries a new one."""
    if _revoke(session, registration):
        _record(session, registration, "registration.block_link", actor, now, reason)


def _revoke(session: Session, registration: Registration) -> bool:
    """Count the version up; tell whether it was still the one that was read: another may have been quicker."""
    mine = update(Registration).where(
        Registration.id == registration.id, Registration.link_version == registration.link_version
    )
    counted = session.execute(mine.values(link_version=Registration.link_version + 1).returning(Registration.id))
    was_mine = counted.first() is not None
    session.refresh(registration)
    return was_mine


def _write(session: Session, registration: Registration, now: datetime, *, renewed: bool, event: int | str) -> None:
    edition = session.get_one(Edition, registration.edition_id)
    category = session.get_one(Category, registration.category_id)
    special = Special({"renewed": renewed})
    emails.enqueue(session, Letter.LINK, registration, edition, category, now, event=event, special=special)


def _record(
    session: Session, registration: Registration, action: str, actor: Actor, now: datetime, reason: str = ""
) -> None:
    edition = session.get_one(Edition, registration.edition_id)
    record(session, actor, action, registration.subject_ref, now, scope=edition.slug, reason=reason)


def send_links(session: Session, address: str, language: str, now: datetime) -> int:
    """Send the links of all active registrations made with an address: one letter an edition, one in ten minutes.

    Returns the number of letters. Where none goes out, one is written, queued and taken back all the same: how long
    the answer takes tells nobody whether the address is known.
    """
    found = queries.active_of_address(session, address)
    sent = 0
    for edition_id, mine in groupby(found, key=lambda each: each.edition_id):
        registrations = list(mine)
        asked = Asked(_spelling(registrations, address), language, now)
        edition = session.get_one(Edition, edition_id)
        subject = registrations[0].subject_ref
        sent += emails.enqueue_links(session, edition, registrations, asked, subject=subject) is not None
    if not sent:
        _pretend(session, Asked(f"{secrets.token_hex(8)}@sokwms.invalid", language, now))
    return sent


def _spelling(registrations: Sequence[Registration], address: str) -> str:
    """Return the address as it was given when registering: mail goes there, not where somebody else spells it."""
    first = registrations[0]
    return first.email if first.email.lower() == address.lower() else first.contact_email


def _pretend(session: Session, asked: Asked) -> None:
    """Do for nobody what a letter takes; the transaction is left without it."""
    edition = session.scalars(select(Edition).where(Edition.published).limit(1)).first()
    if edition is None:
        return
    nobody = Registration(
        id=0, link_version=1, reference="00000000", state=State.CONFIRMED, title="", first_name="N", last_name="N"
    )
    emails.enqueue_links(session, edition, [nobody], asked, subject=NOBODY)
    outbox.discard(session, [NOBODY])
