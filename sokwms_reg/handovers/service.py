"""Handing a list over, once more, and erasing what it held."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import Scope, count
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.disclosures.service import Disclosed, disclose
from sokwms_reg.disclosures.states import Kind
from sokwms_reg.editions.models import Edition
from sokwms_reg.handovers import queries
from sokwms_reg.handovers.models import Handover, HandoverRows
from sokwms_reg.handovers.queries import Request
from sokwms_reg.handovers.states import Purpose, Shape

MOST_PEOPLE = 20_000  # in one list: a snapshot is one value, and is compared in memory


class HandoverError(Exception):
    """A list cannot be handed over."""


class TooManyPeopleError(HandoverError):
    """The list has more people than MOST_PEOPLE."""


class NobodyError(HandoverError):
    """There is nobody in the list."""


class FollowedError(HandoverError):
    """This delivery has been followed by another one already; `number` is its id."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class MeaninglessError(HandoverError):
    """What the list was about does not exist any more, such as its category."""


@dataclass(frozen=True)
class Recipient:
    """Who gets a list, for what, until when they keep it, and what else is to be remembered."""

    purpose: Purpose
    institution: str
    keep_until: date
    contact: str = ""
    note: str = ""
    follows: tuple[int | None, int | None] = field(default=(None, None))  # first delivery, the one before


@dataclass(frozen=True)
class TakenFile:
    """What went out: columns by name, numbers of registrations, how many people, and in which format, if in a file."""

    columns: Sequence[str]
    people: Collection[int]
    number: int
    written: str = ""


def hand_over(
    session: Session, scope: Scope, request: Request, recipient: Recipient, actor: Actor, now: datetime
) -> Handover:
    """Keep what a list holds now as handed over. Raises NobodyError and TooManyPeopleError."""
    number = count(session, scope, request.wish)
    if not number:
        raise NobodyError
    if number > MOST_PEOPLE:
        raise TooManyPeopleError
    held = queries.present(session, scope, request)
    made = _unsaved(scope.edition, request, recipient)
    made.number, made.at = len(held.people), now
    made.actor_kind, made.actor_id, made.actor_label = actor.kind, actor.id, actor.label
    session.add(made)
    session.flush()
    session.add(HandoverRows(handover_id=made.id, rows=held.rows))
    _record(session, scope.edition, made, "handovers.hand_over", actor, now)
    taken = TakenFile([one.name for one in request.fields], held.people, len(held.people))
    disclose(session, scope.edition.id, _disclosed(made, Kind.HANDOVER, taken), actor, now)
    return made


def _unsaved(edition: Edition, request: Request, recipient: Recipient) -> Handover:
    first, previous = recipient.follows
    return Handover(
        edition_id=edition.id,
        first_id=first,
        previous_id=previous,
        purpose=recipient.purpose,
        shape=request.shape,
        recipient=recipient.institution,
        contact=recipient.contact,
        note=recipient.note,
        filters=request.wish.arguments(),
        columns=list(request.columns),
        keep_until=recipient.keep_until,
    )


def hand_over_again(session: Session, scope: Scope, handover: Handover, actor: Actor, now: datetime) -> Handover:
    """Hand the same list over to the same recipient as it is now.

    Raises FollowedError where that has been done, MeaninglessError, and what `hand_over` raises.
    """
    session.execute(select(Handover.id).where(Handover.id == handover.id).with_for_update())  # one after the other
    if next_id := session.scalar(select(Handover.id).where(Handover.previous_id == handover.id)):
        raise FollowedError(next_id)
    request, problems = queries.question(scope, handover)
    if problems:
        raise MeaninglessError
    recipient = Recipient(
        Purpose(handover.purpose),
        handover.recipient,
        max(handover.keep_until, now.date()),
        handover.contact,
        handover.note,
        (handover.chain_id, handover.id),
    )
    return hand_over(session, scope, request, recipient, actor, now)


def forget(session: Session, edition: Edition, handover: Handover, actor: Actor, now: datetime) -> bool:
    """Erase what the list held; that it was handed over, to whom and by whom stays. Tell whether anything was left."""
    if handover.forgotten_at is not None:
        return False
    session.execute(delete(HandoverRows).where(HandoverRows.handover_id == handover.id))
    handover.forgotten_at = now
    session.flush()
    _record(session, edition, handover, "handovers.forget", actor, now)
    return True


def record_file(
    session: Session, edition: Edition, handover: Handover, taken: TakenFile, actor: Actor, now: datetime
) -> None:
    """Record that a list that was handed over was taken as a file, for the register alone."""
    disclose(session, edition.id, _disclosed(handover, Kind.HANDOVER_FILE, taken), actor, now)


def _disclosed(handover: Handover, kind: Kind, taken: TakenFile) -> Disclosed:
    """Return the entry of the register; numbers of meals are nobody's data."""
    return Disclosed(
        kind=kind,
        number=taken.number,
        people=taken.people if handover.shape == Shape.PEOPLE else (),
        columns=taken.columns,
        filters=handover.filters,
        written=taken.written,
        recipient=handover.recipient,
        purpose=handover.purpose,
        about=handover.subject_ref,
    )


def _record(session: Session, edition: Edition, handover: Handover, action: str, actor: Actor, now: datetime) -> None:
    said: Mapping[str, Any] = {
        "recipient": handover.recipient,
        "purpose": handover.purpose,
        "count": handover.number,
        "columns": handover.columns,
        "filter": handover.filters,
    }
    changes: dict[str, list[object]] = {name: [None, value] for name, value in said.items()}
    record(session, actor, action, handover.subject_ref, now, scope=edition.slug, changes=changes)
