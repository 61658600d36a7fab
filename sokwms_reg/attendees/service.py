"""What the secretariat changes about a person by itself; places and states are registration's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import Wish
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.models import Registration


@dataclass(frozen=True)
class TakenList:
    """A list that went out: its question, its format, and how many people are in it."""

    wish: Wish
    written: str
    number: int


def set_salutation(
    session: Session, edition: Edition, registration: Registration, salutation: str, actor: Actor, now: datetime
) -> bool:
    """Set what letters to this person begin with, "" for the general salutation; tell whether it was another."""
    old = registration.salutation
    if salutation == old:
        return False
    registration.salutation = salutation
    session.flush()
    record(
        session,
        actor,
        "attendees.salutation",
        registration.subject_ref,
        now,
        scope=edition.slug,
        changes={"salutation": [old, salutation]},
    )
    return True


def record_export(session: Session, edition: Edition, taken: TakenList, actor: Actor, now: datetime) -> None:
    """Record that a list went out: who took it, as what, narrowed by what, how many people."""
    record(
        session,
        actor,
        "attendees.export",
        f"edition:{edition.id}",
        now,
        scope=edition.slug,
        changes={
            "format": [None, taken.written],
            "count": [None, taken.number],
            "filter": [None, taken.wish.arguments()],
        },
    )
