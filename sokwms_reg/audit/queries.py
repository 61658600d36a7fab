"""Reading what was recorded."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import AuditEntry

BATCH = 500


@dataclass(frozen=True)
class Question:
    """What somebody asks of the history of an edition; what is None or empty narrows nothing.

    `person` is the kind and the id of who acted; `since` counts, `until` does not any more. `closed` are rooms whose
    entries whoever asks may not see, by what their actions begin with.
    """

    scope: str
    person: tuple[str, str] | None = None
    actions: Collection[str] = ()
    subjects: Collection[str] = ()
    closed: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None


def history(session: Session, subject: str) -> Sequence[AuditEntry]:
    """Return the entries about one subject, newest first."""
    entries = select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id.desc())
    return session.scalars(entries).all()


def entries(session: Session, question: Question, before: int | None, most: int) -> Sequence[AuditEntry]:
    """Return at most so many entries, newest first, from the one before the id `before` on."""
    wanted = select(AuditEntry).where(_condition(question))
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    return session.scalars(wanted.order_by(AuditEntry.id.desc()).limit(most)).all()


def all_entries(session: Session, question: Question) -> Iterator[Sequence[AuditEntry]]:
    """Give all entries, newest first, in batches that the session lets go of, so that memory stays flat."""
    before: int | None = None
    while batch := entries(session, question, before, BATCH):
        yield batch
        before = batch[-1].id
        for entry in batch:
            session.expunge(entry)


def actors(session: Session, question: Question) -> list[tuple[str, str, str]]:
    """Return who has acted: kind, id, and the name in the last entry; counted in an index where nothing is closed."""
    newest = select(func.max(AuditEntry.id)).where(_condition(question))
    ids = newest.group_by(AuditEntry.actor_kind, AuditEntry.actor_id)
    wanted = select(AuditEntry.actor_kind, AuditEntry.actor_id, AuditEntry.actor_label).where(AuditEntry.id.in_(ids))
    return [(kind, identity, label) for kind, identity, label in session.execute(wanted)]


def _condition(question: Question) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [AuditEntry.scope == question.scope]
    if question.person is not None:
        kind, identity = question.person
        parts += [AuditEntry.actor_kind == kind, AuditEntry.actor_id == identity]
    if question.actions:
        parts.append(AuditEntry.action.in_(question.actions))
    if question.subjects:
        parts.append(AuditEntry.subject.in_(question.subjects))
    parts += [AuditEntry.action.not_like(f"{room}.%") for room in question.closed]
    if question.since is not None:
        parts.append(AuditEntry.at >= question.since)
    if question.until is not None:
        parts.append(AuditEntry.at < question.until)
    return and_(*parts)
