"""Putting letters into the outbox, in the transaction of what caused them."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, make_transient_to_detached

from sokwms_reg.core.base import Base
from sokwms_reg.outbox.models import Attachment, Message, MessageState
from sokwms_reg.outbox.queries import with_dedupe_key
from sokwms_reg.outbox.service.letter import FinishedLetter, one_line, tamed
from sokwms_reg.outbox.states import SENDABLE_AGAIN

_FILE = ("filename", "content_type", "content")
_message, _attachment = (Base.metadata.tables[model.__tablename__] for model in (Message, Attachment))

# Every registration waits for these statements, so they are made once and go past the records of the session. Where the
# key is there already the first gives nothing; both databases let the first of two transactions with one key finish
# before they answer the second.
_QUEUE = {
    dialect: made(_message).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(_message.c.id)
    for dialect, made in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
_ATTACH = insert(_attachment)
_signature = {"domain": "sokwms.invalid"}


class CannotSendAgainError(Exception):
    """The message is being sent at this moment."""


def sign_message_ids_as(domain: str) -> None:
    """Set the right side of the Message-IDs made from now on in this process; called once at start."""
    _signature["domain"] = domain


def enqueue(
    session: Session, letter: FinishedLetter, *, scope: str, subject_ref: str, dedupe_key: str, now: datetime
) -> Message:
    """Queue a letter; the caller commits, then wakes the worker.

    A key that is already there gives the message queued under it, and nothing new, also when two transactions
    bring the same key at once. `scope` is the edition's slug or "".
    """
    letter = tamed(letter)
    connection = session.connection()
    row = _row(letter, scope, subject_ref, dedupe_key, now)
    number = connection.execute(_QUEUE[connection.dialect.name], row).scalar()
    if number is None:
        return with_dedupe_key(session, dedupe_key)
    if letter.attachments:
        files = [dict(zip(_FILE, file, strict=True), message_id=number) for file in letter.attachments]
        connection.execute(_ATTACH, files)
    return _unread(session, number)


def _unread(session: Session, number: int) -> Message:
    """Return the record of a message that is read when somebody looks at it: nearly nobody does."""
    message = Message(id=number)
    make_transient_to_detached(message)
    session.add(message)
    return message


def _row(letter: FinishedLetter, scope: str, subject_ref: str, dedupe_key: str, now: datetime) -> dict[str, object]:
    return {
        "scope": scope,
        "subject_ref": subject_ref,
        "kind": letter.kind,
        "language": letter.language,
        "dedupe_key": dedupe_key,
        "message_id": f"<{secrets.token_hex(16)}@{one_line(_signature['domain'])}>",
        "to_name": letter.to_name,
        "to_address": letter.to_address,
        "reply_to": letter.reply_to,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "state": MessageState.PENDING,
        "attempts": 0,
        "next_try_at": now,
        "created_at": now,
    }


def discard(session: Session, subject_refs: Collection[str]) -> None:
    """Take back what was queued about some subjects and never committed: sample people get no mail."""
    mine = select(Message.id).where(Message.subject_ref.in_(subject_refs), Message.state == MessageState.PENDING)
    found = session.scalars(mine).all()
    session.execute(delete(Attachment).where(Attachment.message_id.in_(found)))
    session.execute(delete(Message).where(Message.id.in_(found)))


def send_again(session: Session, message: Message, now: datetime) -> None:
    """Queue a message once more, whether it failed, went out or waits for its next try.

    It keeps its Message-ID: whoever got it the first time does not see it twice in most mailboxes. The caller
    records who asked for it. Raises CannotSendAgainError while a worker has it in hand.
    """
    session.refresh(message, with_for_update=True)
    if message.state not in SENDABLE_AGAIN:
        raise CannotSendAgainError
    message.state = MessageState.PENDING
    message.attempts = 0
    message.next_try_at = now
    message.locked_until = None
    session.flush()
