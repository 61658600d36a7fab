"""The command line's last door: a sentence and status 1, whatever broke."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from sokwms_reg import commands


def ending(monkeypatch: pytest.MonkeyPatch, error: Exception) -> str:
    """Return what is said when a command fails with this error."""

    def fail(**_given: object) -> None:
        raise error

    monkeypatch.setattr(commands.cli, "main", fail)
    with pytest.raises(SystemExit) as end:
        commands.main()
    return str(end.value.code)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("database is locked", "nothing was stored: database is locked. Run the command again when the other process"),
        ("database or disk is full", "nothing was stored: database or disk is full. Make room on the disk"),
        ("connection refused", "the database does not answer or is not prepared (connection refused). Prepare it with"),
    ],
)
def test_the_database(monkeypatch: pytest.MonkeyPatch, words: str, sentence: str) -> None:
    error = OperationalError("INSERT", None, Exception(f"{words}\nmore"))
    assert ending(monkeypatch, error).startswith(f"sokwms-reg: {sentence}")


@pytest.mark.parametrize(
    "error", [IntegrityError("", None, Exception("zaneta@example.org")), KeyError("zaneta@example.org")]
)
def test_an_error_of_the_program_names_its_place_and_nobody(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    said = ending(monkeypatch, error)
    assert said.startswith(f"sokwms-reg: the program broke off ({type(error).__name__} in test_sentences.py, line ")
    assert "zaneta" not in said


@pytest.mark.slow
def test_a_full_standard_output(settings: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "sokwms_reg", "--help"],
            env={**os.environ, **settings},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (result.returncode, result.stderr) == (1, "sokwms-reg: No space left on device\n")
