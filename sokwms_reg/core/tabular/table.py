"""A table as it was read, what may be wrong with a file, and the limits, kept while the rows come in."""

from dataclasses import dataclass, field
from enum import StrEnum

BYTES = 10 * 1024 * 1024
ROWS = 2_000  # beside the headings: importing them holds up other writers for six seconds, and these wait ten
COLUMNS = 100
CELL = 32_767  # characters: what Excel holds
TEXT = 20_000_000  # characters in the whole table
GAP = 1_000  # empty rows, after which nothing is looked for


class Kind(StrEnum):
    """What a file is."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


class Flaw(StrEnum):
    """Why a file cannot be read; `TableError.where` is the row, where there is one."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    ONLY_HEADINGS = "only_headings"
    ENCRYPTED = "encrypted"
    OLD_WORKBOOK = "old_workbook"
    NO_TABLE = "no_table"
    MARKUP = "markup"
    DAMAGED = "damaged"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    DOCUMENT_TYPE = "document_type"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    LONG_CELL = "long_cell"
    TOO_MUCH_TEXT = "too_much_text"
    OPEN_QUOTE = "open_quote"
    WRONG_ENCODING = "wrong_encoding"


class Remark(StrEnum):
    """What whoever uploads should know of a table that was read; each goes with a number or a row."""

    MERGED = "merged"
    NO_RESULT = "no_result"
    FAILED_FORMULA = "failed_formula"
    MACROS = "macros"
    OTHER_SHEETS = "other_sheets"
    GAP = "gap"


class TableError(Exception):
    """A file cannot be read as a table; nothing of it was kept."""

    def __init__(self, flaw: Flaw, where: int = 0) -> None:
        super().__init__(flaw.value)
        self.flaw, self.where = flaw, where


@dataclass
class Table:
    """Rows of texts, the headings first; `numbers` are the rows' numbers in the file, from 1.

    Rows end with their last filled cell; empty ones are left out. `encoding` and `separator` are a CSV's.
    """

    kind: Kind
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    remarks: dict[str, int] = field(default_factory=dict)
    encoding: str = ""
    separator: str = ""

    def note(self, remark: Remark, number: int) -> None:
        """Keep a remark, where there is anything to remark."""
        if number:
            self.remarks[remark.value] = number


@dataclass
class Gathering:
    """Takes the rows of a file one by one into a table, and refuses what is beyond the limits."""

    table: Table
    number: int = 0
    text: int = 0

    def take(self, cells: list[str]) -> bool:
        """Take the next row; tell whether to go on: after a long gap nothing is looked for."""
        self.number += 1
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            return self._gap()
        self._measure(cells)
        self.table.rows.append([cell.replace("\0", "") for cell in cells])
        self.table.numbers.append(self.number)
        return True

    def skip(self, rows: int) -> bool:
        """Pass over empty rows; tell whether to go on."""
        self.number += rows
        return self._gap()

    def _gap(self) -> bool:
        last = self.table.numbers[-1] if self.table.numbers else 0
        if self.number - last < GAP:
            return True
        self.table.note(Remark.GAP, self.number)
        return False

    def _measure(self, cells: list[str]) -> None:
        if len(self.table.rows) > ROWS:
            raise TableError(Flaw.TOO_MANY_ROWS)
        if len(cells) > COLUMNS:
            raise TableError(Flaw.TOO_MANY_COLUMNS, self.number)
        longest = max(map(len, cells))
        if longest > CELL:
            raise TableError(Flaw.LONG_CELL, self.number)
        self.text += sum(map(len, cells))
        if self.text > TEXT:
            raise TableError(Flaw.TOO_MUCH_TEXT)
