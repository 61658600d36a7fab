"""One person who has registered twice: one registration stays, the other is cancelled and its place goes on."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes, record
from sokwms_reg.registration import emails
from sokwms_reg.registration.emails import FIELDS, Letter
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.amending import mark_of, record_changes, section_differences, values_of
from sokwms_reg.registration.service.errors import NoAddressError, NoPairError, StaleFormError
from sokwms_reg.registration.service.filling import Filled, fill_from_line
from sokwms_reg.registration.service.moving import Case, Move, case_of, move
from sokwms_reg.registration.service.overwriting import overwrite
from sokwms_reg.registration.service.queueing import Order
from sokwms_reg.registration.states import ENDED, Step

# What the one that stays may take over from the other; category, state and number in the line are not among it.
MERGED = (*FIELDS, "role", "language", "salutation")


@dataclass(frozen=True)
class Merging:
    """How two become one: `values` that the one that stays takes over, `made_from` is `pair_mark`'s.

    `letter` says that the person is told of the cancelled registration.
    """

    values: Mapping[str, object]
    made_from: str
    letter: bool = False


def pair_mark(session: Session, one: Registration, other: Registration) -> str:
    """Return the mark of two registrations, in either order: another one as soon as one of them has changed."""
    both = sorted((one, other), key=lambda each: each.id)
    return mark_of([[each.id, each.state, each.category_id, values_of(session, each, MERGED)] for each in both])


def merge_registrations(
    session: Session, stays: Registration, goes: Registration, wanted: Merging, order: Order
) -> Filled:
    """Cancel one and let the other take over what is wanted of it; return whom the freed place went to.

    The days that the one that stays takes over have room, because the other leaves them first; only what is left goes
    to the line. Raises NoPairError for one registration or two editions, StaleFormError where one of them has changed
    or ended, NoAddressError where none would be left, and what `overwrite` raises.
    """
    if stays.id == goes.id or stays.edition_id != goes.edition_id:
        raise NoPairError(goes.reference)
    number = line.enter(session, stays.edition_id)
    remaining, leaving = case_of(session, stays), case_of(session, goes)
    if {stays.state, goes.state} & ENDED or pair_mark(session, stays, goes) != wanted.made_from:
        raise StaleFormError(goes.reference)
    changes = section_differences(session, stays, wanted.values)
    goes.cancelled_by, goes.offer_until = order.actor.kind, None
    move(session, leaving, Move(Step.CANCEL, order.actor, order.now, order.reason))
    _overwrite(session, remaining, changes)
    _record(session, remaining, leaving, changes, order)
    if wanted.letter:
        emails.enqueue(
            session,
            Letter.CANCELLED,
            goes,
            leaving.edition,
            leaving.category,
            order.now,
            event=number,
            reason=order.reason,
        )
    return fill_from_line(session, remaining.edition, number, order.now)


def _overwrite(session: Session, remaining: Case, changes: Changes) -> None:
    stays = remaining.registration
    after = {name: new for name, (_old, new) in changes.items()}
    if not (after.get("contact_email", stays.contact_email) or after.get("email", stays.email)):
        raise NoAddressError(stays.reference)
    overwrite(session, remaining, changes)


def _record(session: Session, remaining: Case, leaving: Case, changes: Changes, order: Order) -> None:
    """Say in both histories which the other one is; what was taken over stands in that of the one that stays."""
    stays, goes = remaining.registration, leaving.registration
    scope = remaining.edition.slug
    for about, name, reference in ((goes, "merged_into", stays.reference), (stays, "merged_from", goes.reference)):
        record(
            session,
            order.actor,
            "registration.merge",
            about.subject_ref,
            order.now,
            scope=scope,
            reason=order.reason,
            changes={name: ["", reference]},
        )
    if changes:
        record_changes(session, stays, scope, changes, order)
