"""`edition import` and `edition export`: what they do, say and answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from sokwms_reg.transfer import commands
from tests.transfer.samples import SAMPLE, changed

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command of the group."""

    def invoke(*arguments: object) -> Result:
        return app.test_cli_runner().invoke(commands.edition, [str(argument) for argument in arguments])

    return invoke


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the sample as a file."""
    path = tmp_path / "sample.toml"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def test_import_and_export(run: Run, file: Path, tmp_path: Path) -> None:
    first = run("import", file)
    assert first.exit_code == 0
    assert first.stdout.startswith("sample: new edition; added days 2, categories 2, ")
    assert run("import", file).stdout == "sample: nothing to change.\n"
    assert run("export", "sample").stdout == SAMPLE
    output = tmp_path / "out.toml"
    assert run("export", "sample", "--output", output).exit_code == 0
    assert output.read_text(encoding="utf-8") == SAMPLE


def refused(result: Result, sentence: str) -> None:
    assert result.exit_code == 1
    assert result.stdout == ""
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_problems_are_listed_and_nothing_is_stored(run: Run, file: Path) -> None:
    file.write_text(changed(('kind = "panel"', 'kind = "x"'), ("capacity = 10", "capacity = -1")), "utf-8")
    answer = run("import", file)
    refused(answer, "was refused; nothing was stored.\n  days[1] (key")
    assert '\n  sessions[2] (key "debate").kind: expected one of' in answer.stderr
    refused(run("export", "sample"), 'There is no edition "sample"; there is no edition yet.')


def test_many_problems_are_cut(run: Run, file: Path) -> None:
    file.write_text("".join(f"odd-{number} = 1\n" for number in range(100)) + SAMPLE, encoding="utf-8")
    refused(run("import", file), "… and 60 more.")


def test_files_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    refused(run("import", tmp_path / "absent.toml"), "absent.toml cannot be read: No such file or directory.")
    refused(run("import", tmp_path / ("a" * 300)), "cannot be read: File name too long.")
    refused(run("import", tmp_path), "is a folder; expected an edition file (TOML).")
    path = tmp_path / "odd.toml"
    path.write_bytes(b'slug = "a"\nname = "\xb1"')
    refused(run("import", path), "odd.toml is not UTF-8 (line 2); save it in that encoding.")
    path.write_bytes(b"slug = ")
    refused(run("import", path), "This is not TOML: Invalid value (at end of document).")
    with path.open("wb") as large:
        large.truncate(50_000_000)
    refused(run("import", path), "odd.toml is larger than 2 MB; an edition file is not.")


def test_export_says_which_editions_there_are_and_what_cannot_be_written(run: Run, file: Path, tmp_path: Path) -> None:
    run("import", file)
    refused(run("export", "other"), 'There is no edition "other"; known editions: sample.')
    output = tmp_path / "absent" / "out.toml"
    refused(run("export", "sample", "--output", output), "out.toml cannot be written: No such file or directory.")


@pytest.mark.parametrize(
    "arguments", [["import"], ["export"], ["import", "a", "b"], ["rename"], ["export", "a", "--x"]]
)
def test_wrong_usage(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2
