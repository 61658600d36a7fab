"""ODS: the document is odfdo's; its rows are streamed into it here, because appending cells takes quadratic time.

Two thousand rows took two minutes that way, and a second this way. A tab stands as it is: LibreOffice drops the
element that ODF has for it (7.4, reading and writing). Longer texts than Excel's cells hold are cut as in XLSX, because
such a file is opened there too.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from sokwms_reg.attendees.exports.table import Sheet, Shown
from sokwms_reg.attendees.exports.xlsx_file import fitting

# What XML 1.0 cannot carry at all, not even as a reference.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile("^ | {2,}| $")  # XML would fold them
_EMPTY = b"<office:spreadsheet/>"
_CONTENT, _KIND = "content.xml", "mimetype"
_AT_ONCE = 200  # rows that are packed together


def write(out: IO[bytes], sheet: Sheet, rows: Iterable[list[object]]) -> None:
    """Write one table."""
    from odfdo import Document  # noqa: PLC0415 - loaded where it is used: most pages never write one

    document = Document("spreadsheet")
    document.body.clear()
    before, after = document.content.serialize().split(_EMPTY)
    container: Any = document.container
    names = [name for name in container.parts if not name.endswith("/") and name != _KIND]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_KIND, container.get_part(_KIND), zipfile.ZIP_STORED)  # first and plain, as ODF 1.2 wants it
        for name in names:
            if name != _CONTENT:
                packed.writestr(name, container.get_part(name))
        with packed.open(_CONTENT, "w", force_zip64=True) as content:
            content.write(before + b"<office:spreadsheet>")
            for part in _table(sheet, rows):
                content.write(part.encode())
            content.write(b"</office:spreadsheet>" + after)


def _table(sheet: Sheet, rows: Iterable[list[object]]) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(sheet.title)}>"
    yield f'<table:table-column table:number-columns-repeated="{len(sheet.columns)}"/>'
    yield f"<table:table-header-rows>{_row(sheet.headings)}</table:table-header-rows>"
    parts: list[str] = []
    for row in rows:
        parts.append(_row(sheet.shown(row)))
        if len(parts) == _AT_ONCE:
            yield "".join(parts)
            parts.clear()
    yield "".join(parts)
    yield "</table:table>"


def _row(values: Iterable[Shown]) -> str:
    return f"<table:table-row>{''.join(map(_cell, values))}</table:table-row>"


def _cell(value: Shown) -> str:
    if isinstance(value, datetime):
        date = value.isoformat()
        words = f"<text:p>{value.isoformat(' ')}</text:p>"
        return f'<table:table-cell office:value-type="date" office:date-value="{date}">{words}</table:table-cell>'
    if isinstance(value, int):
        words = f"<text:p>{value}</text:p>"
        return f'<table:table-cell office:value-type="float" office:value="{value}">{words}</table:table-cell>'
    if not value:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{_words(line)}</text:p>" for line in _lines(fitting(value)))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _lines(text: str) -> list[str]:
    """Return the lines of a text, without other signs that Python takes for ends of lines."""
    return _UNSPEAKABLE.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _words(line: str) -> str:
    return _BLANKS.sub(lambda found: f'<text:s text:c="{len(found.group())}"/>', escape(line))
