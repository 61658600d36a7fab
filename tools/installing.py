"""Make .venv, install what the project needs, prepare what it serves. `--dev` adds the tools for working on it.

Started by tools/bootstrap.py, which has checked the Python; only the standard library, for nothing else is there yet.
What can go wrong on a fresh machine ends in one sentence and status 1. Run again, it does only what changed.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)  # as tools/bootstrap.py has it
PROJECT_FILES = ("pyproject.toml", "hatch_build.py")


class Refused(Exception):  # noqa: N818 - a refusal with a sentence, not a fault
    """Something on this machine is in the way; the text says what, and how to mend it."""


def main(arguments: list[str] | None = None) -> int:
    """Bring .venv up to date; return the exit status."""
    parser = argparse.ArgumentParser(description="Prepare .venv for this project.")
    parser.add_argument("--dev", action="store_true", help="also the tools for tests and checks")
    chosen = parser.parse_args(arguments)
    try:
        check_folder(ROOT)
        bring_up_to_date(ROOT, "requirements-dev.txt" if chosen.dev else "requirements.txt")
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"{error}. Correct that (is the disk full?) and run the command again.", file=sys.stderr)
        return 1
    return 0


def check_can_make_venv() -> None:
    """Refuse a Python without venv or ensurepip, as Debian ships it."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise Refused(
            f"{sys.executable} cannot make a virtual environment: its module {missing[0]} is missing. "
            "On Debian and Ubuntu: apt install python3-venv. Then run the command again."
        )


def check_folder(root: Path) -> None:
    """Refuse a folder in which nothing can be written; found out by trying, for a disk may be read-only."""
    try:
        with tempfile.TemporaryFile(dir=str(root)):
            pass
    except OSError as error:
        raise Refused(
            f"The project folder {root} cannot be written to ({error.strerror}). "
            "Copy the project to a folder of your own, or have the owner of this one changed."
        ) from error


def bring_up_to_date(root: Path, requirements: str) -> None:
    """Make or mend .venv, then run the steps whose input changed since the last success."""
    venv = root / ".venv"
    stamp = venv / "prepared.json"
    done = read_stamp(stamp)
    if done.get("root") != str(root) or not works(venv):
        make_venv(venv)
        done = {"root": str(root)}
    if not installed(root, done, requirements):
        print("Installing the packages into .venv; the first time this takes a minute or two...", flush=True)
        pip(venv, root, ["--require-hashes", "-r", requirements])
        done[requirements] = digest([root / requirements])
        write_stamp(stamp, done)
    project = digest([root / name for name in PROJECT_FILES])
    if done.get("project") != project:
        pip(venv, root, ["--no-deps", "--no-build-isolation", "--editable", "."])
        done["project"] = project
        write_stamp(stamp, done)
    run([str(python_of(venv)), "tools/prepare.py"], root, "Catalogues and static files could not be prepared")


def installed(root: Path, done: dict[str, str], requirements: str) -> bool:
    """Tell whether the packages are there; those for working on the project hold those for running it."""
    enough = {requirements, "requirements-dev.txt"}
    return any(done.get(name) == digest([root / name]) for name in enough)


def python_of(venv: Path) -> Path:
    """Return the interpreter inside the environment."""
    return venv / "bin" / "python"


def works(venv: Path) -> bool:
    """Tell whether the environment is whole: its Python starts, is new enough and has pip."""
    test = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return (
            subprocess.run([str(python_of(venv)), "-c", test], stderr=subprocess.DEVNULL, check=False).returncode == 0
        )
    except OSError:
        return False


def make_venv(venv: Path) -> None:
    """Make the environment anew; a broken or half-made one is removed first."""
    check_can_make_venv()
    if venv.is_symlink():
        raise Refused(f"{venv} is a link to another folder. Remove the link, then run the command again.")
    if venv.exists():
        print(".venv is broken, half made or from another folder: making it again...", flush=True)
        shutil.rmtree(str(venv))
    run([sys.executable, "-m", "venv", str(venv)], venv.parent, "The virtual environment could not be made")


def pip(venv: Path, root: Path, arguments: list[str]) -> None:
    """Install; what pip said goes to .venv/pip.log when it fails."""
    command = [str(python_of(venv)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    result = subprocess.run(
        command + arguments, cwd=str(root), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if result.returncode != 0:
        (venv / "pip.log").write_bytes(result.stdout)
        raise Refused(
            f"The packages could not be installed ({last_error(result.stdout)}). "
            "Check the network connection and the proxy settings, then run the command again; "
            "all that pip said is in .venv/pip.log."
        )


def run(command: list[str], folder: Path, failure: str) -> None:
    """Run a step; on failure say which one and the last line that it printed. Warnings of a success are passed on."""
    result = subprocess.run(command, cwd=str(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    output = result.stdout.decode("utf-8", "replace").strip()
    if result.returncode != 0:
        raise Refused(f"{failure}: {output.splitlines()[-1] if output else 'it gave no reason'}")
    if output:
        print(output, flush=True)


def last_error(output: bytes) -> str:
    """Return pip's last line that names an error, or its last line."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["pip gave no reason"])[-1]


def digest(paths: list[Path]) -> str:
    """Return one hash over the contents of the files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def read_stamp(path: Path) -> dict[str, str]:
    """Return what was done before; nothing, when the file is missing or cut short."""
    try:
        done = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return done if isinstance(done, dict) else {}


def write_stamp(path: Path, done: dict[str, str]) -> None:
    """Remember a step only after it succeeded, and whole or not at all."""
    draft = path.with_name(f"prepared.{os.getpid()}")
    draft.write_text(json.dumps(done, indent=2), encoding="utf-8")
    draft.replace(path)
