"""An edition with four people who await a decision, and what tests read from its pages and letters."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import Role
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import service
from tests.attendees.people import Saving, staff, stored
from tests.factories import FIRST_DAY, NOW, make_application, make_category, make_edition

PAGE = "/office/test/decisions"
STAFF = Actor("staff", "9", "Zofia")
POLISH = "Zgłoszeń jest więcej niż miejsc."
ENGLISH = "There are more registrations than places."
OTHER = "anna.b@example.org"
People = dict[str, str]


def four_undecided(session: Session) -> People:
    """Add an edition with four people who await a decision; return their references by last name, the oldest first."""
    edition = make_edition(session)
    make_category(session, edition, "ngo")
    make_category(session, edition, "academia", policy="approved", capacity=5, institution_limit=3)
    make_category(session, edition, "foreign", policy="approved", name_en="Guests from abroad")
    staff(session, Role.SECRETARIAT, edition)
    staff(session, Role.SECRETARIAT, edition, OTHER)
    rows: list[dict[str, Any]] = [
        {"last_name": "Łącka", "institution": "Uniwersytet Łódzki", "position": "rektor", "title": "prof."},
        {"last_name": "Smith", "institution": "Uniwersytet Łódzki", "language": "en", "email": "biuro@example.org"},
        {"last_name": "Ćwik", "institution": "Politechnika", "days": (FIRST_DAY,), "email": "biuro@example.org"},
        {"last_name": "Åberg", "category": "foreign", "country": "SE", "voivodeship": "", "language": "en"},
    ]
    found = {}
    for minutes, row in enumerate(rows):
        application = make_application(**{"category": "academia", **row})
        one = service.register(session, edition, application, NOW + timedelta(minutes=minutes - 9)).registration
        found[one.last_name] = one.reference
    return found


def letters(saving: Saving, kind: str) -> list[tuple[str, str, str]]:
    """Return the letters of a kind: language, address, text."""
    with saving() as session:
        found = session.scalars(select(Message).where(Message.kind == f"registration/{kind}").order_by(Message.id))
        return [(one.language, one.to_address, one.text) for one in found]


def states(saving: Saving, people: People) -> dict[str, str]:
    """Return the states of all by last name."""
    return {name: stored(saving, reference)[0] for name, reference in people.items()}


def undo_token(page: str) -> str:
    """Return the token of the button that takes back."""
    found = re.search(r'name="undo" value="([^"]+)"', page)
    assert found, page
    return found[1]


def plain(page: str) -> str:
    """Return the words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\xa0", " ").split())
