"""A process that is stopped in mid-transaction: whoever writes is told so in time, and loses nothing."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sokwms_reg.core import db as core_db
from sokwms_reg.core import lock
from sokwms_reg.core.db import begin_writing
from sokwms_reg.editions.models import Places
from tests.drills.conftest import FORM, Say, filled_in, seconds_until
from tests.pages import Page

pytestmark = pytest.mark.slow

HOLDER = """
import os, signal
from sqlalchemy import update
from sokwms_reg.app import create_app
from sokwms_reg.core import db
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Places
db.STOPPED_SECONDS = 4
with create_app().app_context(), writing() as session:
    session.execute(update(Places).values(seq=Places.seq + 1))
    print("holds", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
"""


@contextmanager
def stopped_writer(settings: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """Give a process of ours that holds the writers' place, and is stopped."""
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "holds\n"
            yield process
        finally:
            process.kill()


def send_again(page: Page) -> dict[str, str]:
    """Return the fields that the page keeps for its button."""
    return {one.attributes["name"]: one.attributes.get("value", "") for one in page.all("input", type="hidden")}


@pytest.mark.both_databases
@pytest.mark.usefixtures("edition")
def test_stopped_process(
    client: FlaskClient,
    settings: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    say: Say,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """PostgreSQL ends the transaction of a writer that does nothing; with SQLite the process must go."""
    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 1)
    monkeypatch.setattr(core_db, "PATIENCE_SECONDS", 1)
    embedded = settings["SOKWMS_DATABASE_URL"].startswith("sqlite")
    form = filled_in(settings["SOKWMS_SECRET_KEY"], 1)
    with stopped_writer(settings) as process:
        begun = time.monotonic()
        answer = client.post(FORM, data=form)
        waited = time.monotonic() - begun
        page = Page(answer.text)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
        assert "What was typed is kept on this page." in page.text
        assert send_again(page) == form
        assert client.get(FORM).status_code == 200, "who reads is not kept waiting"
        threads = threading.active_count()
        assert client.post(FORM, data=form).status_code == 503
        assert threading.active_count() == threads
        assert client.get("/readyz").status_code == (503 if embedded else 200)
        if embedded:
            process.kill()
            process.wait()
        later = seconds_until(lambda: client.post(FORM, data=send_again(page)).status_code == 303, 20)
    assert client.get("/readyz").status_code == 200
    assert waited < 4
    assert not any(record.exc_info for record in caplog.records)
    say(
        f"told after {waited:.1f} s (here 1 s is the limit) with all {len(form)} fields kept; the page sent again was "
        f"taken {later:.1f} s {'after the process was gone' if embedded else 'later, the process still stopped'}."
    )


@pytest.mark.usefixtures("edition")
def test_without_a_limit(settings: dict[str, str], say: Say) -> None:
    """The control: in the kernel's own line a writer waits as long as the stopped process lives."""
    path = settings["SOKWMS_DATABASE_URL"].removeprefix("sqlite:///") + ".lock"
    done = threading.Event()

    def wait() -> None:
        with Path(path).open("ab") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            done.set()

    with stopped_writer(settings) as process:
        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        assert not done.wait(1.5)
        process.kill()
        process.wait()
        assert done.wait(5)
    thread.join()
    say("without a limit the writer was still waiting after 1.5 s, until the process was killed.")


def test_ten_writers_wait_their_turn(app: Flask, say: Say, edition: str) -> None:
    """The limit costs no fairness: nobody waits much longer than the others."""
    del edition
    waits: list[float] = []
    end = time.monotonic() + 2

    def write() -> None:
        with app.app_context():
            while time.monotonic() < end:
                begun = time.monotonic()
                session = begin_writing()
                waits.append(time.monotonic() - begun)
                session.query(Places).update({Places.seq: Places.seq + 1})
                session.commit()

    writers = [threading.Thread(target=write) for _ in range(10)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    milliseconds = sorted(1000 * wait for wait in waits)
    median, longest = milliseconds[len(waits) // 2], milliseconds[-1]
    rate = len(waits) / 2
    say(f"10 writers, {rate:.0f} transactions a second; waits: median {median:.1f} ms, longest {longest:.0f} ms.")
    assert longest < 2000
