"""Lists as files. CSV guards against spreadsheets that run formulas; XLSX, ODS and JSON carry values as they are.

Tables (CSV, XLSX, ODS) show words of the chosen language for states, categories, voivodeships and other codes; JSON
carries the codes, under the names of the contract.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from sqlalchemy.orm import Session

from sokwms_reg.attendees.exports import csv_file, json_file, ods_file, xlsx_file
from sokwms_reg.attendees.exports.table import Sheet
from sokwms_reg.attendees.queries import Column, Scope, Wish, columns, stream
from sokwms_reg.attendees.queries.listing import Seen
from sokwms_reg.core.i18n import gettext, speaking

__all__ = ["CONTENT_TYPES", "Counted", "Format", "Sheet", "UnknownColumnError", "chosen_columns", "write"]


class Format(StrEnum):
    """What a list can be written as; the value is the ending of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON = "json"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Format.JSON: "application/json",
}

_WRITERS: Mapping[Format, Callable[[IO[bytes], Sheet, Iterable[list[object]]], None]] = {
    Format.CSV: csv_file.write,
    Format.XLSX: xlsx_file.write,
    Format.ODS: ods_file.write,
    Format.JSON: json_file.write,
}


class UnknownColumnError(LookupError):
    """There is no column of this name."""


def chosen_columns(names: Sequence[str]) -> list[Column]:
    """Return columns by their names, in the order given; all of them for none. Raises UnknownColumnError."""
    known = columns()
    for name in names:
        if name not in known:
            raise UnknownColumnError(name)
    return [known[name] for name in dict.fromkeys(names)] or list(known.values())


@dataclass
class Counted:
    """Rows that count themselves as they pass."""

    rows: Iterable[list[object]]
    number: int = 0

    def __iter__(self) -> Iterator[list[object]]:
        """Give the rows."""
        for row in self.rows:
            self.number += 1
            yield row


def write(  # noqa: PLR0913 - what is asked, of whom, and where it goes
    out: IO[bytes],
    session: Session,
    scope: Scope,
    wish: Wish,
    written: Format,
    *,
    language: str,
    chosen: Sequence[Column],
    seen: Seen | None = None,
) -> int:
    """Write all that the wish is about to `out`, whatever its page; return how many registrations there are.

    Their numbers are added to `seen`.
    """
    with speaking(language):
        sheet = Sheet.of(scope, chosen, gettext("Participants"))
        rows = Counted(stream(session, scope, wish, chosen, seen))
        _WRITERS[written](out, sheet, rows)  # what they say of a text that is cut, too, is the file's language
    return rows.number
