"""What the tools say about translations and about the tests' coverage."""

import ast
import json
from pathlib import Path

import catalogues
import coverage_gate
import polib
import pytest
import roles_page
import states_page

from sokwms_reg.editions.states import Permission

ROOT = Path(__file__).resolve().parent.parent


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


def test_every_text_that_is_translated_is_in_the_catalogue() -> None:
    """Extraction by Babel overlooks a call inside an f-string, and then nobody misses the translation."""
    known = {entry.msgid for entry in polib.pofile(str(ROOT / "translations" / "pl" / "LC_MESSAGES" / "messages.po"))}
    wanted = {text for path in sorted((ROOT / "sokwms_reg").rglob("*.py")) for text in marked_texts(path.read_text())}
    assert len(wanted) > 200
    assert wanted - known == set()
    assert marked_texts("x = f\"{gettext('Overlooked')} {N_('This')}\"") == {"Overlooked", "This"}


def marked_texts(source: str) -> set[str]:
    """Return the literal first arguments of what marks or translates texts."""
    names = {"gettext", "ngettext", "lazy_gettext", "N_", "_"}
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in names
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_the_page_of_states_is_drawn_from_the_code(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert states_page.main(["check"]) == 0
    stale = tmp_path / "states.md"
    stale.write_text(states_page.page().replace("lapse", "relapse"), encoding="utf-8")
    assert states_page.main(["check"], stale) == 1
    assert "run: make states" in capsys.readouterr().err
    assert states_page.main([], stale) == 0
    assert stale.read_text(encoding="utf-8") == states_page.page()


def test_the_page_of_roles_is_written_from_the_code(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert roles_page.main(["check"]) == 0
    assert set(roles_page.WORDS) == set(Permission)
    stale = tmp_path / "roles.md"
    stale.write_text(roles_page.page().replace("| yes | | |", "| | | |"), encoding="utf-8")
    assert roles_page.main(["check"], stale) == 1
    assert "run: make roles" in capsys.readouterr().err
    assert roles_page.main([], stale) == 0
    assert stale.read_text(encoding="utf-8") == roles_page.PAGE.read_text(encoding="utf-8")
