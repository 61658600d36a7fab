"""Cancelling, and what it sets in motion: the freed place goes to the first in line in the same transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.clock import local
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import Letter
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.moving import Move, case_of, move
from sokwms_reg.registration.states import Step

SYSTEM = Actor("system")


def cancel(session: Session, registration: Registration, actor: Actor, now: datetime, reason: str = "") -> None:
    """Cancel, tell the participant, and let the first in line have the place. Raises TransitionError."""
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    registration.cancelled_by, registration.offer_until = actor.kind, None
    move(session, case, Move(Step.CANCEL, actor, now, reason))
    emails.enqueue(
        session, Letter.CANCELLED, registration, case.edition, case.category, now, event=number, reason=reason
    )
    promote_from_line(session, case.edition, number, now)


def promotion_is_on(edition: Edition, now: datetime) -> bool:
    """Tell whether freed places go out by themselves: until the end of the edition's last day for it."""
    if edition.cancelled:
        return False
    return edition.promotion_until is None or local(now, edition.timezone).date() <= edition.promotion_until


def promote_from_line(session: Session, edition: Edition, number: int, now: datetime) -> list[Registration]:
    """Give free places to those who wait, in order, with a mail each; `number` is the caller's in the line.

    After the edition's last day for promotion the place waits for the secretariat: nobody is promoted.
    """
    promoted: list[Registration] = []
    while promotion_is_on(edition, now) and (first := queries.first_in_line(session, edition.id)) is not None:
        give_place(session, first, number, Move(Step.PROMOTE, SYSTEM, now))
        promoted.append(first)
    return promoted


def give_place(session: Session, registration: Registration, number: int, made: Move) -> None:
    """Give a waiting registration its place and say so by mail; `number` is the caller's in the line.

    Raises TransitionError when it does not wait, NoPlaceError when nothing is free for it.
    """
    case = case_of(session, registration)
    move(session, case, made)
    emails.enqueue(session, Letter.PROMOTED, registration, case.edition, case.category, made.now, event=number)
