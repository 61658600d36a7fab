"""ODS: the document is odfdo's; its rows are written here, because appending cells to it takes quadratic time.

Two thousand rows took two minutes that way, and a second this way.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import IO, cast
from xml.sax.saxutils import escape, quoteattr

from sokwms_reg.attendees.exports.table import Sheet

# What XML 1.0 cannot carry at all, not even as a reference.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile("^ | {2,}| $")  # XML would fold them
_EMPTY = b"<office:spreadsheet/>"


def write(out: IO[bytes], sheet: Sheet, rows: Iterable[list[object]]) -> None:
    """Write one table."""
    from odfdo import Container, Document  # noqa: PLC0415 - loaded where it is used: most pages never write one

    document = Document("spreadsheet")
    document.body.clear()
    content = document.content.serialize()
    container = cast("Container", document.container)
    table = b"<office:spreadsheet>" + _table(sheet, rows) + b"</office:spreadsheet>"
    container.set_part("content.xml", content.replace(_EMPTY, table))
    packed = BytesIO()
    container.save(packed)
    out.write(packed.getbuffer())


def _table(sheet: Sheet, rows: Iterable[list[object]]) -> bytes:
    parts = [f"<table:table table:name={quoteattr(sheet.title)}>"]
    parts.append(f'<table:table-column table:number-columns-repeated="{len(sheet.columns)}"/>')
    parts.append(f"<table:table-header-rows>{_row(sheet.headings)}</table:table-header-rows>")
    parts.extend(_row(sheet.shown(row)) for row in rows)
    parts.append("</table:table>")
    return "".join(parts).encode()


def _row(values: Iterable[str | datetime]) -> str:
    return f"<table:table-row>{''.join(map(_cell, values))}</table:table-row>"


def _cell(value: str | datetime) -> str:
    if isinstance(value, datetime):
        date = value.isoformat()
        words = f"<text:p>{value.isoformat(' ')}</text:p>"
        return f'<table:table-cell office:value-type="date" office:date-value="{date}">{words}</table:table-cell>'
    if not value:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{_words(line)}</text:p>" for line in _UNSPEAKABLE.sub(" ", value).splitlines())
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _words(line: str) -> str:
    escaped = escape(line).replace("\t", "<text:tab/>")
    return _BLANKS.sub(lambda found: f'<text:s text:c="{len(found.group())}"/>', escaped)
