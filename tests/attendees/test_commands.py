"""`sokwms-reg export`: what it writes and refuses."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from sokwms_reg.attendees import commands
from sokwms_reg.audit.models import AuditEntry
from tests.attendees.people import Saving, small_edition, some_people

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, saving: Saving) -> Run:
    """Run the command on an edition of five."""
    with saving() as session:
        some_people(session, small_edition(session))

    def invoke(*arguments: object) -> Result:
        return app.test_cli_runner().invoke(commands.export, [str(argument) for argument in arguments])

    return invoke


def test_chosen_columns_in_their_order(run: Run, saving: Saving) -> None:
    answer = run("test", "--format", "csv", "--language", "en", "--columns", "last_name, state")
    assert answer.exit_code == 0
    rows = list(csv.reader(io.StringIO(answer.stdout_bytes.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Last name", "State"]
    assert rows[1:] == [
        ["Ångström", "Awaiting a decision"],
        ["Ćwik", "Confirmed"],
        ["Łącka", "Confirmed"],
        ["Nowak", "Confirmed"],
        ["Zając", "Waiting list"],
    ]
    with saving() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "attendees.export")).one()
        assert (entry.actor_kind, entry.scope) == ("command", "test")
        assert entry.changes == {"format": [None, "csv"], "count": [None, 5], "filter": [None, {}]}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json"])
def test_every_format_goes_into_a_file(run: Run, tmp_path: Path, kind: str) -> None:
    output = tmp_path / f"list.{kind}"
    answer = run("test", "--format", kind, "--output", output)
    assert (answer.exit_code, answer.output) == (0, "")
    assert output.stat().st_mode & 0o777 == 0o600
    beginnings = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "ods": b"PK", "json": b"["}
    assert output.read_bytes().startswith(beginnings[kind])
    assert sorted(path.name for path in tmp_path.glob("*list*")) == [f"list.{kind}"]


def test_binary_formats_go_into_a_pipe(run: Run) -> None:
    assert run("test", "--format", "xlsx").stdout_bytes.startswith(b"PK")


def test_json_has_the_names_of_the_contract(run: Run) -> None:
    rows = json.loads(run("test", "--format", "json", "--columns", "reference,days").stdout)
    assert [list(row) for row in rows] == [["reference", "days"]] * 5


def test_the_command_line_keeps_what_people_need(run: Run) -> None:
    rows = json.loads(run("test", "--format", "json").stdout)
    assert {"diet", "accessibility"} <= set(rows[0])


def refused(result: Result, sentence: str) -> None:
    assert result.exit_code == 1
    assert result.stdout == ""
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_refusals(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(run("gone", "--format", "csv"), 'There is no edition "gone"; edition import loads one.')
    refused(
        run("test", "--format", "csv", "--columns", "state,shoes"), 'There is no column "shoes"; there are: reference,'
    )
    refused(run("test", "--format", "csv", "--output", tmp_path), f"{tmp_path} cannot be written: Is a directory.")
    missing = tmp_path / "gone" / "list.csv"
    refused(
        run("test", "--format", "csv", "--output", missing), f"{missing} cannot be written: No such file or directory."
    )
    monkeypatch.setattr(commands, "is_terminal", lambda: True)
    refused(run("test", "--format", "ods"), "ODS cannot be shown in a terminal; name a file with --output.")
    assert run("test", "--format", "csv").exit_code == 0


def test_usage(run: Run) -> None:
    assert run("test").exit_code == 2
    assert run("test", "--format", "pdf").exit_code == 2
    assert run("test", "--format", "csv", "--language", "de").exit_code == 2
