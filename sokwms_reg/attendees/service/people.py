"""What the secretariat changes about a person by itself; places and states are registration's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import Wish
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.disclosures.service import Disclosed, disclose
from sokwms_reg.disclosures.states import Kind
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.models import Registration


@dataclass(frozen=True)
class TakenList:
    """A list that went out: its question, its format, how many people are in it, which columns, and who they are."""

    wish: Wish
    written: str
    number: int
    columns: Sequence[str] = ()
    people: Collection[int] = ()


class StaleSalutationError(Exception):
    """Somebody else has changed the salutation since the form was handed out; nothing was stored."""


def set_salutation(  # noqa: PLR0913 - what, where, from what, and by whom
    session: Session,
    edition: Edition,
    registration: Registration,
    salutation: str,
    actor: Actor,
    now: datetime,
    *,
    instead_of: str,
) -> bool:
    """Set what letters to this person begin with, "" for the general salutation; tell whether it was another.

    `instead_of` is the one that the form showed. Raises StaleSalutationError where it is no longer that.
    """
    old = registration.salutation
    if salutation == old:
        return False
    if old != instead_of:
        raise StaleSalutationError(registration.reference)
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
    """Record that a list went out: in the history, and with columns and people in the register of disclosures."""
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
    what = Disclosed(
        kind=Kind.EXPORT,
        number=taken.number,
        people=taken.people,
        columns=taken.columns,
        filters=taken.wish.arguments(),
        written=taken.written,
    )
    disclose(session, edition.id, what, actor, now)


def record_data_copy(
    session: Session, edition: Edition, registration: Registration, actor: Actor, now: datetime
) -> None:
    """Record that all data about one person went out, to be given to that person."""
    record(session, actor, "attendees.data_copy", registration.subject_ref, now, scope=edition.slug)
