"""Reading tables: what each kind of file gives, and the sentence that each bad one gets."""

import io
import warnings
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from sokwms_reg.core import tabular
from sokwms_reg.core.tabular import Flaw, Kind, Remark, TableError

HEADING = "Imię;Nazwisko;Miasto\r\n"
WORDS = "Zażółć;Gęślą;Jaźń\r\n"


def workbook(*rows: list[Any], **more: Any) -> bytes:  # noqa: ANN401 - what cells hold
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for area in more.get("merged", ()):
        sheet.merge_cells(area)
    for title in more.get("sheets", ()):
        book.create_sheet(title)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, **changes: bytes) -> bytes:
    """Return a packed file with other parts: `sheet` is the first sheet, `name__part` any."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, changes.pop(_key(part.filename), b"") or old.read(part))
        for name, words in changes.items():
            new.writestr(name.replace("__", "/").replace("_DOT_", "."), words)
    return out.getvalue()


def twice(content: bytes) -> bytes:
    """Return a packed file with another part of a name that is there already."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as packed, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        packed.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def _key(name: str) -> str:
    return "sheet" if name == "xl/worksheets/sheet1.xml" else name.replace("/", "__").replace(".", "_DOT_")


CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    "{}</office:spreadsheet></office:body></office:document-content>"
)


def document(*rows: str, sheets: int = 1, manifest: str = "") -> bytes:
    """Return an ODS of these rows of cells, and empty sheets after it."""
    body = "".join(
        f"<table:table-row>{row}</table:table-row>" if "<table:table-row" not in row else row for row in rows
    )
    tables = f"<table:table><table:table-column/>{body}</table:table>" + "<table:table/>" * (sheets - 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", CONTENT.format(tables))
        packed.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
    return out.getvalue()


def said(*texts: str, **given: str) -> str:
    """Return cells with texts; attributes of table and office as `rows_spanned` or `value_type`."""
    return "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts) + given.get(
        "also", ""
    )


