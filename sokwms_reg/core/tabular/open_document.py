"""ODS, row by row: odfdo would hold the whole document in memory, so only the rows of the first sheet are read here.

OpenDocument 1.3, part 3: 9.1 (tables, repeated rows and cells), 6.1 (paragraphs, blanks, tabs, line breaks).
"""

from collections.abc import Iterator
from typing import IO, Any

from defusedxml.ElementTree import iterparse

from sokwms_reg.core.tabular.archive import Archive
from sokwms_reg.core.tabular.table import CELL, COLUMNS, ROWS, Flaw, Gathering, Kind, Remark, Table, TableError

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_NUMBERS = {"float", "percentage", "currency"}
_MACROS = "Basic/"


def read_open_document(archive: Archive) -> Table:
    """Return the first sheet. Of merged cells the first one counts; formulas give the result stored with them."""
    table = Table(Kind.ODS)
    reader = _Reader(table)
    try:
        with archive.packed.open("content.xml") as stream:
            reader.read(stream)
    except TableError:
        raise
    except Exception as error:  # what the parser raises depends on what is broken
        raise TableError(Flaw.DAMAGED) from error
    table.note(Remark.OTHER_SHEETS, reader.sheets - 1)
    table.note(Remark.MACROS, int(any(name.startswith(_MACROS) for name in archive.names)))
    table.note(Remark.MERGED, reader.merged)
    table.note(Remark.NO_RESULT, reader.without)
    return table


class _Reader:
    """Walks through the document and lets go of what it has read."""

    def __init__(self, table: Table) -> None:
        self.gathering = Gathering(table)
        self.sheets = self.merged = self.without = 0
        self.goes_on = True

    def read(self, stream: IO[bytes]) -> None:
        """Take the rows of the first sheet, and count the others."""
        open_elements: list[Any] = []
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                open_elements.append(element)
                self.sheets += element.tag == f"{_TABLE}table" and len(open_elements) == _DEPTH
                continue
            open_elements.pop()
            if element.tag == f"{_TABLE}table-row":
                if self.sheets == 1 and self.goes_on:
                    self._row(element)
                open_elements[-1].remove(element)

    def _row(self, row: Any) -> None:  # noqa: ANN401 - an element
        times = _repeated(row, "rows")
        cells: list[str] = []
        for cell in row:
            if cell.tag in _CELLS:
                words = self._cell(cell)
                cells += [words] * min(_repeated(cell, "columns"), COLUMNS + 1 if words else _FAR - len(cells))
        if not any(cells):
            self.goes_on = self.gathering.skip(times)
            return
        for _ in range(min(times, ROWS + 2)):
            self.goes_on = self.gathering.take(list(cells))

    def _cell(self, cell: Any) -> str:  # noqa: ANN401 - as above
        if cell.tag == f"{_TABLE}covered-table-cell":
            return ""
        spans = (cell.get(f"{_TABLE}number-{side}-spanned", "1") for side in ("columns", "rows"))
        self.merged += any(span != "1" for span in spans)
        words = _words(cell)
        self.without += not words and cell.get(f"{_TABLE}formula") is not None
        return words


_DEPTH = 4  # document-content, body, spreadsheet, table
_FAR = 16_384  # columns: no program has more


def _repeated(element: Any, what: str) -> int:  # noqa: ANN401 - as above
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _words(cell: Any) -> str:  # noqa: ANN401 - as above
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in _NUMBERS:
        number = cell.get(f"{_OFFICE}value", "")
        return str(number).removesuffix(".0")
    if kind == "date":
        day, _, time = str(cell.get(f"{_OFFICE}date-value", "")).partition("T")
        return f"{day} {time}" if time.strip("0:.") else day
    if kind == "boolean":
        return str(cell.get(f"{_OFFICE}boolean-value", "")).upper()
    return "\n".join("".join(_spoken(line)) for line in cell if line.tag == f"{_TEXT}p")[: CELL + 1]


def _spoken(element: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """Give the words of a paragraph; notes in the margin are none of them."""
    yield element.text or ""
    for part in element:
        if part.tag == f"{_TEXT}s":
            yield " " * min(int(part.get(f"{_TEXT}c", "1")), CELL + 1)
        elif part.tag == f"{_TEXT}tab":
            yield "\t"
        elif part.tag == f"{_TEXT}line-break":
            yield "\n"
        elif part.tag != f"{_OFFICE}annotation":
            yield from _spoken(part)
        yield part.tail or ""
