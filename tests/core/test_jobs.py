"""Sweeps: registered, woken, run once, and an error in one of them."""

import logging
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, current_app
from huey import PostgresHuey, SqliteHuey
from sqlalchemy.exc import OperationalError

from sokwms_reg.core import jobs
from sokwms_reg.core.config import Config
from sokwms_reg.core.jobs import Jobs, KeepGoing


@pytest.fixture
def bare(settings: dict[str, str]) -> Flask:
    """Return an application with a queue and no room."""
    app = Flask("bare")
    app.config["SOKWMS"] = Config.from_environment(settings)
    jobs.init_app(app)
    return app


@pytest.fixture
def registered(bare: Flask) -> Jobs:
    """Return what the application keeps."""
    kept: Jobs = bare.extensions[jobs.EXTENSION]
    return kept


def test_every_sweep_runs_once_inside_the_application(bare: Flask) -> None:
    ran: list[str] = []
    jobs.add_sweep(bare, "one", lambda _keep_going: ran.append(f"one in {current_app.name}"))
    jobs.add_sweep(bare, "two", lambda keep_going: ran.append(f"two {keep_going()}"))
    assert jobs.run_once(bare) == []
    assert ran == ["one in bare", "two True"]
    assert not jobs.queue_file(bare.config["SOKWMS"]).exists()


def test_a_broken_sweep_is_named_without_its_data_and_stops_no_other(
    bare: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []

    def broken(_keep_going: KeepGoing) -> None:
        message = "lucja@example.org"
        raise ValueError(message)

    jobs.add_sweep(bare, "broken", broken)
    jobs.add_sweep(bare, "whole", lambda _keep_going: ran.append("whole"))
    assert jobs.run_once(bare) == ["broken"]
    assert ran == ["whole"]
    assert "Sweep broken failed with ValueError." in caplog.text
    assert "in broken" in caplog.text
    assert "lucja" not in caplog.text


def test_a_database_that_goes_away_takes_one_line_a_sweep(bare: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def lost(_keep_going: KeepGoing) -> None:
        statement, said = "SELECT 1", "connection refused.\nIs the server running?"
        raise OperationalError(statement, None, Exception(said))

    jobs.add_sweep(bare, "lost", lost)
    assert jobs.run_once(bare) == ["lost"]
    (record,) = caplog.records
    assert record.exc_info is None
    assert record.getMessage() == "Sweep lost failed: the database does not answer (connection refused)."


def test_huey_says_a_trouble_once_a_minute_and_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("sokwms_reg.core.jobs.time.monotonic", lambda: clock[0])
    brief = jobs.Brief()

    def heard(sentence: str, error: Exception | None) -> str | None:
        trouble = (type(error), error, None) if error else None
        record = logging.LogRecord("huey", logging.ERROR, "", 0, sentence, (), trouble)
        kept = brief.filter(record)
        assert not kept or record.exc_info is None
        return record.getMessage() if kept else None

    lost = sqlite3.OperationalError("gone")
    assert heard("Error reading from queue", lost) == "Error reading from queue (OperationalError)."
    assert heard("Error reading from queue", lost) is None
    assert heard("Error reading schedule.", lost) == "Error reading schedule (OperationalError)."
    assert [heard("Woken.", None) for _time in range(2)] == ["Woken."] * 2
    clock[0] = 61
    assert heard("Error reading from queue", lost) == "Error reading from queue (OperationalError)."


def test_waking_queues_a_call_that_runs_the_sweep(bare: Flask, registered: Jobs) -> None:
    ran: list[bool] = []
    jobs.add_sweep(bare, "one", lambda keep_going: ran.append(keep_going()))
    with bare.app_context():
        jobs.wake("one")
        registered.woken_at.clear()
        jobs.wake("one")
    assert registered.huey.storage.queue_size() == 2
    assert stat.S_IMODE(jobs.queue_file(bare.config["SOKWMS"]).stat().st_mode) == 0o600
    registered.huey.execute(registered.huey.dequeue())
    registered.stopping = True
    registered.huey.execute(registered.huey.dequeue())
    assert ran == [True, False]
    registered.huey.storage.close()


def test_in_a_rush_one_call_a_little_later_serves_all(
    bare: Flask, registered: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [100.0]
    monkeypatch.setattr("sokwms_reg.core.jobs.time.monotonic", lambda: seconds[0])
    jobs.add_sweep(bare, "one", lambda _keep_going: None)
    storage = registered.huey.storage
    queued = []
    with bare.app_context():
        for moment in (100.0, 100.1, 100.2, 100.4, 100.6, 100.7, 101.2, 101.3):
            seconds[0] = moment
            jobs.wake("one")
            queued.append(storage.queue_size())
    # At once; a call at 100.5 for those until then; at once again; a call at 101.1; at once; a call at 101.7.
    assert queued == [1, 2, 2, 2, 3, 4, 5, 6]
    storage.close()


def test_a_queue_that_cannot_be_written_warns_and_goes_on(
    bare: Flask, registered: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    jobs.add_sweep(bare, "one", lambda _keep_going: None)
    jobs.queue_file(bare.config["SOKWMS"]).mkdir()
    with bare.app_context():
        jobs.wake("one")
    assert [(record.levelno, record.message) for record in caplog.records] == [
        (logging.WARNING, "The worker could not be woken for one (OperationalError).")
    ]
    assert not registered.prepared


def test_two_processes_may_prepare_the_queue_at_once(registered: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = registered.huey.storage
    prepare = storage.initialize_schema
    troubles = [sqlite3.IntegrityError("the other process was first")]

    def late() -> None:
        if troubles:
            raise troubles.pop()
        prepare()

    monkeypatch.setattr(storage, "initialize_schema", late)
    registered.prepare()
    assert (registered.prepared, storage.queue_size()) == (True, 0)
    storage.close()


@pytest.mark.parametrize(
    ("every", "moment", "falls"),
    [
        (1, (0, 1), True),
        (5, (12, 10), True),
        (5, (12, 11), False),
        (90, (1, 30), True),
        (90, (2, 30), False),
        (1440, (0, 0), True),
    ],
)
def test_sweeps_fall_on_minutes_of_the_day(
    bare: Flask,
    registered: Jobs,
    every: int,
    moment: tuple[int, int],
    falls: bool,  # noqa: FBT001 - the case
) -> None:
    jobs.add_sweep(bare, "one", lambda _keep_going: None, every_minutes=every)
    due = registered.huey.read_periodic(datetime(2026, 11, 22, *moment, tzinfo=UTC))
    assert [task.name for task in due] == ["one"] * falls


def test_the_queue_is_where_the_database_is(tmp_path: Path) -> None:
    def config(url: str) -> Config:
        return Config("development", "x" * 32, url, tmp_path, "http://localhost", "", "a@example.org", limits=False)

    embedded = jobs.make_huey(config(f"sqlite:///{tmp_path}/sokwms.sqlite3"))
    assert isinstance(embedded, SqliteHuey)
    assert embedded.storage.filename == str(tmp_path / "queue.sqlite3")
    server = jobs.make_huey(config("postgresql+psycopg://user:p%40ss@nowhere.example/sokwms"))
    assert isinstance(server, PostgresHuey)
    assert server.storage.dsn == "postgresql://user:p%40ss@nowhere.example/sokwms"
