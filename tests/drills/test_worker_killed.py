"""Workers killed in mid-batch: every message arrives, and only what was in flight arrives twice."""

import signal
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from sokwms_reg.core import clock
from sokwms_reg.core.db import db
from sokwms_reg.outbox.models import Message, MessageState
from sokwms_reg.outbox.service import enqueue
from tests.drills.conftest import Saving, Say, running, seconds_until
from tests.outbox.conftest import letter
from tests.smtp import SmtpReceiver

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

MESSAGES = 200
KILLED_AFTER = (31, 97)  # messages received


def test_kill_in_mid_batch(
    app: Flask, settings: dict[str, str], saving: Saving, smtp_server: SmtpReceiver, tmp_path: Path, say: Say
) -> None:
    with saving() as session:
        for number in range(MESSAGES):
            given = {"scope": "", "subject_ref": "", "dedupe_key": f"{number}"}
            enqueue(session, letter(subject=f"{number}"), **given, now=clock.now())
    settings = {**settings, "SOKWMS_ENV": "production", "SOKWMS_MAIL_URL": smtp_server.url}
    held = []
    for received in KILLED_AFTER:
        with running(["worker"], settings, tmp_path) as worker:
            seconds_until(lambda least=received: len(smtp_server.messages) >= least, 30)  # type: ignore[misc]
            worker.signal(signal.SIGKILL)
            worker.process.wait()
        held.append(five_minutes_pass(saving))
    with running(["worker"], settings, tmp_path) as worker:
        seconds_until(lambda: unsent(app) == 0, 30)
        worker.signal(signal.SIGTERM)
        stopped = worker.ends_within(5)
        assert worker.process.returncode == 0
        assert "Traceback" not in worker.words
    copies = Counter(str(mail["Message-ID"]) for mail in smtp_server.messages)
    assert len(copies) == MESSAGES
    twice = sum(copies.values()) - MESSAGES
    assert twice <= len(KILLED_AFTER)
    say(
        f"{MESSAGES} messages, worker killed {len(KILLED_AFTER)} times holding {held} of them: none lost, {twice} came "
        f"twice; the last worker stopped {stopped:.1f} s after TERM."
    )


def five_minutes_pass(saving: Saving) -> int:
    """Let the claims of a killed worker run out; return how many there were."""
    with saving() as session:
        held = update(Message).where(Message.state == MessageState.SENDING).values(locked_until=clock.now())
        return len(session.scalars(held.returning(Message.id)).all())


def unsent(app: Flask) -> int:
    with app.app_context():
        number = db.session.scalar(select(func.count()).where(Message.state != MessageState.SENT))
        db.session.remove()
    return number or 0
