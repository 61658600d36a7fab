"""What stands in the way on a fresh machine gets one sentence; what makes static files and catalogues does it right."""

import ast
import errno
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import installing
import prepare
import pytest

from sokwms_reg.core.folders import templates_folder, translations_folder

ROOT = Path(__file__).resolve().parent.parent


def run_bootstrap(root: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the script as make does, in a copy of the project that holds only what it reads."""
    (root / "tools").mkdir(parents=True)
    for name in ("tools/bootstrap.py", "tools/installing.py", "tools/prepare.py", *installing.PROJECT_FILES):
        (root / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    (root / "requirements.txt").write_text("flask==3.1.3 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    (root / "requirements-dev.txt").write_text("flask==3.1.3 --hash=sha256:" + "1" * 64 + "\n", encoding="utf-8")
    command = [sys.executable, str(root / "tools" / "bootstrap.py")]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environ})


def one_sentence(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    (line,) = result.stderr.strip().splitlines()
    return line


def test_an_old_python_is_named_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    old = "import sys\nsys.version_info = (3, 8, 10, 'final', 0)\n"
    (tmp_path / "site" / "sitecustomize.py").write_text(old, encoding="utf-8")
    sentence = one_sentence(run_bootstrap(tmp_path / "project", PYTHONPATH=str(tmp_path / "site")))
    assert sentence == (
        f"Python 3.11 or newer is needed, and {sys.executable} is 3.8.10. "
        "Install a newer one, or name one that you have: make demo PYTHON=python3.12"
    )


def test_python_2_can_read_the_script_up_to_its_sentence() -> None:
    source = (ROOT / "tools" / "bootstrap.py").read_text(encoding="ascii")  # without a coding line, 2.7 takes no other
    newer = (ast.FunctionDef, ast.AnnAssign, ast.JoinedStr, ast.ImportFrom, ast.NamedExpr, ast.Starred, ast.Raise)
    assert [node for node in ast.walk(ast.parse(source)) if isinstance(node, newer)] == []
    for name in ("python2", "python2.7", "python3.6"):
        if subprocess.run(["/bin/sh", "-c", f"{name} -c pass"], capture_output=True, check=False).returncode == 0:
            result = subprocess.run(
                [name, str(ROOT / "tools" / "bootstrap.py")], capture_output=True, text=True, check=False
            )
            assert one_sentence(result).startswith("Python 3.11 or newer is needed, and ")


def test_both_parts_of_the_script_ask_for_the_same_python() -> None:
    source = (ROOT / "tools" / "bootstrap.py").read_text(encoding="utf-8")
    assert f"OLDEST = {installing.OLDEST}\n" in source
    assert "import installing\n" in source


@pytest.mark.parametrize("script", ["#!/bin/sh\necho 'pyenv: python3.99: command not found' >&2\nexit 127\n", None])
def test_a_python_that_does_not_start_gets_a_sentence_from_make(tmp_path: Path, script: str | None) -> None:
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text(encoding="utf-8"), encoding="utf-8")
    shim = tmp_path / "python3.99"
    if script:
        shim.write_text(script, encoding="utf-8")
        shim.chmod(0o755)
    command = ["make", "--directory", str(tmp_path), "venv", f"PYTHON={shim}"]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=alone)
    sentence, ending = result.stderr.strip().splitlines()
    assert sentence == (
        f"There is no {shim} here that starts. Install Python 3.11 or newer "
        "(Debian and Ubuntu: apt install python3 python3-venv), then run the command again."
    )
    assert ending.startswith("make: *** ")


def test_a_python_without_ensurepip(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "real = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, package=None: None if name == 'ensurepip' else real(name, package)\n",
        encoding="utf-8",
    )
    sentence = one_sentence(run_bootstrap(tmp_path / "project", PYTHONPATH=str(tmp_path / "site")))
    assert sentence == (
        f"{sys.executable} cannot make a virtual environment: its module ensurepip is missing. "
        "On Debian and Ubuntu: apt install python3-venv. Then run the command again."
    )


def test_a_folder_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_options: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("installing.tempfile.TemporaryFile", refuse)
    with pytest.raises(installing.Refused) as refusal:
        installing.check_folder(tmp_path)
    assert str(refusal.value) == (
        f"The project folder {tmp_path} cannot be written to (Read-only file system). "
        "Copy the project to a folder of your own, or have the owner of this one changed."
    )


def test_a_disk_that_is_full(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fill_up(_root: Path, _requirements: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(installing, "bring_up_to_date", fill_up)
    assert installing.main([]) == 1
    assert capsys.readouterr().err == (
        "[Errno 28] No space left on device. Correct that (is the disk full?) and run the command again.\n"
    )


@pytest.mark.slow
def test_a_failed_installation_says_what_to_check(tmp_path: Path) -> None:
    unreachable = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    sentence = one_sentence(run_bootstrap(tmp_path / "project", PIP_FIND_LINKS="", **unreachable))
    assert sentence.startswith("The packages could not be installed (ERROR: ")
    assert sentence.endswith(
        "Check the network connection and the proxy settings, then run the command again; "
        "all that pip said is in .venv/pip.log."
    )
    assert (tmp_path / "project" / ".venv" / "pip.log").exists()


def test_a_half_made_environment_is_not_taken_for_one(tmp_path: Path) -> None:
    assert not installing.works(tmp_path / ".venv")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(tmp_path / "gone")
    assert not installing.works(tmp_path / ".venv")


def test_nothing_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    monkeypatch.setattr(installing, "works", lambda _venv: True)
    monkeypatch.setattr(installing, "make_venv", lambda venv: venv.mkdir())
    monkeypatch.setattr(installing, "pip", lambda _venv, _root, arguments: steps.append(arguments[-1]))
    monkeypatch.setattr(installing, "run", lambda *_arguments: steps.append("prepare"))
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml", "hatch_build.py"):
        (tmp_path / name).write_text(name, encoding="utf-8")

    installing.bring_up_to_date(tmp_path, "requirements-dev.txt")
    assert steps == ["requirements-dev.txt", ".", "prepare"]
    installing.bring_up_to_date(tmp_path, "requirements.txt")  # the larger set holds the smaller one
    assert steps[3:] == ["prepare"]
    (tmp_path / "pyproject.toml").write_text("changed", encoding="utf-8")
    installing.bring_up_to_date(tmp_path, "requirements-dev.txt")
    assert steps[4:] == [".", "prepare"]


def test_static_files_get_names_from_their_content(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "site.css").write_text('a { src: url("archivo.woff2"); mask: url(dot.svg) }', encoding="utf-8")
    (tmp_path / "src" / "dot.svg").write_text("<svg/>", encoding="utf-8")
    first = prepare.build_static(tmp_path / "src", tmp_path / "dist")
    css = (tmp_path / "dist" / first["site.css"]).read_text(encoding="utf-8")
    assert css == f"a {{ src: url({first['archivo.woff2']}); mask: url({first['dot.svg']}) }}"
    assert (tmp_path / "dist" / first["archivo.woff2"]).stat().st_size < 40_000
    assert json.loads((tmp_path / "dist" / "manifest.json").read_text(encoding="utf-8")) == first

    (tmp_path / "src" / "dot.svg").write_text("<svg></svg>", encoding="utf-8")
    second = prepare.build_static(tmp_path / "src", tmp_path / "dist")
    assert second["archivo.woff2"] == first["archivo.woff2"]
    assert second["dot.svg"] != first["dot.svg"]
    kept = {path.name for path in (tmp_path / "dist").iterdir()} - {"manifest.json", ".font.json"}
    assert kept == set(second.values())


def test_without_the_font_the_page_asks_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "site.css").write_text("@font-face { src: url(archivo.woff2) }\na { b: c }", encoding="utf-8")
    monkeypatch.setattr(prepare, "find_spec", lambda _name: None)
    manifest = prepare.build_static(tmp_path / "src", tmp_path / "dist")
    assert (tmp_path / "dist" / manifest["site.css"]).read_text(encoding="utf-8") == "a { b: c }"
    assert list(manifest) == ["site.css"]
    assert capsys.readouterr().err == (
        "The font was not prepared (the package fontpkg-archivo is not installed); the system's own letters serve.\n"
    )


@pytest.mark.slow
def test_a_wheel_carries_what_stands_beside_the_package(tmp_path: Path) -> None:
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(tmp_path)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    package = tmp_path / "installed" / "sokwms_reg"
    assert (package / "static" / "dist" / "manifest.json").is_file()
    assert (package / "translations" / "pl" / "LC_MESSAGES" / "messages.mo").is_file()
    code = "from sokwms_reg.core.folders import *; print(templates_folder(), translations_folder())"
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environ, check=True, capture_output=True, text=True
    )
    assert found.stdout.split() == [str(package / "templates"), str(package / "translations")]


def test_an_editable_install_reads_the_checkout() -> None:
    assert (templates_folder(), translations_folder()) == (ROOT / "templates", ROOT / "translations")
