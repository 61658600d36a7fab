"""CSV as Polish Excel opens it: UTF-8 with BOM, `;`, CRLF.

A spreadsheet runs what begins with `=`, `+`, `-` or `@`, also behind a tab or a carriage return, so such a value gets
an apostrophe in front, telephone numbers included. So does one in which only apostrophes stand before such a
character; therefore whoever reads the file back drops exactly one apostrophe where `'`, any more of them and one of
these characters begin a value (`unguarded`), and has what was written, `'s-Hertogenbosch` included.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable
from typing import IO

from sokwms_reg.attendees.exports.table import Sheet, Shown

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")


def write(out: IO[bytes], sheet: Sheet, rows: Iterable[list[object]]) -> None:
    """Write heading and rows."""
    out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
        lines.writerow(sheet.headings)
        lines.writerows([_cell(value) for value in sheet.shown(row)] for row in rows)
    finally:
        text.detach()  # the caller's file stays open


def _cell(value: Shown) -> str:
    if isinstance(value, str):
        return guarded(value)
    return str(value) if isinstance(value, int) else value.isoformat(" ")


def guarded(text: str) -> str:
    """Return a value that no spreadsheet takes for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given: exactly one apostrophe less, where it put one."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text, 1) else text
