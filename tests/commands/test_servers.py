"""`serve` and `worker`: what is in the way is said at once, in one sentence, with status 1."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from sokwms_reg.app import create_app
from sokwms_reg.commands import servers
from sokwms_reg.core import jobs
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import db

pytestmark = pytest.mark.slow

UNPREPARED = (
    "Error: The database is not prepared for this version of the program. Prepare it with: sokwms-reg db upgrade\n"
)

GARBAGE = b"no database at all" * 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def calls() -> list[tuple[str, list[str]]]:
    """Return the three ways to start something that needs the database."""
    return [("worker", []), ("worker", ["--once"]), ("serve", ["--port", str(free_port())])]


def outcomes(runner: FlaskCliRunner) -> set[tuple[int, str]]:
    """Return status and words of each of them."""
    commands = {"worker": servers.worker, "serve": servers.serve}
    results = [runner.invoke(commands[name], arguments) for name, arguments in calls()]
    return {(result.exit_code, result.output) for result in results}


@pytest.fixture(autouse=True)
def _nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        pytest.fail("it was started")

    monkeypatch.setattr(os, "execv", fail)
    monkeypatch.setattr(jobs, "run_worker", fail)
    monkeypatch.setattr(jobs, "run_once", fail)


@pytest.mark.both_databases
def test_a_database_that_is_behind_is_refused(app: Flask) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision="base")
        db.engine.dispose()
    assert outcomes(app.test_cli_runner()) == {(1, UNPREPARED)}


def test_an_embedded_database_that_is_not_there_is_refused_and_not_made(
    settings: dict[str, str], tmp_path: Path
) -> None:
    absent = tmp_path / "absent.sqlite3"
    app = create_app(Config.from_environment({**settings, "SOKWMS_DATABASE_URL": f"sqlite:///{absent}"}))
    assert outcomes(app.test_cli_runner()) == {(1, UNPREPARED)}
    assert not absent.exists()


def test_a_database_that_does_not_answer_is_refused(settings: dict[str, str]) -> None:
    url = f"postgresql+psycopg://u:secret@127.0.0.1:{free_port()}/nothing"
    app = create_app(Config.from_environment({**settings, "SOKWMS_DATABASE_URL": url}))
    for status, words in outcomes(app.test_cli_runner()):
        assert status == 1
        assert words.startswith("Error: The database does not answer (")
        assert words.endswith("Connection refused). See SOKWMS_DATABASE_URL.\n")
        assert "secret" not in words


def test_serve_says_where(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _program, command: started.append(command))
    port = free_port()
    result = app.test_cli_runner().invoke(servers.serve, ["--port", str(port)])
    assert (result.exit_code, result.output) == (0, f"Serving on http://127.0.0.1:{port} until Ctrl-C.\n")
    assert started == [servers.server_command("127.0.0.1", port, 2)]
    assert servers.address_of("::1", port) == f"http://[::1]:{port}"


def test_an_address_of_another_machine_is_not_a_matter_of_the_port(settings: dict[str, str]) -> None:
    command = [sys.executable, "-m", "sokwms_reg", "serve", "--host", "192.0.2.1"]  # kept for examples by RFC 5737
    result = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == (
        "Error: 192.0.2.1 is not an address of this machine (Cannot assign requested address). "
        "Choose another host, for example --host 127.0.0.1 (with make: HOST=127.0.0.1).\n"
    )


def test_a_port_in_use_is_refused_with_another(app: Flask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        result = app.test_cli_runner().invoke(servers.serve, ["--port", str(port)])
    other = port + 1 if port < 65535 else port - 1
    assert result.exit_code == 1
    assert result.output == (
        f"Error: 127.0.0.1:{port} cannot be used (Address already in use). "
        f"Choose another port, for example --port {other} (with make: PORT={other}).\n"
    )


def test_a_file_that_is_no_database_is_refused(settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "odd.sqlite3").write_bytes(GARBAGE)
    url = f"sqlite:///{tmp_path}/odd.sqlite3"
    app = create_app(Config.from_environment({**settings, "SOKWMS_DATABASE_URL": url}))
    sentence = "Error: The database does not answer (file is not a database). See SOKWMS_DATABASE_URL.\n"
    assert outcomes(app.test_cli_runner()) == {(1, sentence)}


@pytest.mark.parametrize("deed", ["path.unlink()", "shutil.rmtree(path.parent)"])
def test_a_running_worker_whose_database_goes_away_says_so_in_one_line_a_sweep(
    settings: dict[str, str], tmp_path: Path, deed: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "sokwms.sqlite3").rename(tmp_path / "data" / "sokwms.sqlite3")
    program = (
        "import shutil\nfrom pathlib import Path\n"
        "from sokwms_reg.app import create_app\nfrom sokwms_reg.core import jobs\nfrom sokwms_reg.core.db import db\n"
        "app = create_app()\nassert jobs.run_once(app) == []\n"
        f"path = Path({str(tmp_path / 'data' / 'sokwms.sqlite3')!r})\n{deed}\n"
        "with app.app_context():\n    db.engine.dispose()\n"
        "print(len(jobs.run_once(app)))\n"
    )
    url = f"sqlite:///{tmp_path}/data/sokwms.sqlite3"
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **settings, "SOKWMS_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = result.stderr.splitlines()
    assert len(lines) == int(result.stdout) > 0
    assert [line for line in lines if " failed: the database does not answer (" not in line] == []
