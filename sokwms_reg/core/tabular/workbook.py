"""XLSX, row by row, by openpyxl: calamine, faster, takes memory for every cell between the first and the farthest one.

openpyxl says nothing of merged cells and of formulas without a result while it reads this way; Expat counts them.
"""

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat  # what it reads has been read once by `archive`, which refuses document types

from openpyxl import load_workbook

from sokwms_reg.core.tabular.archive import PIECE, Archive
from sokwms_reg.core.tabular.table import Flaw, Gathering, Kind, Remark, Table, TableError

_MACROS = "xl/vbaProject.bin"
# How a workbook writes a carriage return, and an underscore where a text has the look of such a sign.
_SIGNS = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)|(?<!_x005F)_x000D_")


def read_workbook(archive: Archive) -> Table:
    """Return the first sheet. Formulas give the result that was stored with them, or nothing, which is remarked."""
    table = Table(Kind.XLSX)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of what it leaves out: styles, checks of typing
            book = load_workbook(archive.file, read_only=True, data_only=True, keep_links=False)
            sheet: Any = book.worksheets[0]
            _survey(archive, sheet._worksheet_path, table)  # noqa: SLF001 - nothing else says where the sheet is
            sheet.reset_dimensions()  # what a file claims of its size may be wrong
            _gather(sheet.iter_rows(values_only=True), table)
    except TableError:
        raise
    except Exception as error:  # what openpyxl raises depends on what is broken
        raise TableError(Flaw.DAMAGED) from error
    table.note(Remark.OTHER_SHEETS, len(book.worksheets) - 1)
    table.note(Remark.MACROS, int(_MACROS in archive.names))
    return table


def _gather(rows: Iterator[tuple[Any, ...]], table: Table) -> None:
    gathering = Gathering(table)
    failed = 0
    for row in rows:
        cells = [_text(value) for value in row]
        failed += sum(cell in _ERRORS for cell in cells)
        if not gathering.take(["" if cell in _ERRORS else cell for cell in cells]):
            break
    table.note(Remark.FAILED_FORMULA, failed)


_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}


def _text(value: object) -> str:
    """Return what a cell holds: whole numbers without a point, dates as ISO 8601 has them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return _SIGNS.sub(lambda found: "_" if found[0] == "_x005F_" else "", str(value))


def _survey(archive: Archive, path: str, table: Table) -> None:
    """Count merged areas, and formulas that no program has stored a result of."""
    survey = _Survey()
    with archive.packed.open(path) as stream:
        while piece := stream.read(PIECE):
            survey.parser.Parse(piece, False)  # noqa: FBT003 - Expat's own way of saying that more comes
    table.note(Remark.MERGED, survey.merged)
    table.note(Remark.NO_RESULT, survey.without)


class _Survey:
    """Counts what openpyxl passes over in silence."""

    def __init__(self) -> None:
        self.merged = self.without = 0
        self.formula = self.value = self.result = False
        self.parser = expat.ParserCreate()
        self.parser.CharacterDataHandler = self._words
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, _given: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.formula = self.value = self.result = False
        elif tag == "f":
            self.formula = True
        elif tag == "v":
            self.value = True
        elif tag == "mergeCell":
            self.merged += 1

    def _words(self, _text: str) -> None:
        self.result |= self.value

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c" and self.formula and not self.result:
            self.without += 1
