"""The file between the steps: on the server, so that nothing of it stands in an address or has to be sent again."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from sokwms_reg.core.tabular import Kind, Table, read
from sokwms_reg.editions.models import Edition
from sokwms_reg.imports.models import ImportFile, ImportMapping
from sokwms_reg.imports.states import KEPT_HOURS


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name, its bytes and the table in it."""

    name: str
    content: bytes
    table: Table


def keep(session: Session, edition: Edition, user_id: int, upload: Upload, now: datetime) -> ImportFile:
    """Keep an uploaded table until it is imported, for a day at most."""
    table = upload.table
    kept = ImportFile(
        token=secrets.token_urlsafe(12),
        edition_id=edition.id,
        user_id=user_id,
        created_at=now,
        file_name=upload.name,
        kind=table.kind,
        content=upload.content if table.kind == Kind.CSV else b"",
        rows=table.rows,
    )
    _take(kept, table)
    session.add(kept)
    session.flush()
    return kept


def read_again(kept: ImportFile, encoding: str, separator: str) -> None:
    """Read a CSV in another encoding or with another separator, and forget what was said of its columns.

    Raises TableError; the file is then as it was.
    """
    _take(kept, read(kept.content, encoding, separator))
    kept.choices, kept.results = {}, []


def _take(kept: ImportFile, table: Table) -> None:
    kept.rows, kept.numbers, kept.remarks = table.rows, table.numbers, table.remarks
    kept.encoding, kept.separator = table.encoding, table.separator


def discard(session: Session, kept: ImportFile) -> None:
    """Let go of a file."""
    session.delete(kept)
    session.flush()


def expire(session: Session, now: datetime) -> int:
    """Let go of the files of yesterday; return how many."""
    old = delete(ImportFile).where(ImportFile.created_at <= now - timedelta(hours=KEPT_HOURS))
    gone = session.execute(old)
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def remember(session: Session, edition_id: int, meant: Mapping[str, str], now: datetime) -> None:
    """Remember what headings meant: field by folded heading."""
    mine = select(ImportMapping).where(ImportMapping.edition_id == edition_id)
    known = {one.heading: one for one in session.scalars(mine)}
    for heading, field in meant.items():
        if heading in known:
            known[heading].field, known[heading].used_at = field, now
        else:
            session.add(ImportMapping(edition_id=edition_id, heading=heading, field=field, used_at=now))
    session.flush()
