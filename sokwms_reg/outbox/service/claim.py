"""Who has a message in hand: claimed in batches, marked one by one, taken over when its holder does not come back.

The number of attempts is the fence: a worker whose claim ran out finds another number and changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sokwms_reg.core.db import writing
from sokwms_reg.outbox.models import Attachment, Message, MessageState
from sokwms_reg.outbox.queries import due
from sokwms_reg.outbox.service.letter import FinishedLetter
from sokwms_reg.outbox.states import CLAIM, wait_before_retry

BATCH = 20


@dataclass(frozen=True)
class Parcel:
    """A claimed message, free of the session. `attempts` counts this one; the claim holds to `locked_until`."""

    identity: int
    attempts: int
    locked_until: datetime
    message_id: str
    created_at: datetime
    letter: FinishedLetter


def claim(now: datetime, size: int = BATCH) -> Sequence[Parcel]:
    """Take up to `size` due messages in hand, earliest first, in a transaction of its own."""
    with writing() as session:
        wanted = select(Message).where(due(now)).order_by(Message.next_try_at, Message.id).limit(size)
        messages = session.scalars(wanted.with_for_update(skip_locked=True)).all()
        for message in messages:
            message.state = MessageState.SENDING
            message.attempts += 1
            message.locked_until = now + CLAIM
        files = _files(session, [message.id for message in messages])
        return [_parcel(message, now + CLAIM, files.get(message.id, ())) for message in messages]


def mark_sent(parcel: Parcel, answer: str, now: datetime) -> None:
    """Record that a server took the message; `answer` is what it said."""
    _settle(parcel, state=MessageState.SENT, last_answer=answer, sent_at=now, next_try_at=None)


def mark_failed(parcel: Parcel, answer: str) -> None:
    """Record that nobody will ever take the message as it is."""
    _settle(parcel, state=MessageState.FAILED, last_answer=answer, next_try_at=None)


def put_back(parcel: Parcel, answer: str, now: datetime, luck: float) -> None:
    """Let the message wait for its next try, the longer the more it had."""
    later = now + wait_before_retry(parcel.attempts, luck)
    _settle(parcel, state=MessageState.PENDING, last_answer=answer, next_try_at=later)


def hand_back(parcels: Iterable[Parcel], now: datetime) -> None:
    """Give up the claim on messages that were not tried."""
    for parcel in parcels:
        _settle(parcel, state=MessageState.PENDING, attempts=parcel.attempts - 1, next_try_at=now)


def _settle(parcel: Parcel, **values: Any) -> None:  # noqa: ANN401 - columns of several types
    """End the claim in a transaction of its own, unless somebody else has taken the message over."""
    held = (Message.id == parcel.identity, Message.state == MessageState.SENDING, Message.attempts == parcel.attempts)
    with writing() as session:
        session.execute(update(Message).where(*held).values(locked_until=None, **values))


def _files(session: Session, identities: Sequence[int]) -> dict[int, list[tuple[str, str, bytes]]]:
    found: dict[int, list[tuple[str, str, bytes]]] = {}
    wanted = select(Attachment).where(Attachment.message_id.in_(identities)).order_by(Attachment.id)
    for file in session.scalars(wanted):
        found.setdefault(file.message_id, []).append((file.filename, file.content_type, file.content))
    return found


def _parcel(message: Message, locked_until: datetime, files: Iterable[tuple[str, str, bytes]]) -> Parcel:
    letter = FinishedLetter(
        kind=message.kind,
        language=message.language,
        to_name=message.to_name,
        to_address=message.to_address,
        reply_to=message.reply_to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        attachments=tuple(files),
    )
    return Parcel(message.id, message.attempts, locked_until, message.message_id, message.created_at, letter)
