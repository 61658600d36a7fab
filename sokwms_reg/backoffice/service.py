"""What the office's own pages change: a message's next try, and one's own language."""

from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.service import subject_of
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.outbox import service as outbox
from sokwms_reg.outbox.models import Message


def send_again(session: Session, message: Message, actor: Actor, now: datetime) -> None:
    """Queue a message once more and record who asked for it. Raises CannotSendAgainError."""
    before = message.state
    outbox.send_again(session, message, now)
    record(
        session,
        actor,
        "message.send_again",
        f"message:{message.id}",
        now,
        scope=message.scope,
        changes={"message": [before, message.state]},
    )


def set_language(session: Session, user: User, language: str, actor: Actor, now: datetime) -> None:
    """Set the language in which somebody works in the office; the same again changes nothing."""
    old = user.language
    if language == old:
        return
    user.language = language
    session.flush()
    record(session, actor, "account.language", subject_of(user), now, changes={"language": [old, language]})
