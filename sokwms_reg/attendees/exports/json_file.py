"""JSON: a list of objects under the names of the contract, codes as they are, days as a list of dates (ISO 8601)."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from sokwms_reg.attendees.exports.table import Sheet
from sokwms_reg.core.clock import local


def write(out: IO[bytes], sheet: Sheet, rows: Iterable[list[object]]) -> None:
    """Write one registration a line; instants carry the offset of the edition's zone."""
    names = [column.name for column in sheet.columns]
    before = b"[\n"
    for row in rows:
        values = {name: _plain(value, sheet.zone) for name, value in zip(names, row, strict=True)}
        out.write(before + json.dumps(values, ensure_ascii=False).encode())
        before = b",\n"
    out.write(b"\n]\n" if before != b"[\n" else b"[]\n")


def _plain(value: object, zone: str) -> object:
    if isinstance(value, datetime):
        return local(value, zone).isoformat()
    if isinstance(value, list):
        return [day.isoformat() for day in value]
    return value
