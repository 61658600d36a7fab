"""The letters about a replacement: one to who comes now, with a new link, one to the address that is left."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries
from sokwms_reg.registration.emails.kinds import Letter
from sokwms_reg.registration.emails.writing import Special, enqueue
from sokwms_reg.registration.models import Registration


@dataclass(frozen=True)
class Predecessor:
    """Who was to come before: the name as it is shown, the address that mail went to, and in which language."""

    name: str
    address: str
    language: str


def enqueue_replacement(  # noqa: PLR0913 - what a letter is about, and which event it tells of
    session: Session,
    registration: Registration,
    edition: Edition,
    category: Category,
    before: Predecessor,
    now: datetime,
    *,
    event: int,
) -> list[Message]:
    """Tell who comes now, and who does not; where both have one address, one letter says it all.

    The address that is left gets no link, and the letter names nobody but its reader.
    """
    base, slug = current_app.config["BASE_URL"], edition.slug
    words = {
        "old_name": before.name,
        "privacy_url": f"{base}/{registration.language}/editions/{slug}/privacy",
    }
    letters = [(Letter.REPLACEMENT, Special(words))]
    if before.address != registration.mail_address:
        left = {"old_name": before.name, "name": before.name, "own_url": ""}
        letters.append((Letter.REPLACED, Special(left, before.address, language=before.language)))
    position = queries.position(session, registration)
    return [
        enqueue(session, letter, registration, edition, category, now, event=event, position=position, special=special)
        for letter, special in letters
    ]
