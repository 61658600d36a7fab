"""XLSX: texts stay texts, instants are dates; the heading is frozen and filters.

A cell of a spreadsheet holds at most 32,767 characters. A longer text is cut there and ends with a sentence that says
so; CSV and JSON have it whole.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from sokwms_reg.attendees.exports.table import Sheet, Shown
from sokwms_reg.core.i18n import gettext

# Memory does not grow with the rows, and no text becomes a formula, a link or a number.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST_CELL = 32_767  # characters, in UTF-16 as Excel counts them
SHORT = LONGEST_CELL // 2  # Python's characters, each of which takes at most two of Excel's
A4 = 9  # as Excel numbers sizes of paper
INSTANT = {"num_format": "yyyy-mm-dd hh:mm:ss"}


def write(out: IO[bytes], sheet: Sheet, rows: Iterable[list[object]]) -> None:
    """Write one worksheet."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - loaded where it is used: most pages never write a workbook

    with Workbook(out, OPTIONS) as book:
        page = book.add_worksheet(sheet.title[:31])  # what Excel allows
        instant = book.add_format(INSTANT)
        for spot, column in enumerate(sheet.columns):
            page.set_column(spot, spot, column.width)
        page.write_row(0, 0, sheet.headings, book.add_format({"bold": True, "bottom": 1}))
        last = 0
        for row in rows:
            last += 1
            for spot, value in enumerate(sheet.shown(row)):
                if isinstance(value, str) and len(value) <= SHORT:  # nearly all are: hundreds of thousands of them
                    if value:
                        page.write_string(last, spot, value)
                else:
                    write_cell(page, (last, spot), value, None, instant)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
        lay_out(page)


def lay_out(page: Any) -> None:  # noqa: ANN401 - it has no types
    """Keep the heading in view, and make the sheet ready for paper: A4 across, one page wide, headings on each page."""
    page.freeze_panes(1, 0)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def write_cell(page: Any, place: tuple[int, int], value: Shown, look: Any, instant: Any) -> None:  # noqa: ANN401 - it has no types
    """Write a value as what it is; nothing for an empty text that has no look of its own."""
    if isinstance(value, datetime):
        page.write_datetime(*place, value, instant)
    elif isinstance(value, int):
        page.write_number(*place, value, look)
    elif value:
        page.write_string(*place, fitting(value), look)
    elif look is not None:
        page.write_blank(*place, None, look)


def fitting(text: str) -> str:
    """Return what a cell can hold of a text, with a sentence where that is not all."""
    if len(text) <= SHORT or _length(text) <= LONGEST_CELL:
        return text
    remark = gettext("… [cut here: a cell holds no more; CSV and JSON have the whole text]")
    room = LONGEST_CELL - _length(remark)
    return text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore") + remark


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
