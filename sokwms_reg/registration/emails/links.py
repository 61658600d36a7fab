"""The letter that answers a lost link: one an edition, with all registrations that were made with an address."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.core.i18n import gettext, speaking
from sokwms_reg.editions.models import Edition
from sokwms_reg.letters.service import render
from sokwms_reg.outbox import queries as messages
from sokwms_reg.outbox import service as outbox
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.emails.kinds import Letter
from sokwms_reg.registration.emails.writing import own_address
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import LABELS, State

PAUSE = 600  # seconds between two such letters to one address


@dataclass(frozen=True)
class Asked:
    """Who asked for links: an address, the language of the page, and when."""

    address: str
    language: str
    now: datetime


def enqueue_links(
    session: Session, edition: Edition, registrations: Sequence[Registration], asked: Asked, *, subject: str
) -> Message | None:
    """Queue the letter for one edition; None, and nothing written, within ten minutes of the last one."""
    window = int(asked.now.timestamp()) // PAUSE
    if any(_recent(session, key, asked) for key in (_key(edition, asked, window), _key(edition, asked, window - 1))):
        return None
    with speaking(asked.language):
        rows = [
            {
                "name": each.shown_name,
                "reference": each.reference,
                "state": gettext(LABELS[State(each.state)]),
                "own_url": own_address(each, asked.language),
            }
            for each in registrations
        ]
    rendered = render(Letter.LINKS.kind, asked.language, {"edition": edition, "salutation": "", "rows": rows})
    letter = outbox.FinishedLetter(
        kind=Letter.LINKS.kind,
        language=asked.language,
        to_name="",
        to_address=asked.address,
        reply_to=edition.contact_email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
    )
    key = _key(edition, asked, window)
    return outbox.enqueue(session, letter, scope=edition.slug, subject_ref=subject, dedupe_key=key, now=asked.now)


def _key(edition: Edition, asked: Asked, window: int) -> str:
    address = hashlib.sha256(asked.address.lower().encode()).hexdigest()[:32]
    return f"links:{edition.slug}:{address}:{window}"


def _recent(session: Session, key: str, asked: Asked) -> bool:
    found = messages.by_dedupe_key(session, key)
    return found is not None and (asked.now - found.created_at).total_seconds() < PAUSE
