"""What the office's own pages change: a message's next try, and one's own language; and who took the history away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.service import subject_of
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.editions.models import Edition
from sokwms_reg.outbox import service as outbox
from sokwms_reg.outbox.models import Message


@dataclass
class TakenHistory:
    """A history that goes out: narrowed by what, as what, how many entries so far."""

    filter: Mapping[str, str]
    written: str
    number: int = 0


def record_history_export(session: Session, edition: Edition, taken: TakenHistory, actor: Actor, now: datetime) -> None:
    """Record that the history went out: it holds personal data."""
    record(
        session,
        actor,
        "audit.export",
        f"edition:{edition.id}",
        now,
        scope=edition.slug,
        changes={
            "format": [None, taken.written],
            "count": [None, taken.number],
            "filter": [None, dict(taken.filter)],
        },
    )


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
