"""A list that was handed over, as a file: as it was, or with what has changed since, in colours and in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import IO, Any

from sokwms_reg.attendees.exports import Format, Sheet, csv_file, xlsx_file
from sokwms_reg.attendees.exports.table import Shown
from sokwms_reg.attendees.queries import Column, Scope
from sokwms_reg.attendees.queries.columns import Kind
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.templates import short_day
from sokwms_reg.handovers.queries import Comparison, Rows, restored

FORMATS = (Format.XLSX, Format.CSV)
WIDTH_OF_CHANGE = 44  # characters


class Change(StrEnum):
    """What has become of a row."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


CHANGES = {Change.ADDED: N_("Added"), Change.REMOVED: N_("Removed"), Change.CHANGED: N_("Changed")}
# Light enough that black letters keep a contrast of 12 to 1; whoever sees no colours has words and a line through.
LOOKS: Mapping[Change, Mapping[str, Any]] = {
    Change.SAME: {},
    Change.ADDED: {"bg_color": "#C9E7D2"},
    Change.REMOVED: {"bg_color": "#F6CFCB", "font_strikeout": True},
    Change.CHANGED: {"bg_color": "#FFE3A3"},
}


@dataclass(frozen=True)
class Altered:
    """A value of a row that was another one: what the column is called, and both values."""

    heading: str
    old: Shown
    new: Shown

    @property
    def words(self) -> str:
        """Return both values in a line."""
        nothing = gettext("not given")
        return gettext(
            "%(field)s: %(old)s → %(new)s", field=self.heading, old=self.old or nothing, new=self.new or nothing
        )


@dataclass(frozen=True)
class Line:
    """A row to be shown: its key and reference, its values, what has become of it, and which values are others."""

    key: str
    reference: str
    values: Sequence[Shown]
    change: Change = Change.SAME
    altered: Mapping[int, Altered] | None = None

    @property
    def words(self) -> str:
        """Return what has become of it, "" where nothing has."""
        if self.change == Change.SAME:
            return ""
        said = [one.words for one in (self.altered or {}).values()]
        return ": ".join([gettext(CHANGES[self.change]), "; ".join(said)] if said else [gettext(CHANGES[self.change])])


def sheet_of(scope: Scope, fields: Sequence[Column], title: str) -> Sheet:
    """Return headings and words for a list, in the language that is spoken."""
    return Sheet.of(scope, fields, title)


def compared_lines(sheet: Sheet, old: Rows, new: Rows, found: Comparison) -> list[Line]:
    """Return the rows of a list as it is now, with what has become of them, and after them those that are gone."""
    added: Collection[str] = set(found.added)
    lines = []
    for key, row in new.items():
        change = Change.ADDED if key in added else Change.CHANGED if key in found.changed else Change.SAME
        values = _shown(sheet, row)
        before = _shown(sheet, old[key]) if change == Change.CHANGED else []
        altered = {
            spot - 1: Altered(sheet.headings[spot - 1], before[spot - 1], values[spot - 1])
            for spot in found.changed.get(key, ())
        }
        lines.append(Line(key, row[0], values, change, altered))
    gone = [Line(key, old[key][0], _shown(sheet, old[key]), Change.REMOVED) for key in found.removed]
    return lines + gone


def _shown(sheet: Sheet, row: Sequence[Any]) -> list[Shown]:
    """Return a row in words; days as people say them, for nobody reads these lines by machine."""
    values = [restored(column, value) for column, value in zip(sheet.columns, row[1:], strict=True)]
    shown = zip(sheet.columns, row[1:], sheet.shown(values), strict=True)
    return [_days(given) if column.kind is Kind.DATES else value for column, given, value in shown]


def _days(given: Sequence[str]) -> str:
    return ", ".join(short_day(date.fromisoformat(day)) for day in given)


def write_delivery(out: IO[bytes], sheet: Sheet, rows: Rows, written: Format) -> None:
    """Write a list as it was handed over."""
    values = (
        [restored(column, value) for column, value in zip(sheet.columns, row[1:], strict=True)] for row in rows.values()
    )
    (xlsx_file if written == Format.XLSX else csv_file).write(out, sheet, values)


def write_changes(out: IO[bytes], sheet: Sheet, lines: Sequence[Line]) -> None:
    """Write XLSX with a column that says what has changed: rows that came green, gone red and struck, values amber."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - loaded where it is used: most pages never write a workbook

    with Workbook(out, xlsx_file.OPTIONS) as book:
        page = book.add_worksheet(sheet.title[:31])
        looks = {change: book.add_format(look) if look else None for change, look in LOOKS.items()}
        instants = {change: book.add_format({**xlsx_file.INSTANT, **look}) for change, look in LOOKS.items()}
        words = {change: book.add_format({**look, "font_strikeout": False}) for change, look in LOOKS.items()}
        page.set_column(0, 0, WIDTH_OF_CHANGE)
        for spot, column in enumerate(sheet.columns, start=1):
            page.set_column(spot, spot, column.width)
        headings = [gettext("What has changed"), *sheet.headings]
        page.write_row(0, 0, headings, book.add_format({"bold": True, "bottom": 1}))
        for number, line in enumerate(lines, start=1):
            xlsx_file.write_cell(page, (number, 0), line.words, words[line.change] if line.words else None, None)
            for spot, value in enumerate(line.values):
                change = _look(line, spot)
                xlsx_file.write_cell(page, (number, spot + 1), value, looks[change], instants[change])
        page.autofilter(0, 0, len(lines), len(sheet.columns))
        xlsx_file.lay_out(page)


def _look(line: Line, spot: int) -> Change:
    """Return how a value looks: of a row that has changed, only those that are others stand out."""
    if line.change == Change.CHANGED and spot not in (line.altered or {}):
        return Change.SAME
    return line.change