def flaw(content: bytes, *given: str) -> tuple[Flaw, int]:
    with pytest.raises(TableError) as caught:
        tabular.read(content, *given)
    return caught.value.flaw, caught.value.where


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ((HEADING + WORDS).encode(), "utf-8"),
        ((HEADING + WORDS).encode("utf-8-sig"), "utf-8"),
        ((HEADING + WORDS).encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + (HEADING + WORDS).encode("utf-16-be"), "utf-16"),
        ((HEADING + WORDS).encode("utf-16-le"), "utf-16"),
        ((HEADING + WORDS).encode("utf-16-be"), "utf-16"),
        ((HEADING + WORDS).encode("cp1250"), "cp1250"),
        (("Imię;Nazwisko\r\nŁoś;Ćwik\r\nGęślą;źle").encode("cp1250"), "cp1250"),
        ((HEADING + WORDS + "ś;ą;Ś\r\n").encode("iso8859-2"), "iso8859-2"),
        ("a;ó\r\nb;ż\r\n".encode("cp1250"), "cp1250"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(content: bytes, encoding: str) -> None:
    table = tabular.read(content)
    assert (table.kind, table.encoding, table.separator) == (Kind.CSV, encoding, ";")
    if b"\x5a" in content:
        assert table.rows[1] == ["Zażółć", "Gęślą", "Jaźń"]


@pytest.mark.parametrize(
    ("text", "separator", "row"),
    [
        ("a;b\n1;2,5\n", ";", ["1", "2,5"]),
        ("a,b\n1,x;y\n", ",", ["1", "x;y"]),
        ("a\tb\n1\t2\n", "\t", ["1", "2"]),
        ("a|b\n1|2\n", "|", ["1", "2"]),
        ("a\n1\n", ";", ["1"]),
        ("sep=,\na,b;c\n1,2\n", ",", ["1", "2"]),
        ('a;b\n"x\r\ny";"say ""so"""\n', ";", ["x\r\ny", 'say "so"']),
        ("a;b\r1;2\r", ";", ["1", "2"]),
        ("\n\na;b\n;\n 1 ;\n", ";", [" 1 "]),
        ("a;b\nמ;\u200fx", ";", ["מ", "\u200fx"]),
    ],
)
def test_the_separator_is_told_from_the_rows(text: str, separator: str, row: list[str]) -> None:
    table = tabular.read(text.encode())
    assert (table.separator, table.rows[1]) == (separator, row)


def test_rows_have_the_numbers_of_the_file() -> None:
    assert tabular.read(b"\na;b\n\n1;2\n").numbers == [2, 4]
    assert tabular.read("a;b\n1;2".encode("utf-16"), "utf-16", ",").rows == [["a;b"], ["1;2"]]


def test_a_workbook_gives_what_it_shows() -> None:
    rows: list[list[Any]] = [
        ["telefon", "kod", "dzień", "chwila", "tak", "liczba", "błąd", "formuła"],
        [48600000001, "007", date(2027, 1, 27), datetime(2027, 1, 27, 9, 30), True, 4.5, "#N/A", "=A2+1"],  # noqa: DTZ001 - cells have no zone
        [2.0, "", datetime(2027, 1, 28).time(), None, False, None],  # noqa: DTZ001 - as above
    ]
    table = tabular.read(workbook(*rows, merged=["A4:B5", "C4:C5"], sheets=["Inny"]))
    assert table.rows[1] == ["48600000001", "007", "2027-01-27", "2027-01-27 09:30:00", "TRUE", "4.5"]
    assert table.rows[2] == ["2", "", "00:00:00", "", "FALSE"]
    assert table.remarks == {Remark.MERGED: 2, Remark.NO_RESULT: 1, Remark.FAILED_FORMULA: 1, Remark.OTHER_SHEETS: 1}


def test_the_last_result_of_a_formula_counts_and_macros_do_not_run() -> None:
    cells = '<c r="A1" t="inlineStr"><is><t>a</t></is></c>', '<c r="A2"><f>1+1</f><v>2</v></c>'
    rows = "".join(f'<row r="{number}">{cell}</row>' for number, cell in enumerate(cells, start=1))
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"<worksheet {space}><dimension ref='A1'/><sheetData>{rows}</sheetData></worksheet>".encode()
    table = tabular.read(repacked(workbook(["x"]), sheet=sheet, xl__vbaProject_DOT_bin=b"macro"))
    assert table.rows == [["a"], ["2"]]
    assert table.remarks == {Remark.MACROS: 1}


def test_a_document_gives_what_it_shows() -> None:
    def cell(kind: str, **given: str) -> str:
        values = "".join(f' office:{name.replace("_", "-")}="{value}"' for name, value in given.items())
        return f'<table:table-cell office:value-type="{kind}"{values}><text:p>shown</text:p></table:table-cell>'

    blanks = '<table:table-cell table:number-columns-repeated="2"/>'
    span = '<table:table-cell table:number-columns-spanned="2"><text:p>m</text:p></table:table-cell>'
    covered = "<table:covered-table-cell><text:p>hidden</text:p></table:covered-table-cell>"
    text = '<table:table-cell><office:annotation><text:p>n</text:p></office:annotation><text:p>a<text:s text:c="2"/>b'
    text += "<text:tab/><text:span>c</text:span><text:line-break/>d<office:annotation/></text:p><text:p>e</text:p>"
    text += "</table:table-cell>"
    table = tabular.read(
        document(
            said("a", "b", "c"),
            cell("float", value="48600000001.0") + blanks + cell("date", date_value="2027-01-27T00:00:00") + blanks,
            cell("date", date_value="2027-01-27T09:30:00") + cell("boolean", boolean_value="true") + text,
            span + covered + '<table:table-cell table:formula="of:=1"/>',
            '<table:table-row table:number-rows-repeated="2">' + said("x") + "</table:table-row>",
            '<table:table-row table:number-rows-repeated="1048560">' + blanks + "</table:table-row>",
            said("far below"),
            sheets=3,
        )
    )
    assert table.rows == [
        ["a", "b", "c"],
        ["48600000001", "", "", "2027-01-27"],
        ["2027-01-27 09:30:00", "TRUE", "a  b\tc\nd\ne"],
        ["m"],
        ["x"],
        ["x"],
    ]
    assert table.remarks == {Remark.OTHER_SHEETS: 2, Remark.MERGED: 1, Remark.NO_RESULT: 1, Remark.GAP: 1048566}


LOCKED = (b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")  # of the first part
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
BAD: dict[str, tuple[bytes, tuple[Flaw, int]]] = {
    "nothing": (b"", (Flaw.EMPTY, 0)),
    "blanks": (b"\xef\xbb\xbf ; ; \r\n", (Flaw.EMPTY, 0)),
    "headings": (b"a;b\r\n", (Flaw.ONLY_HEADINGS, 0)),
    "10 MB": (b"a" * (10 * 1024 * 1024 + 1), (Flaw.TOO_LARGE, 0)),
    "xls": (OLE, (Flaw.OLD_WORKBOOK, 0)),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), (Flaw.ENCRYPTED, 0)),
    "ods with a password": (document(said("a"), manifest="<x><encryption-data/></x>"), (Flaw.ENCRYPTED, 0)),
    "pdf": (b"%PDF-1.7 x", (Flaw.NO_TABLE, 0)),
    "bytes": (b"a;b;c;d\0;e", (Flaw.NO_TABLE, 0)),
    "html": (b"  <html><table>", (Flaw.MARKUP, 0)),
    "zip": (repacked(workbook(["x"]))[:-50], (Flaw.DAMAGED, 0)),
    "zip with a password": (repacked(workbook(["x"])).replace(*LOCKED), (Flaw.ENCRYPTED, 0)),
    "a part twice": (twice(workbook(["x"])), (Flaw.DAMAGED, 0)),
    "another document": (
        repacked(document(said("a")), mimetype=b"application/vnd.oasis.opendocument.text"),
        (Flaw.NO_TABLE, 0),
    ),
    "empty zip": (b"PK\x05\x06" + b"\0" * 18, (Flaw.NO_TABLE, 0)),
    "xml bomb": (repacked(workbook(["x"]), sheet=BOMB), (Flaw.DOCUMENT_TYPE, 0)),
    "broken xml": (repacked(workbook(["x"]), sheet=b"<worksheet><row>"), (Flaw.DAMAGED, 0)),
    "no sheet": (repacked(workbook(["x"]), xl__workbook_DOT_xml=b"<workbook/>"), (Flaw.DAMAGED, 0)),
    "a number that is none": (document('<table:table-cell table:number-columns-repeated="x"/>'), (Flaw.DAMAGED, 0)),
    "rows": (b"a;b\n" + b"1;2\n" * 2001, (Flaw.TOO_MANY_ROWS, 0)),
    "repeated rows": (
        document(said("a"), '<table:table-row table:number-rows-repeated="2001">' + said("x") + "</table:table-row>"),
        (Flaw.TOO_MANY_ROWS, 0),
    ),
    "columns": (b"a\n" + b";" * 100 + b"x\n", (Flaw.TOO_MANY_COLUMNS, 2)),
    "far column": (workbook(["a"], [*[None] * 300, "x"]), (Flaw.TOO_MANY_COLUMNS, 2)),
    "long cell": (b"a\n" + b"x" * 32_768, (Flaw.LONG_CELL, 2)),
    "very long cell": (b"a\n" + b"x" * 70_000, (Flaw.LONG_CELL, 2)),
    "text": (b"a\n" + (b"x" * 32_000 + b"\n") * 300 + b"", (Flaw.TOO_MUCH_TEXT, 0)),
    "quote": (b'a;b\n1;2\n"x;3\n4;5\n', (Flaw.OPEN_QUOTE, 3)),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sokwms_reg.core.tabular.table.TEXT", 9_000_000)
    content, expected = BAD[name]
    assert flaw(content) == expected


def test_an_encoding_that_does_not_fit_is_refused() -> None:
    assert flaw("ą;b\n1;2".encode("cp1250"), "utf-8") == (Flaw.WRONG_ENCODING, 0)
    assert flaw(b"a;b\n1;2", "koi8-r") == (Flaw.WRONG_ENCODING, 0)


def test_a_cell_of_32000_letters_is_read() -> None:
    assert len(tabular.read(workbook(["a"], ["x" * 32_000])).rows[1][0]) == 32_000
