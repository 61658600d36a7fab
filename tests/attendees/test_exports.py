"""Every kind of file, read back by somebody else's reader where there is one."""

import csv
import io
import json
import zipfile
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from odfdo import Document
from sqlalchemy.orm import Session

from sokwms_reg.attendees import exports, queries
from sokwms_reg.attendees.exports import Format
from sokwms_reg.attendees.exports.csv_file import guarded, unguarded
from sokwms_reg.attendees.queries import Scope, Wish
from sokwms_reg.registration.models import Registration
from tests.attendees.people import person, small_edition
from tests.factories import FIRST_DAY, SECOND_DAY

NASTY: dict[str, Any] = {
    "first_name": "=1+1",
    "last_name": "-5",
    "phone": "+48 600 000 000",
    "position": "@x",
    "institution": 'Zażółć gęślą jaźń; "A" & <B>',
    "title": "007",
    "contact_name": "'s-Hertogenbosch",
    "contact_email": "office@example.org",
    "contact_phone": "0600",
    "accessibility": "pętla  indukcyjna;\nmiejsce\tz przodu",
    "diet": "gluten-free",
    "interpretation": "en",
    "honorific": "pani",
    "voivodeship": "10",
    "consent_list": True,
}
TEXTS = [name for name, value in NASTY.items() if isinstance(value, str) and name not in {
    "diet", "interpretation", "honorific", "voivodeship"}]  # fmt: skip
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def scope(session: Session) -> Scope:
    """Return an edition with one person whose every answer is awkward."""
    edition = small_edition(session)
    person(session, edition, **NASTY)
    return queries.scope_of(session, edition)


def written(session: Session, scope: Scope, kind: Format, *names: str, language: str = "pl") -> bytes:
    out = io.BytesIO()
    chosen = exports.chosen_columns(names)
    assert exports.write(out, session, scope, Wish(), kind, language=language, chosen=chosen) == 1
    return out.getvalue()


