"""The worker as a process of its own: wakes, delivers, stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sokwms_reg.core import clock, jobs
from sokwms_reg.outbox import tasks
from sokwms_reg.outbox.service import enqueue
from tests.outbox.conftest import letter
from tests.smtp import SmtpReceiver

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

PROGRAM = """
from sokwms_reg.app import create_app
from sokwms_reg.core.jobs import run_worker
run_worker(create_app())
"""
Saving = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def settings(settings: dict[str, str], smtp_server: SmtpReceiver) -> dict[str, str]:
    """Have mail go to the receiver."""
    return {**settings, "SOKWMS_MAIL_URL": smtp_server.url}


@contextmanager
def working(settings: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker for the length of the block."""
    worker = subprocess.Popen([sys.executable, "-c", PROGRAM], env={**os.environ, **settings})
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def put(saving: Saving, key: str) -> None:
    with saving() as session:
        enqueue(session, letter(), scope="demo", subject_ref="registration:1", dedupe_key=key, now=clock.now())


def seconds_until(true: Callable[[], bool], limit: float) -> float:
    """Return how long it took, `limit` where it did not come true."""
    begun = time.monotonic()
    while not true() and time.monotonic() - begun < limit:
        time.sleep(0.02)
    return time.monotonic() - begun


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_delivers_at_its_start_and_when_woken_and_stops_when_told(
    app: Flask, settings: dict[str, str], saving: Saving, smtp_server: SmtpReceiver, number: signal.Signals
) -> None:
    put(saving, "before the worker was there")
    with working(settings) as worker:
        seconds_until(lambda: len(smtp_server.messages) == 1, 60)
        assert len(smtp_server.messages) == 1
        put(saving, "while it slept")
        with app.app_context():
            tasks.wake()
        assert seconds_until(lambda: len(smtp_server.messages) == 2, 10) < 5
        worker.send_signal(number)
        assert seconds_until(lambda: worker.poll() is not None, 10) < 5
        assert worker.returncode == 0
    app.extensions[jobs.EXTENSION].huey.storage.close()


def test_once_delivers_what_is_due_without_the_queue_and_then_has_nothing_to_say(
    app: Flask, saving: Saving, smtp_server: SmtpReceiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", tasks.__name__)
    put(saving, "one")
    assert jobs.run_once(app) == []
    assert jobs.run_once(app) == []
    assert len(smtp_server.messages) == 1
    assert [record.message for record in caplog.records] == ["Mail: 1 sent, 0 failed, 0 put back."]
