"""Reading tables that somebody has uploaded: CSV, XLSX and ODS, of which content decides, not the file's name.

Every reader gives the same: rows of texts. Nothing here trusts a file. What is unpacked is measured first, document
types of XML are refused, and limits of rows, columns and text are kept while reading, so that memory is bounded
(`tests/core/test_tabular_bounds.py` measures it).
"""

from sokwms_reg.core.tabular.archive import Archive
from sokwms_reg.core.tabular.delimited import ENCODINGS, SEPARATORS, read_delimited
from sokwms_reg.core.tabular.table import BYTES, COLUMNS, ROWS, Flaw, Kind, Remark, Table, TableError

__all__ = [
    "BYTES",
    "COLUMNS",
    "ENCODINGS",
    "ROWS",
    "SEPARATORS",
    "Flaw",
    "Kind",
    "Remark",
    "Table",
    "TableError",
    "read",
]

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Microsoft's container: old workbooks, and any that has a password
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ\x90",
)


def read(content: bytes, encoding: str = "", separator: str = "") -> Table:
    """Return the table in a file; `encoding` and `separator` of a CSV are guessed where they are "".

    Of a workbook it is the first sheet. Raises TableError with a flaw that the caller puts into words.
    """
    if len(content) > BYTES:
        raise TableError(Flaw.TOO_LARGE)
    if not content.strip():
        raise TableError(Flaw.EMPTY)
    if content.startswith(_COMPOUND):
        raise TableError(Flaw.ENCRYPTED if _PASSWORD in content else Flaw.OLD_WORKBOOK)
    if content.startswith(_OTHERS):
        raise TableError(Flaw.NO_TABLE)
    table = (
        _unpacked(content) if content.startswith((_ZIP, _EMPTY_ZIP)) else read_delimited(content, encoding, separator)
    )
    if not table.rows:
        raise TableError(Flaw.EMPTY)
    if len(table.rows) == 1:
        raise TableError(Flaw.ONLY_HEADINGS)
    return table


def _unpacked(content: bytes) -> Table:
    with Archive.opened(content) as archive:
        if archive.is_workbook:
            from sokwms_reg.core.tabular.workbook import read_workbook  # noqa: PLC0415 - openpyxl is loaded on demand

            return read_workbook(archive)
        if archive.is_open_document:
            from sokwms_reg.core.tabular.open_document import read_open_document  # noqa: PLC0415 - as above

            return read_open_document(archive)
    raise TableError(Flaw.NO_TABLE)