def table(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_guards_what_a_spreadsheet_would_run(session: Session, scope: Scope) -> None:
    content = written(session, scope, Format.CSV, *TEXTS)
    assert content.endswith(b"\r\n")
    heading, row = table(content)
    assert len(heading) == len(TEXTS)
    assert dict(zip(TEXTS, row, strict=True)) == {
        **{name: NASTY[name] for name in TEXTS},
        "first_name": "'=1+1",
        "last_name": "'-5",
        "phone": "'+48 600 000 000",
        "position": "'@x",
    }
    assert dict(zip(TEXTS, map(unguarded, row), strict=True)) == {name: NASTY[name] for name in TEXTS}


@pytest.mark.parametrize(
    "text", ["", "a", "=1", "'=1", "''=1", "'s", "'", "''", "\t=", "\rx", "'\t", "+48", "a=b", "0", "'+"]
)
def test_the_importer_drops_exactly_one_apostrophe(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_csv_speaks_the_chosen_language(session: Session, scope: Scope) -> None:
    names = ("state", "category", "voivodeship", "country", "diet", "consent_list", "consent_next", "days", "language")
    heading, row = table(written(session, scope, Format.CSV, *names, language="en"))
    assert heading == [
        "State",
        "Category",
        "Voivodeship",
        "Country",
        "Meals",
        "Publication in the list of participants",
        "News about future editions",
        "Days",
        "Language",
    ]
    days = f"{FIRST_DAY.isoformat()},{SECOND_DAY.isoformat()}"
    assert row == ["Confirmed", "Organisations", "łódzkie", "Poland", "gluten-free", "yes", "no", days, "Polish"]
    polish = table(written(session, scope, Format.CSV, "category", "country"))[1]
    assert polish == ["Organizacje", "Polska"]


def test_instants_are_local_times_of_the_edition(session: Session, scope: Scope) -> None:
    assert table(written(session, scope, Format.CSV, "registered_at"))[1] == ["2026-11-20 11:00:00"]
    assert json.loads(written(session, scope, Format.JSON, "registered_at")) == [
        {"registered_at": "2026-11-20T11:00:00+01:00"}
    ]


def test_json_carries_codes_under_the_names_of_the_contract(session: Session, scope: Scope) -> None:
    (row,) = json.loads(written(session, scope, Format.JSON))
    assert list(row) == list(queries.columns())
    assert {name: row[name] for name in NASTY} == NASTY
    assert row["days"] == [FIRST_DAY.isoformat(), SECOND_DAY.isoformat()]
    assert (row["state"], row["category"], row["country"], row["role"]) == ("confirmed", "ngo", "PL", "participant")
    assert row["consent_next"] is False


def sheet(content: bytes) -> tuple[ET.Element, list[list[tuple[str, str]]]]:
    """Return the worksheet of a workbook, and its cells as (type, value)."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - we wrote it
    rows = [[_cell(cell) for cell in row.iter(f"{MAIN}c")] for row in root.iter(f"{MAIN}row")]
    return root, rows


def _cell(cell: ET.Element) -> tuple[str, str]:
    assert cell.find(f"{MAIN}f") is None, "no formula anywhere"
    return cell.get("t", "n"), "".join(cell.itertext())


def test_xlsx_carries_texts_as_texts_and_dates_as_dates(session: Session, scope: Scope) -> None:
    names = ("registered_at", *TEXTS, "consent_list")
    root, (heading, row) = sheet(written(session, scope, Format.XLSX, *names, language="en"))
    assert heading[0] == ("inlineStr", "Date of registration")
    kind, number = row[0]
    since = datetime(2026, 11, 20, 11) - datetime(1899, 12, 30)  # noqa: DTZ001 - what Excel counts from
    assert kind == "n"
    assert float(number) == pytest.approx(since.total_seconds() / 86400)
    assert row[1:] == [("inlineStr", NASTY[name]) for name in TEXTS] + [("inlineStr", "yes")]
    pane = root.find(f".//{MAIN}pane")
    assert pane is not None
    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
    autofilter = root.find(f"{MAIN}autoFilter")
    assert autofilter is not None
    assert autofilter.get("ref") == f"A1:{chr(ord('A') + len(names) - 1)}2"
    assert len(list(root.iter(f"{MAIN}col"))) > 0


def test_a_workbook_is_ready_for_paper(session: Session, scope: Scope) -> None:
    content = written(session, scope, Format.XLSX, "registered_at", language="en")
    root, _rows = sheet(content)
    setup = root.find(f"{MAIN}pageSetup")
    assert setup is not None
    assert (setup.get("orientation"), setup.get("paperSize"), setup.get("fitToHeight")) == ("landscape", "9", "0")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"$1:$1</definedName>" in packed.read("xl/workbook.xml"), "the heading stands on each page"


def test_ods_carries_values_as_they_are(session: Session, scope: Scope) -> None:
    names = ("registered_at", *TEXTS, "days")
    document = Document(io.BytesIO(written(session, scope, Format.ODS, *names, language="en")))
    (only,) = document.body.get_tables()
    values: Any = only.get_values()
    assert values[0][0] == "Date of registration"
    assert values[1][0] == datetime(2026, 11, 20, 11)  # noqa: DTZ001 - a table has local times
    assert list(values[1][1:-1]) == [NASTY[name] for name in TEXTS]
    assert values[1][-1] == f"{FIRST_DAY.isoformat()},{SECOND_DAY.isoformat()}"


def test_ods_leaves_out_what_xml_cannot_carry(session: Session, scope: Scope) -> None:
    session.query(Registration).update({"institution": "a\x0bb\x1fc"})
    document = Document(io.BytesIO(written(session, scope, Format.ODS, "institution")))
    assert document.body.get_tables()[0].get_values()[1] == ["a b c"]


@pytest.mark.parametrize("kind", Format)
def test_a_list_of_nobody_is_a_whole_file(session: Session, kind: Format) -> None:
    scope = queries.scope_of(session, small_edition(session))
    out = io.BytesIO()
    number = exports.write(out, session, scope, Wish(), kind, language="pl", chosen=exports.chosen_columns([]))
    assert number == 0
    content = out.getvalue()
    if kind is Format.CSV:
        assert len(table(content)) == 1
    elif kind is Format.JSON:
        assert json.loads(content) == []
    elif kind is Format.XLSX:
        assert len(sheet(content)[1]) == 1
    else:
        assert len(Document(io.BytesIO(content)).body.get_tables()[0].get_values()) == 1


def test_columns_are_chosen_by_name() -> None:
    assert [column.name for column in exports.chosen_columns(["email", "reference", "email"])] == ["email", "reference"]
    with pytest.raises(exports.UnknownColumnError, match="shoes"):
        exports.chosen_columns(["shoes"])
