"""Changing who may do what in an edition."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.service import subject_of
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.editions.models import Edition, Membership, Role


def give_role(
    session: Session, user: User, edition: Edition | None, role: Role, actor: Actor, now: datetime
) -> str | None:
    """Make somebody `role` in an edition, or in all of them; return what they were there before.

    The same role again changes nothing.
    """
    edition_id = edition.id if edition else None
    same_place = Membership.edition_id.is_(None) if edition is None else Membership.edition_id == edition_id
    membership = session.scalar(select(Membership).where(Membership.user_id == user.id, same_place))
    before = membership.role if membership else None
    if before == role:
        return before
    if membership is None:
        session.add(Membership(user_id=user.id, edition_id=edition_id, role=role))
    else:
        membership.role = role
    scope = edition.slug if edition else ""
    record(session, actor, "role given", subject_of(user), now, scope=scope, changes={"role": [before, role.value]})
    session.flush()
    return before
