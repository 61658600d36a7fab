"""XLSX: texts stay texts, instants are dates; the heading is frozen and filters."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from sokwms_reg.attendees.exports.table import Sheet

# Memory does not grow with the rows, and no text becomes a formula, a link or a number.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(out: IO[bytes], sheet: Sheet, rows: Iterable[list[object]]) -> None:
    """Write one worksheet."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - loaded where it is used: most pages never write a workbook

    with Workbook(out, OPTIONS) as book:
        page = book.add_worksheet(sheet.title[:31])  # what Excel allows
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for spot, column in enumerate(sheet.columns):
            page.set_column(spot, spot, column.width)
        page.write_row(0, 0, sheet.headings, book.add_format({"bold": True, "bottom": 1}))
        last = 0
        for row in rows:
            last += 1
            _line(page, last, sheet.shown(row), instant)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _line(page: Any, number: int, values: list[str | datetime], instant: Any) -> None:  # noqa: ANN401 - it has no types
    for spot, value in enumerate(values):
        if isinstance(value, datetime):
            page.write_datetime(number, spot, value, instant)
        elif value:
            page.write_string(number, spot, value)
