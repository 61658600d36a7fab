"""From the text of an edition file to the database, in the caller's transaction: all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import sokwms_reg.agenda.portable  # noqa: F401 - registers the programme's lists
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.core.clock import local
from sokwms_reg.editions.models import Edition, Places
from sokwms_reg.editions.portable import DEFAULT_ZONE, HEADER, Draft, Problem, Scope, read, tables
from sokwms_reg.registration.service import fill_from_line, line, recount
from sokwms_reg.transfer.service.demonstration import shifted
from sokwms_reg.transfer.service.limits import note_limits
from sokwms_reg.transfer.service.matching import match_all, note_refusals
from sokwms_reg.transfer.service.storing import Journal, Store
from sokwms_reg.transfer.service.text import LoadError, parsed


@dataclass(frozen=True)
class LoadReport:
    """What an import did. Counts are rows by list of the file ("sessions"); the header counts as "edition".

    `promoted` got a place from the waiting list, because the file raised a capacity or moved the last day for it.
    """

    slug: str
    created: bool
    added: Mapping[str, int]
    changed: Mapping[str, int]
    removed: Mapping[str, int]
    promoted: int = 0

    @property
    def unchanged(self) -> bool:
        """Tell whether the file said what was already known: then no row was written."""
        return not (self.created or self.added or self.changed or self.removed)


def load(session: Session, text: str, now: datetime, actor: Actor) -> LoadReport:
    """Store the edition that `text` describes: a new one, or the one with its slug, matched by keys.

    Raises LoadError with all problems; then nothing was written.
    """
    return _load(session, parsed(text), now, actor)


def load_demonstration(session: Session, text: str, now: datetime, actor: Actor) -> LoadReport:
    """Store the edition moved by whole weeks, so that its registration is open now. Raises LoadError."""
    document = parsed(text)
    zone = document.get("timezone", DEFAULT_ZONE)
    known = zone if isinstance(zone, str) and zone in available_timezones() else DEFAULT_ZONE  # a wrong one is refused
    return _load(session, shifted(document, local(now, known).date()), now, actor)


def _load(session: Session, document: dict[str, object], now: datetime, actor: Actor) -> LoadReport:
    draft = read(document, HEADER, tables())
    edition = _locked(session, draft.values["slug"])
    scope = Scope(draft.zone, edition.id if edition else 0)
    matches = match_all(session, tables(), draft, scope)
    if edition:
        note_refusals(session, matches, draft, edition.id)
        note_limits(session, matches, draft, scope)
    if draft.problems:
        raise LoadError(draft.problems)
    store = Store(session, scope)
    if edition is None:
        target = _added(session, draft, scope)
        store.journal.note("edition", None, "added")
    else:
        target = edition
        store.journal.changed["edition"] += store.fields(HEADER, draft, edition, "")
    store.lists(matches)
    promoted = _promoted(session, edition, now) if edition and store.journal.changes else 0
    return _recorded(session, target, store.journal, now, actor, promoted)


def _locked(session: Session, slug: object) -> Edition | None:
    """Return the edition, with whoever registers held back until the caller commits, so that `taken` stays true.

    Only the places row is locked, as by those who register: a lock on the edition too would deadlock with their rows
    that point at it.
    """
    if not isinstance(slug, str):
        return None
    edition = session.scalar(select(Edition).where(Edition.slug == slug))
    if edition:
        session.scalar(select(Places).where(Places.edition_id == edition.id).with_for_update())
        session.expire_all()
    return edition


def _added(session: Session, draft: Draft, scope: Scope) -> Edition:
    edition = Edition()
    for part in HEADER:
        part.store(edition, draft.values[part.name], scope)
    session.add(edition)
    try:
        session.flush()
    except IntegrityError as error:  # only a slug can clash
        problem = Problem("slug", f'"{edition.slug}" was added by somebody else just now; import the file again.')
        raise LoadError([problem]) from error
    scope.edition_id = edition.id
    session.add(Places(edition_id=edition.id))
    session.flush()
    return edition


def _promoted(session: Session, edition: Edition, now: datetime) -> int:
    """Give places that the file added to those who wait, before anybody new can take them."""
    recount(session, edition.id)
    session.expire_all()
    return fill_from_line(session, edition, line.enter(session, edition.id), now).total


def _recorded(
    session: Session, edition: Edition, journal: Journal, now: datetime, actor: Actor, promoted: int
) -> LoadReport:
    if journal.changes:
        record(
            session,
            actor,
            "edition.imported",
            f"edition:{edition.id}",
            now,
            scope=edition.slug,
            changes=journal.changes,
        )
        session.flush()
    created = "edition" in journal.changes
    return LoadReport(edition.slug, created, +journal.added, +journal.changed, +journal.removed, promoted)
