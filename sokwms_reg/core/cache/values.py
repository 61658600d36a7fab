"""What pages and letters read again and again, remembered as long as a page would be."""

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy.orm import Session

from sokwms_reg.core.cache.pages import Life, built_on, page_cache
from sokwms_reg.core.cache.version import changes_something, read_version
from sokwms_reg.core.db import db

MOST_VALUES = 1024

T = TypeVar("T")


def remembered(session: Session, key: Hashable, load: Callable[[Session], T]) -> T:
    """Return what `load` reads from models marked `Public`, read anew when the site changes, or after ten seconds.

    The value is shared by all threads: nobody changes it, and it holds no record of a session. A session that has
    itself changed what is public always reads.
    """
    if changes_something(session):
        return load(session)
    kept = _kept(session, key)
    if kept is None:
        pages = page_cache(current_app)
        version = pages.version(session)
        kept = (Life(version, time.monotonic()), load(session))
        if version is not None:
            if len(pages.values) >= MOST_VALUES:
                pages.values.clear()
            pages.values[key] = kept
    built_on(kept[0])
    value: T = kept[1]
    return value


def _kept(session: Session, key: Hashable) -> tuple[Life, Any] | None:
    """Return what is remembered and still counts; the database is asked for the site's version once a second."""
    pages = page_cache(current_app)
    kept = pages.values.get(key)
    if kept is None or kept[0].is_over() or kept[0].version != pages.version(session):
        return None
    return kept


def unchanged(session: Session, key: Hashable) -> Any | None:  # noqa: ANN401 - what was kept under the key
    """Return what `snapshot` keeps under a key, if the session's own transaction finds the site as it was then.

    None where it has changed, or nothing is kept: then one reads. Unlike a page it may be older than ten seconds, so
    counters in it say nothing.
    """
    session.flush()
    kept = page_cache(current_app).values.get(key)
    if kept is None or changes_something(session) or kept[0].version != read_version(session.connection()):
        return None
    return kept[1]


def snapshot(key: Hashable, load: Callable[[Session], T]) -> T:
    """Return records as they were when the site last changed, or some seconds ago: for reading, of no session."""

    def detached(session: Session) -> T:
        value = load(session)
        session.expunge_all()
        return value

    kept = _kept(db.session(), key)
    if kept is not None:
        built_on(kept[0])
        value: T = kept[1]
        return value
    # Beside the request's session on its connection: who waits for a second one may wait for ever.
    with Session(db.session().connection(), join_transaction_mode="rollback_only") as session:
        return remembered(session, key, detached)
