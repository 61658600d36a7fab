"""Everything that people write survives a spreadsheet and comes back the same: by libraries, and by LibreOffice."""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from odfdo import Document
from sqlalchemy import update
from sqlalchemy.orm import Session

from sokwms_reg.attendees import exports, queries
from sokwms_reg.attendees.exports import Format, csv_file, ods_file
from sokwms_reg.attendees.exports.csv_file import unguarded
from sokwms_reg.attendees.exports.xlsx_file import LONGEST_CELL, fitting
from sokwms_reg.attendees.queries import Column, Scope, Wish
from sokwms_reg.core.i18n import speaking
from sokwms_reg.registration.models import Registration
from tests.attendees.people import person, small_edition

LONG = ("Zażółć gęślą jaźń. " * 2_000)[:32_000]
VALUES = {
    "institution": "Zażółć gęślą jaźń",
    "first_name": "=1+1",
    "last_name": "@x",
    "position": "-5",
    "phone": "+48 600 000 000",
    "contact_phone": "0600",
    "title": "007",
    "contact_name": "tab\tand\nline break  two blanks",
    "contact_email": "مرحبا بالعالم, שלום",
    "email": '\'=1+1; "quoted" & <b>',
    "accessibility": LONG,
}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
NO_OFFICE = "no LibreOffice here (apt-get install --no-install-recommends libreoffice-calc); libraries alone were asked"
# Text in CSV has no type: whoever opens it says that each column is text (2) in UTF-8 (76), parted by ; (59).
READING = "CSV:59,34,76,1," + "/".join(f"{number}/2" for number in range(1, len(VALUES) + 1))
WRITING = "csv:Text - txt - csv (StarCalc):59,34,76"


@pytest.fixture
def scope(session: Session) -> Scope:
    """Return an edition with one person who has written all of it."""
    edition = small_edition(session)
    one = person(session, edition)
    session.execute(update(Registration).where(Registration.id == one.id).values(**VALUES))
    return queries.scope_of(session, edition)


def written(session: Session, scope: Scope, kind: Format) -> bytes:
    out = io.BytesIO()
    chosen = exports.chosen_columns(list(VALUES))
    exports.write(out, session, scope, Wish(), kind, language="en", chosen=chosen)
    return out.getvalue()


def read(content: bytes, kind: Format) -> list[str]:
    """Return the second row of a file, as somebody else's reader finds it."""
    if kind is Format.CSV:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
        return [unguarded(value) for value in rows[1]]
    if kind is Format.ODS:
        values: Any = Document(io.BytesIO(content)).body.get_tables()[0].get_values()
        return [str(value) for value in values[1]]
    return _workbook(content)


def _workbook(content: bytes) -> list[str]:
    """Read what Excel or LibreOffice have saved: texts in cells, or once in a list of their own (ECMA-376, 18.4.8)."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        shared = []
        if "xl/sharedStrings.xml" in packed.namelist():
            strings = ET.fromstring(packed.read("xl/sharedStrings.xml"))  # noqa: S314 - made here
            shared = ["".join(text.text or "" for text in one.iter(f"{MAIN}t")) for one in strings]
        sheet = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - made here
    row = list(sheet.iter(f"{MAIN}row"))[1]
    cells = list(row.iter(f"{MAIN}c"))
    assert {cell.get("t") for cell in cells} <= {"s", "inlineStr"}, "texts, all of them"
    found = ["".join(cell.itertext()) for cell in cells]
    values = [shared[int(text)] if cell.get("t") == "s" else text for cell, text in zip(cells, found, strict=True)]
    return [re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), value) for value in values]


@pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX, Format.ODS])
def test_every_value_comes_back(session: Session, scope: Scope, kind: Format) -> None:
    assert len(VALUES["accessibility"]) == 32_000
    assert read(written(session, scope, kind), kind) == list(VALUES.values())


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason=NO_OFFICE)
@pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX, Format.ODS])
def test_every_value_comes_back_from_libreoffice(session: Session, scope: Scope, kind: Format, tmp_path: Path) -> None:
    given = tmp_path / "given" / f"list.{kind}"
    given.parent.mkdir()
    given.write_bytes(written(session, scope, kind))
    # As XLSX what came as ODS: LibreOffice itself saves no tab in ODS.
    ending = Format.CSV if kind is Format.CSV else Format.XLSX
    wanted = WRITING if kind is Format.CSV else str(ending)
    command = [str(OFFICE), "--headless", "--norestore", f"-env:UserInstallation={(tmp_path / 'user').as_uri()}"]
    command += [f"--infilter={READING}"] if kind is Format.CSV else []
    command += ["--convert-to", wanted, "--outdir", str(tmp_path / "saved"), str(given)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = (tmp_path / "saved" / f"list.{ending}").read_bytes()
    assert saved != given.read_bytes()
    assert read(saved, ending) == list(VALUES.values())


def test_what_no_cell_holds_is_cut_with_a_sentence(session: Session, scope: Scope) -> None:
    session.execute(update(Registration).values(accessibility="x" * (LONGEST_CELL + 1)))
    for kind in (Format.XLSX, Format.ODS):
        found = read(written(session, scope, kind), kind)[-1]
        assert len(found) == LONGEST_CELL
        assert found.endswith("xx… [cut here: a cell holds no more; CSV and JSON have the whole text]")
    assert len(read(written(session, scope, Format.CSV), Format.CSV)[-1]) == LONGEST_CELL + 1


@pytest.mark.parametrize(("text", "whole"), [("x" * LONGEST_CELL, True), ("😀" * 16_383, True), ("😀" * 16_384, False)])
def test_letters_count_as_excel_counts_them(text: str, whole: bool) -> None:  # noqa: FBT001 - a table
    with speaking("en"):
        kept = fitting(text)
    assert (kept == text) is whole
    assert len(kept.encode("utf-16-le")) // 2 <= LONGEST_CELL


def test_numbers_are_numbers_however_many(session: Session, scope: Scope) -> None:
    del session
    number = Column("number", "Count, of no catalogue", None)
    sheet = exports.Sheet.of(scope, [number], "Numbers")
    csv_out, ods_out = io.BytesIO(), io.BytesIO()
    csv_file.write(csv_out, sheet, ([value] for value in range(3)))
    ods_file.write(ods_out, sheet, ([value] for value in range(450)))
    assert csv_out.getvalue().decode("utf-8-sig") == "Count, of no catalogue\r\n0\r\n1\r\n2\r\n"
    values: Any = Document(io.BytesIO(ods_out.getvalue())).body.get_tables()[0].get_values()
    assert [int(row[0]) for row in values[1:]] == list(range(450))
