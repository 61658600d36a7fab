"""Mail servers that break off, are slow, refuse; a queue that is no queue: the mail goes out when it can."""

import asyncio
import signal
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from sokwms_reg.core import clock
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import db
from sokwms_reg.outbox.models import Message
from sokwms_reg.outbox.service import Postbox, SweepReport, carrier, deliver_due, enqueue
from tests.drills.conftest import Saving, Say, running, seconds_until
from tests.outbox.conftest import letter
from tests.smtp import SmtpReceiver

pytestmark = pytest.mark.slow


def put(saving: Saving, number: int) -> None:
    with saving() as session:
        for key in range(number):
            given = {"scope": "", "subject_ref": "", "dedupe_key": f"{key}"}
            enqueue(session, letter(subject=f"{key}"), **given, now=clock.now())


def postbox_for(settings: dict[str, str], url: str) -> Postbox:
    return Postbox.from_config(Config.from_environment({**settings, "SOKWMS_MAIL_URL": url}))


def test_connection_breaks_in_mid_batch(
    app: Flask,
    settings: dict[str, str],
    saving: Saving,
    smtp_server: SmtpReceiver,
    monkeypatch: pytest.MonkeyPatch,
    say: Say,
) -> None:
    """The server takes the seventh message and hangs up before it says so: that one must come again, no other."""
    take = SmtpReceiver.handle_DATA

    async def hang_up(receiver: SmtpReceiver, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await take(receiver, server, session, envelope)
        if len(receiver.messages) == 7:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer

    monkeypatch.setattr(SmtpReceiver, "handle_DATA", hang_up)
    put(saving, 40)
    postbox = postbox_for(settings, smtp_server.url)
    with app.app_context():
        first = deliver_due(postbox)
        assert (first.sent, first.failed) == (6, 0)
        second = deliver_due(postbox)
        third = deliver_due(postbox, now=lambda: clock.now() + timedelta(minutes=2))
        assert deliver_due(postbox, now=lambda: clock.now() + timedelta(hours=9)) == SweepReport()
    copies = Counter(str(mail["Subject"]) for mail in smtp_server.messages)
    assert set(copies) == {str(key) for key in range(40)}
    assert [key for key, number in copies.items() if number > 1] == ["6"]
    assert second.sent + third.sent == 34
    say(
        f"{first.sent} sent, {first.waiting} put back; later {second.sent} and {third.sent}; of 40 messages the one in "
        "flight came twice, the others once."
    )


@contextmanager
def silent_server() -> Iterator[int]:
    """Listen, take connections, say nothing."""
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            kept.append(server.accept()[0])

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        thread.join(5)
    for one in kept:
        one.close()


@pytest.mark.usefixtures("smtp_server")
def test_silent_server(
    app: Flask, settings: dict[str, str], saving: Saving, monkeypatch: pytest.MonkeyPatch, say: Say
) -> None:
    monkeypatch.setattr(carrier, "TIMEOUT_SECONDS", 0.5)
    put(saving, 30)
    with silent_server() as port, app.app_context():
        report = deliver_due(postbox_for(settings, f"smtp://127.0.0.1:{port}"))
        said = db.session.scalars(select(Message.last_answer).distinct().order_by(Message.last_answer)).all()
    assert report == SweepReport(waiting=20)
    assert said == ["", "SMTPServerDisconnected: Connection unexpectedly closed: timed out"]
    say(f'one wait of 0.5 s (else 30 s) for the batch of 20, all put back with "{said[1]}"; the other 10 untouched.')


def test_queue_that_is_none(
    settings: dict[str, str], saving: Saving, smtp_server: SmtpReceiver, tmp_path: Path, say: Say
) -> None:
    (tmp_path / "queue.sqlite3").write_bytes(b"no queue at all" * 1000)
    put(saving, 3)
    settings = {**settings, "SOKWMS_ENV": "production", "SOKWMS_MAIL_URL": smtp_server.url}
    with running(["worker"], settings, tmp_path) as worker:
        took = seconds_until(lambda: len(smtp_server.messages) == 3, 30)
        worker.signal(signal.SIGTERM)
        worker.ends_within(5)
        assert worker.process.returncode == 0
        assert "Traceback" not in worker.words
        say(f"3 letters out {took:.1f} s after the start; {len(worker.words.splitlines())} lines in the log.")
