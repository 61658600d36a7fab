"""No room on the disk: a sentence for whoever registers and whoever commands, nothing half written, nothing lost."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from sokwms_reg.core import jobs
from sokwms_reg.core.db import db
from sokwms_reg.outbox import tasks
from sokwms_reg.outbox.models import Message, MessageState
from sokwms_reg.outbox.service.carrier import Answer, CarrierDownError, FolderCarrier
from sokwms_reg.outbox.service.mime import Envelope
from sokwms_reg.registration.models import Registration
from sokwms_reg.transfer.service import shipped
from tests.drills.conftest import FORM, SLUG, Say, filled_in
from tests.drills.test_database_locked import send_again
from tests.pages import Page

pytestmark = pytest.mark.slow

NO_ROOM = (
    "sokwms-reg: nothing was stored: disk I/O error. Look at the disk's room and health, then run the command again."
)
COMMANDS = """
import json, os, resource, sys
from sokwms_reg.commands import main
for name, limit, arguments, settings in json.loads(sys.argv[1]):
    os.environ.update(settings)
    sys.argv[1:] = arguments
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    said = status = None
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) or end.code is None else 1
        said = end.code if isinstance(end.code, str) else ""
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    print(said, flush=True)
    print("ended", json.dumps([name, status]), flush=True)
"""


@contextmanager
def full_database(app: Flask) -> Iterator[None]:
    """Let SQLite take no page more, as on a full disk: it answers SQLITE_FULL.

    Pages that its migrations left empty are given back first: they would be room.
    """
    with app.app_context():
        path = str(db.engine.url.database)
    with closing(sqlite3.connect(path)) as packing:
        packing.execute("VACUUM")
    pages = [1]  # SQLite takes it as "no more than there are"

    def limit(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages[0]}")

    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        pages[0] = 1_000_000


@contextmanager
def no_file_longer_than(length: int) -> Iterator[None]:
    """Let no file of this process grow beyond some bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("edition")
def test_registering(app: Flask, client: FlaskClient, say: Say, caplog: pytest.LogCaptureFixture) -> None:
    form = filled_in(str(app.config["SECRET_KEY"]), 1)
    with full_database(app):
        answer = client.post(FORM, data=form)
        assert answer.status_code == 503
        kept = send_again(Page(answer.text))
        assert kept == form
        assert client.get(FORM).status_code == 200
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "The database does not answer (database or disk is full)."
    ]
    assert client.post(FORM, data=kept).status_code == 303
    with app.app_context():
        stored = db.session.scalar(select(func.count()).select_from(Registration))
        letters = db.session.scalar(select(func.count()).select_from(Message))
    assert (stored, letters) == (1, 1)
    say(f"answered 503 with all {len(kept)} fields kept and one line in the log; registered when there was room.")


def test_mail_folder(tmp_path: Path, say: Say) -> None:
    carrier = FolderCarrier(tmp_path / "mail")
    envelope = Envelope("a@example.org", "b@example.org", "<1@example.org>", b"x" * 5000)
    with no_file_longer_than(1000), pytest.raises(CarrierDownError) as down:
        carrier.send(envelope)
    assert list((tmp_path / "mail").iterdir()) == []
    assert carrier.send(envelope) == Answer(MessageState.SENT, "1@example.org.eml")
    say(f'"{down.value}": no half of the message was left, and it was written whole when there was room.')


@pytest.mark.usefixtures("edition")
def test_queue(app: Flask, client: FlaskClient, say: Say, caplog: pytest.LogCaptureFixture) -> None:
    kept = app.extensions[jobs.EXTENSION]
    with app.app_context():
        tasks.wake()
    kept.huey.storage.conn.execute("PRAGMA max_page_count=1")
    with app.app_context():
        for _time in range(60):
            kept.woken_at.clear()  # or one call serves the whole rush
            kept.called_for.clear()
            tasks.wake()
    assert "The worker could not be woken for outbox.deliver (OperationalError)." in caplog.text
    assert client.post(FORM, data=filled_in(str(app.config["SECRET_KEY"]), 1)).status_code == 303
    assert jobs.run_once(app) == []
    with app.app_context():
        assert db.session.scalars(select(Message.state)).all() == [MessageState.SENT]
    say("a full queue costs one line in the log; the registration was taken and its letter sent without it.")


@pytest.mark.usefixtures("edition")
def test_commands(app: Flask, settings: dict[str, str], tmp_path: Path, say: Say) -> None:
    with app.app_context():
        db.engine.dispose()
    source = tmp_path / "2015-kielce.toml"
    source.write_text(dict(shipped())["2015-kielce"], encoding="utf-8")
    own = {**settings, "SOKWMS_DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    demo = {**settings, "SOKWMS_INSTANCE": str(tmp_path / "demo")}
    calls = [
        ("sample", 40_000, ["sample", SLUG, "--count", "20"], settings),
        ("edition import", 40_000, ["edition", "import", str(source)], settings),
        ("edition export", 100, ["edition", "export", SLUG, "--output", str(tmp_path / "out.toml")], settings),
        ("export", 100, ["export", SLUG, "--format", "ods", "--output", str(tmp_path / "out.ods")], settings),
        ("db upgrade", 30_000, ["db", "upgrade"], own),
        ("demo", 30_000, ["demo", "--port", "64999"], demo),
    ]
    result = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps(calls)],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    ends = [json.loads(line.removeprefix("ended ")) for line in result.stdout.splitlines() if line.startswith("ended ")]
    assert ends == [[name, 1] for name, *_rest in calls], result.stdout
    assert "Traceback" not in result.stdout
    sentences = {line for line in result.stdout.splitlines() if line.startswith(("sokwms-reg: ", "Error: "))}
    assert len(sentences) == 3, result.stdout
    assert NO_ROOM in sentences
    assert list(tmp_path.glob("out.*")) == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 0
    say(f"{', '.join(name for name, _status in ends)}: each ended with status 1 and a sentence, half a file nowhere.")
