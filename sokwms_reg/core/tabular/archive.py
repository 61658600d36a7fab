"""A packed file (XLSX, ODS), measured before anything in it is parsed.

The sizes that the directory of the file announces are added up first; then everything is unpacked once and thrown away
piece by piece, which shows that the sizes and checksums are true; XML is read by Expat without building anything, which
shows that no entity is declared and that no row is endless. Only then does a parser get to see it.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat  # nothing but a document type can hurt, and that is refused at once

from sokwms_reg.core.tabular.table import Flaw, TableError

UNPACKED = 64 * 1024 * 1024  # bytes, all parts together
PARTS = 2_000
ELEMENTS = 200_000  # in one row, or outside of rows: a parser keeps them in memory until the row ends
PIECE = 64 * 1024
LONGEST_TOKEN = 1024 * 1024  # bytes of a tag, a comment and the like: Expat begins anew with each piece until it ends
_ENDS = {"row", "si", "table-row"}
STRINGS = 600_000  # shared by the cells of a workbook: openpyxl holds them all
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_LOCKED = 0x1


@dataclass(frozen=True)
class Archive:
    """A packed file that has been measured."""

    file: IO[bytes]
    packed: zipfile.ZipFile

    @classmethod
    @contextmanager
    def opened(cls, content: bytes) -> Iterator["Archive"]:
        """Give the file, measured. Raises TableError."""
        file = io.BytesIO(content)
        try:
            with zipfile.ZipFile(file) as packed:
                _measure(packed)
                yield cls(file, packed)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise TableError(Flaw.DAMAGED) from error

    @property
    def names(self) -> frozenset[str]:
        """Return the names of its parts."""
        return frozenset(self.packed.namelist())

    @property
    def is_workbook(self) -> bool:
        """Tell whether it is XLSX, with or without macros."""
        return {"[Content_Types].xml", "xl/workbook.xml"} <= self.names

    @property
    def is_open_document(self) -> bool:
        """Tell whether it is ODS. Raises TableError when it has a password."""
        if not {"mimetype", "content.xml"} <= self.names or not self._starts("mimetype", _OPEN_DOCUMENT):
            return False
        if "META-INF/manifest.xml" in self.names and b"encryption-data" in self.packed.read("META-INF/manifest.xml"):
            raise TableError(Flaw.ENCRYPTED)
        return True

    def _starts(self, name: str, words: bytes) -> bool:
        with self.packed.open(name) as part:
            return part.read(len(words)) == words


def _measure(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if any(part.flag_bits & _LOCKED for part in parts):
        raise TableError(Flaw.ENCRYPTED)
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise TableError(Flaw.UNPACKS_TOO_LARGE)
    if len({part.filename for part in parts}) != len(parts):
        raise TableError(Flaw.DAMAGED)  # two parts of one name: readers would disagree which counts
    secret = any(part.filename == "META-INF/manifest.xml" and _is_secret(packed, part) for part in parts)
    left = UNPACKED
    for part in parts:
        parse = part.filename.endswith((".xml", ".rels")) and not part.filename.startswith("META-INF/") and not secret
        left = _unpack(packed, part, left, Survey() if parse and part.file_size else None)


def _is_secret(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    return b"encryption-data" in packed.read(part)


def _unpack(packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, survey: "Survey | None") -> int:
    """Unpack a part piece by piece and keep nothing; return how many bytes may still come."""
    with packed.open(part) as stream:
        while piece := stream.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise TableError(Flaw.UNPACKS_TOO_LARGE)
            if survey is not None:
                survey.feed(piece)
    if survey is not None:
        survey.feed(b"", last=True)
    return left


class Survey:
    """Reads XML and builds nothing."""

    def __init__(self) -> None:
        self.since = self.strings = self.fed = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._count
        self.parser.EndElementHandler = self._end

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Read on. Raises TableError."""
        try:
            self.parser.Parse(piece, last)
        except (expat.ExpatError, LookupError) as error:
            raise TableError(Flaw.DAMAGED) from error
        self.fed += len(piece)
        if self.fed - max(self.parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            raise TableError(Flaw.DAMAGED)

    def _refuse(self, *_declared: object) -> None:
        raise TableError(Flaw.DOCUMENT_TYPE)

    def _count(self, *_element: object) -> None:
        self.since += 1
        if self.since > ELEMENTS:
            raise TableError(Flaw.UNPACKS_TOO_LARGE)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag in _ENDS:
            self.since = 0
            self.strings += tag == "si"
            if self.strings > STRINGS:
                raise TableError(Flaw.UNPACKS_TOO_LARGE)
