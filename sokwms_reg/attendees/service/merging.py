"""Duplicates: two registrations of one person become one; two people who look alike are left alone for good."""

from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import DistinctPair, MergedRegistration, RegistrationNote
from sokwms_reg.audit.service import record
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Merging, NoPairError, Order, merge_registrations
from sokwms_reg.registration.service.filling import Filled

# `(session, the one that stays, the one that goes)`, in the transaction that merges them.
MergeHook = Callable[[Session, Registration, Registration], None]
_hooks: list[MergeHook] = []


def on_merge(hook: MergeHook) -> MergeHook:
    """Let a room move what it keeps about a person to the registration that stays; usable as a decorator."""
    _hooks.append(hook)
    return hook


def merge(session: Session, stays: Registration, goes: Registration, wanted: Merging, order: Order) -> Filled:
    """Make one of two registrations; return whom the freed place went to. Raises as `merge_registrations`.

    Notes move; histories and messages stay with the registration that they are about, and the pages link them.
    """
    filled = merge_registrations(session, stays, goes, wanted, order)
    mine = RegistrationNote.registration_id == goes.id
    session.execute(update(RegistrationNote).where(mine).values(registration_id=stays.id))
    session.merge(MergedRegistration(gone_id=goes.id, stays_id=stays.id, merged_at=order.now))
    session.flush()
    for hook in _hooks:
        hook(session, stays, goes)
    return filled


def dismiss(session: Session, one: Registration, other: Registration, order: Order) -> bool:
    """Say that two who look alike are two people; tell whether that was new. Raises NoPairError."""
    if one.id == other.id or one.edition_id != other.edition_id:
        raise NoPairError(other.reference)
    first, second = sorted((one.id, other.id))
    if session.get(DistinctPair, (first, second)) is not None:
        return False
    pair = DistinctPair(first_id=first, second_id=second, found_at=order.now, found_by=order.actor.label)
    session.add(pair)
    session.flush()
    scope = session.get_one(Edition, one.edition_id).slug
    for about, reference in ((one, other.reference), (other, one.reference)):
        record(
            session,
            order.actor,
            "attendees.not_duplicates",
            about.subject_ref,
            order.now,
            scope=scope,
            reason=order.reason,
            changes={"other": ["", reference]},
        )
    return True
