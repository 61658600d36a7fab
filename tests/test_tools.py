"""What the tools say about translations and about the tests' coverage."""

import json
from pathlib import Path

import catalogues
import coverage_gate
import polib
import pytest


@pytest.mark.parametrize(
    ("entry", "remarks"),
    [
        (polib.POEntry(msgid="Day", msgstr="Dzień"), []),
        (polib.POEntry(msgid="Day", msgstr=""), ["not translated"]),
        (polib.POEntry(msgid="Day", msgstr="Dzień", flags=["fuzzy"]), ["fuzzy"]),
        (polib.POEntry(msgid="%(n)s day", msgstr="dzień"), ["placeholders differ in 'dzień'"]),
        (polib.POEntry(msgid="%(n)s day", msgstr="%(n)s% dnia"), ["a stray per cent sign (write %%) in '%(n)s% dnia'"]),
        (polib.POEntry(msgid="a", msgid_plural="b", msgstr_plural={0: "x", 1: "y"}), ["not translated"]),
        (
            polib.POEntry(msgid="one", msgid_plural="%(n)s", msgstr_plural={0: "jeden", 1: "%(n)s", 2: "wiele"}),
            ["placeholders differ in 'wiele'"],
        ),
    ],
)
def test_what_is_wrong_with_a_translation_is_said(entry: polib.POEntry, remarks: list[str]) -> None:
    assert list(catalogues.remarks_on(entry, forms=3)) == remarks


def test_a_gap_in_what_decides_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gap = {"missing_lines": [7], "missing_branches": [[3, 5], [4, -1], [6, 7]]}
    whole: dict[str, list[int]] = {"missing_lines": [], "missing_branches": []}
    files = {
        "sokwms_reg/agenda/service/moving.py": gap,
        "sokwms_reg/agenda/views.py": gap,
        "sokwms_reg/core/db.py": gap,
    }
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"files": files, "totals": {"percent_covered": 91.26}}), encoding="utf-8")
    assert coverage_gate.main(report) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  sokwms_reg/agenda/service/moving.py:7",
        "  sokwms_reg/agenda/service/moving.py:3 never goes on to line 5",
        "  sokwms_reg/agenda/service/moving.py:4 never goes on to the end",
    ]
    report.write_text(
        json.dumps(
            {"files": {**files, "sokwms_reg/agenda/service/moving.py": whole}, "totals": {"percent_covered": 95}}
        ),
        encoding="utf-8",
    )
    assert coverage_gate.main(report) == 0
