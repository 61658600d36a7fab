"""Reading the outbox. `scopes` are the editions' slugs that the reader may see; None is everything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from sokwms_reg.outbox.models import Attachment, Message, MessageState
from sokwms_reg.outbox.states import CLAIM, LONGEST_WAIT, SKEW

PAGE_SIZE = 50


@dataclass(frozen=True)
class MessagePage:
    """One page of a list: `number` counts from 1 and lies within `pages`, of which there is at least one."""

    messages: Sequence[Message]
    number: int
    pages: int
    total: int


def messages(
    session: Session, scopes: Collection[str] | None, state: MessageState | None = None, page: int = 1
) -> MessagePage:
    """Return a page of messages, newest first; a page out of range becomes the nearest one."""
    wanted = _within(scopes) if state is None else and_(_within(scopes), Message.state == state)
    total = session.scalar(select(func.count()).select_from(Message).where(wanted)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    rows = select(Message).where(wanted).order_by(Message.id.desc())
    shown = session.scalars(rows.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return MessagePage(messages=shown, number=number, pages=pages, total=total)


def message(session: Session, scopes: Collection[str] | None, identity: int) -> Message | None:
    """Return one message, or None where it does not exist or belongs to an edition that the reader may not see."""
    return session.scalar(select(Message).where(Message.id == identity, _within(scopes)))


def attachments(session: Session, identity: int) -> Sequence[Attachment]:
    """Return what goes with a message, in the order in which it was attached."""
    return session.scalars(select(Attachment).where(Attachment.message_id == identity).order_by(Attachment.id)).all()


def messages_about(session: Session, subject_ref: str) -> Sequence[Message]:
    """Return the messages about one subject such as "registration:17", newest first."""
    return session.scalars(select(Message).where(Message.subject_ref == subject_ref).order_by(Message.id.desc())).all()


def by_dedupe_key(session: Session, dedupe_key: str) -> Message | None:
    """Return the message queued under this key."""
    return session.scalar(select(Message).where(Message.dedupe_key == dedupe_key))


def with_dedupe_key(session: Session, dedupe_key: str) -> Message:
    """Return the message that has this key, where it is known that one has. Raises NoResultFound."""
    return session.scalars(select(Message).where(Message.dedupe_key == dedupe_key)).one()


def counts(session: Session, scopes: Collection[str] | None) -> dict[MessageState, int]:
    """Return how many messages stand in each state, states without any included."""
    rows = session.execute(select(Message.state, func.count()).where(_within(scopes)).group_by(Message.state)).all()
    found = {state: number for state, number in rows}  # noqa: C416 - rows are no tuples to a type checker
    return {state: found.get(state, 0) for state in MessageState}


def overdue(session: Session, now: datetime) -> timedelta | None:
    """Return for how long the first message in line could have been sent; minutes of it mean that no worker runs."""
    first = select(func.min(Message.next_try_at)).where(due(now), Message.next_try_at <= now)
    return _age(session.scalar(first), now)


def due(now: datetime) -> ColumnElement[bool]:
    """Tell whether a message is to be sent now: its time has come, or the process that held it has not come back.

    Nothing waits for an instant that no honest clock can have set: a clock that was hours ahead and has been put
    right would otherwise hold mail back for these hours.
    """
    untried = Message.attempts == 0
    come = or_(Message.next_try_at <= now, untried, Message.next_try_at > now + LONGEST_WAIT + SKEW)
    lost = or_(Message.locked_until <= now, Message.locked_until > now + CLAIM + SKEW)
    return or_(and_(Message.state == MessageState.PENDING, come), and_(Message.state == MessageState.SENDING, lost))


def anything_due(session: Session, now: datetime) -> bool:
    """Tell whether a delivery would find something, without taking the writers' lock."""
    return session.scalar(select(Message.id).where(due(now)).limit(1)) is not None


def _within(scopes: Collection[str] | None) -> ColumnElement[bool]:
    return true() if scopes is None else Message.scope.in_(scopes)


def _age(instant: datetime | None, now: datetime) -> timedelta | None:
    return None if instant is None else now - instant
