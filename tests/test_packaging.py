"""What is built from a checkout: a wheel that serves the same pages anywhere, an editable install that shows edits."""

import email
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import installing
import pytest

from sokwms_reg.core.i18n import LANGUAGES
from tests.databases import installation
from tests.installed import alone, fetch, install, new_venv, run, serving

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "sokwms_reg" / "static" / "dist"
UNWANTED = re.compile(
    r"(^|/)(tests?|instance|tools|benchmarks|docs|src|__pycache__)/|(^|/)\.|\.(pyc|sqlite3|eml|log)$|secret_key"
)
PROJECT = (
    "sokwms_reg",
    "templates",
    "translations",
    "tools",
    "pyproject.toml",
    "hatch_build.py",
    "README.md",
    "LICENSE",
)
SHIPPED = ROOT / "sokwms_reg" / "transfer" / "shipped"
FOR_A_DOCUMENT = """
from sokwms_reg.core import documents
assert (documents.templates_folder() / "pdf" / "confirmation.typ").is_file()
assert documents.mosaic_strip(5).startswith("<svg")
assert "Archivo" in documents._fonts().families()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as anybody would."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder)
    run(sys.executable, "-m", "pip", "wheel", *options, ROOT, folder=folder)
    (made,) = folder.glob("*.whl")
    return made


def test_a_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0] for name in names} == {"sokwms_reg", "sokwms_reg-0.1.0.dist-info"}
    assert len(names) == len(set(names))
    assert [name for name in names if UNWANTED.search(name)] == []
    served = {path.name for path in STATIC.iterdir() if not path.name.startswith(".")}
    assert {name.rpartition("/")[2] for name in names if name.startswith("sokwms_reg/static/")} == served
    for beside in ("templates", "translations"):
        ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / beside).rglob("*") if path.is_file()}
        assert {f"sokwms_reg/{one}" for one in ours if "/." not in one} <= set(names)
        assert [name for name in names if name.startswith(f"{beside}/")] == []
    for language in LANGUAGES:
        assert f"sokwms_reg/translations/{language}/LC_MESSAGES/messages.mo" in names


def test_a_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        said = email.message_from_bytes(archive.read("sokwms_reg-0.1.0.dist-info/METADATA"))
        points = archive.read("sokwms_reg-0.1.0.dist-info/entry_points.txt").decode()
        kind = archive.read("sokwms_reg-0.1.0.dist-info/WHEEL").decode()
        archive.getinfo("sokwms_reg-0.1.0.dist-info/licenses/LICENSE")
    assert (said["Name"], said["Version"], said["Requires-Python"]) == ("sokwms-reg", "0.1.0", ">=3.11")
    assert (said["License-Expression"], said["License-File"]) == ("EUPL-1.2", "LICENSE")
    assert said["Description-Content-Type"] == "text/markdown"
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {one.lower() for one in said.get_all("Requires-Dist") or []} == {one.lower() for one in wanted}
    assert "sokwms-reg = sokwms_reg.commands:main" in points
    assert "Tag: py3-none-any" in kind


def steady(body: bytes) -> bytes:
    """Return a page without what is fresh each time: the token of a form."""
    return re.sub(rb'(name="(?:form_token|csrf_token)"[^>]*value=")[^"]*', rb"\1", body)


def addresses() -> list[str]:
    """Return pages of every room, with all static files."""
    below = ("", "/agenda", "/agenda.ics", "/materials", "/rules", "/privacy", "/register", "/register/ngo", "/nowhere")
    pages = ["", "about", "editions", "privacy", "accessibility", *(f"editions/2015-kielce{part}" for part in below)]
    public = [f"/{language}/{page}" for language in LANGUAGES for page in pages]
    static = [f"/static/{path.name}" for path in sorted(STATIC.iterdir()) if not path.name.startswith(".")]
    assert len(static) > 3
    return [*public, *static, "/robots.txt", "/sitemap.xml", "/styleguide", "/favicon.ico", "/office/login", "/nowhere"]


def test_an_installed_wheel_serves_what_the_checkout_serves(wheel: Path, tmp_path: Path) -> None:
    environment = new_venv(tmp_path / "venv")
    install(environment, str(wheel))
    program, empty = environment / "bin" / "sokwms-reg", tmp_path / "empty"
    empty.mkdir()
    found = run(environment / "bin" / "python", "-c", "import sokwms_reg; print(sokwms_reg.__file__)", folder=empty)
    assert Path(found.strip()).is_relative_to(environment)
    run(environment / "bin" / "python", "-c", FOR_A_DOCUMENT, folder=empty)
    run(program, "db", "upgrade", folder=empty)
    run(program, "edition", "import", SHIPPED / "2015-kielce.toml", folder=empty)
    assert sorted(path.name for path in empty.iterdir()) == ["instance"]
    with serving(program, empty) as port, installation({"SOKWMS_INSTANCE": str(empty / "instance")}) as checkout:
        client = checkout.test_client()
        different = []
        for address in addresses():
            here = client.get(address, headers={"Host": f"127.0.0.1:{port}"})
            ours = (here.status_code, here.headers.get("Content-Type", ""), steady(here.data))
            status, kind, body = fetch(port, address)
            different += [address] if (status, kind, steady(body)) != ours else []
            assert status in {200, 302, 404}, address
        assert different == []


def test_an_editable_install_shows_an_edited_template_at_the_next_start(tmp_path: Path) -> None:
    """A running process keeps what it has read, so that no page is served of two halves."""
    copy, environment = tmp_path / "copy", new_venv(tmp_path / "venv")
    copy.mkdir()
    for name in PROJECT:
        source = ROOT / name
        copied = shutil.copytree if source.is_dir() else shutil.copy2
        copied(source, copy / name)
    install(environment, "--editable", str(copy))
    program = environment / "bin" / "sokwms-reg"
    page, template = "/en/about", copy / "templates" / "site" / "texts" / "about.en.html"
    run(program, "db", "upgrade", folder=tmp_path)
    before = template.read_text(encoding="utf-8")
    with serving(program, tmp_path) as port:
        assert b"An edited sentence" not in fetch(port, page)[2]
        template.write_text(before + "<p>An edited sentence.</p>\n", encoding="utf-8")
        assert b"An edited sentence" not in fetch(port, page)[2]
    with serving(program, tmp_path) as port:
        assert b"An edited sentence" in fetch(port, page)[2]
    assert (copy / "instance" / "sokwms.sqlite3").is_file()


@pytest.fixture(scope="module")
def crippled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Python of this version whose module ensurepip is not there, as Debian ships it without python3-venv."""
    folder = tmp_path_factory.mktemp("python")
    library = folder / "lib" / Path(sysconfig.get_path("stdlib")).name
    library.mkdir(parents=True)
    for path in Path(sysconfig.get_path("stdlib")).iterdir():
        if path.name not in {"ensurepip", "site-packages"}:
            (library / path.name).symlink_to(path)
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    program = folder / "python3"
    program.write_text(f'#!/bin/sh\nPYTHONHOME="{folder}" exec "{base}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


def test_a_python_that_really_has_no_ensurepip_gets_its_sentence_from_make_demo(crippled: Path, tmp_path: Path) -> None:
    import_it = subprocess.run(
        [crippled, "-c", "import ensurepip"], env=alone(), capture_output=True, text=True, check=False
    )
    assert import_it.stderr.endswith("ModuleNotFoundError: No module named 'ensurepip'\n")
    (tmp_path / "tools").mkdir()
    for name in (
        "Makefile",
        "tools/bootstrap.py",
        "tools/installing.py",
        "requirements.txt",
        *installing.PROJECT_FILES,
    ):
        shutil.copy2(ROOT / name, tmp_path / name)
    command = ["make", "--no-print-directory", "demo", f"PYTHON={crippled}"]
    without_make = {name: value for name, value in alone().items() if not name.startswith("MAKE")}
    result = subprocess.run(command, cwd=tmp_path, env=without_make, capture_output=True, text=True, check=False)
    sentence, ending = result.stderr.strip().splitlines()
    assert sentence.endswith(
        "cannot make a virtual environment: its module ensurepip is missing. "
        "On Debian and Ubuntu: apt install python3-venv. Then run the command again."
    )
    assert ending.startswith("make: *** ")
    assert result.stdout == ""
    assert not (tmp_path / ".venv").exists()
