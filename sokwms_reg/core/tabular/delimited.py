"""CSV from anywhere: the encoding is told from the bytes, the separator from what makes the most even columns."""

import codecs
import csv
import io
from collections.abc import Iterator

from sokwms_reg.core.tabular.table import CELL, Flaw, Gathering, Kind, Table, TableError

ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1250": "Windows-1250", "iso8859-2": "ISO-8859-2"}
SEPARATORS = {";": ";", ",": ",", "\t": "Tab", "|": "|"}

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200  # rows from which the separator is told
_WIDER = 2 * CELL  # characters: what the parser of Python may meet before the limit of a cell is checked
# Letters that the two Polish tables of one byte have in different places: ą, ś, ź and their capitals.
_WINDOWS, _LATIN = frozenset(b"\xb9\x9c\x9f\xa5\x8c\x8f"), frozenset(b"\xb1\xb6\xbc\xa1\xa6\xac")
_LATIN_CONTROLS = frozenset(range(0x80, 0xA0))  # which no text in ISO-8859-2 contains


def read_delimited(content: bytes, encoding: str = "", separator: str = "") -> Table:
    """Return the table of a CSV. An encoding or separator that is given is not guessed.

    A quotation mark that is never closed would swallow the people after it, so it is refused, with its row.
    """
    chosen = encoding or _encoding(content)
    text = _decoded(content, chosen)
    if "\0" in text:
        raise TableError(Flaw.NO_TABLE)
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise TableError(Flaw.MARKUP)
    first, _, rest = text.partition("\n")
    announced = first.strip().strip('"').lower()
    if announced.startswith("sep=") and len(announced) == len("sep=;"):
        separator, text = separator or announced[-1], rest
    table = Table(Kind.CSV, encoding=chosen, separator=separator if separator in SEPARATORS else _separator(text))
    gathering = Gathering(table)
    try:
        for row in _rows(text, table.separator):
            if not gathering.take(row):
                break
    except csv.Error as error:
        flaw = Flaw.LONG_CELL if "field larger" in str(error) else Flaw.OPEN_QUOTE
        raise TableError(flaw, gathering.number + 1) from error
    return table


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_WIDER)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _encoding(content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    head = content[:2000]
    if head.count(0) > len(head) // 4:
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _one_byte(content)
    return "utf-8"


def _one_byte(content: bytes) -> str:
    """Tell the two Polish tables apart by the letters that they have in different places."""
    counted = {byte: content.count(byte) for byte in _WINDOWS | _LATIN | _LATIN_CONTROLS}
    if any(counted[byte] for byte in _LATIN_CONTROLS):
        return "cp1250"
    latin, windows = (sum(counted[byte] for byte in letters) for letters in (_LATIN, _WINDOWS))
    return "iso8859-2" if latin > windows else "cp1250"


def _decoded(content: bytes, encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise TableError(Flaw.WRONG_ENCODING)
    try:
        if encoding == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            big = content[:2000:2].count(0) > content[1:2000:2].count(0)
            return content.decode("utf-16-be" if big else "utf-16-le")
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise TableError(Flaw.WRONG_ENCODING) from error


def _separator(text: str) -> str:
    """Return the separator that parts the most rows into as many columns as the first; `;` where none parts any."""
    scores = {separator: _evenness(text, separator) for separator in SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    return best if scores[best] > (0, 0) else ";"


def _evenness(text: str, separator: str) -> tuple[int, int]:
    sample: list[list[str]] = []
    try:
        for row in _rows(text, separator):
            sample += [row] if any(row) else []
            if len(sample) == _SAMPLE:
                break
    except csv.Error:
        pass  # what was read before it tells enough; reading all of it will say what is wrong
    width = len(sample[0]) if sample else 1
    return (sum(len(row) == width for row in sample), width) if width > 1 else (0, 0)
