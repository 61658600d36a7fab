"""The history of an edition as a file: a line for each field that changed, one for an entry without any."""

from collections.abc import Callable, Iterable, Mapping
from typing import IO

from sokwms_reg.attendees.exports import Format, csv_file, xlsx_file
from sokwms_reg.attendees.exports.table import Sheet
from sokwms_reg.attendees.queries import Column
from sokwms_reg.core.i18n import N_, gettext

COLUMNS = (
    Column("at", N_("When"), None, width=20),
    Column("who", N_("Who"), None, width=25),
    Column("deed", N_("What was done"), None, width=35),
    Column("record", N_("Record"), None, width=20),
    Column("field", N_("Field"), None, width=25),
    Column("old", N_("Old value"), None, width=30),
    Column("new", N_("New value"), None, width=30),
    Column("reason", N_("Reason"), None, width=40),
)
_WRITERS: Mapping[Format, Callable[[IO[bytes], Sheet, Iterable[list[object]]], None]] = {
    Format.CSV: csv_file.write,
    Format.XLSX: xlsx_file.write,
}


def write_history(out: IO[bytes], rows: Iterable[list[object]], written: Format, zone: str) -> None:
    """Write rows of texts, the first of each a local time without zone, under headings in the language spoken."""
    sheet = Sheet(
        title=gettext("History"),
        zone=zone,
        columns=COLUMNS,
        headings=[column.heading for column in COLUMNS],
        shows=[lambda value: value] * len(COLUMNS),
    )
    _WRITERS[written](out, sheet, rows)
