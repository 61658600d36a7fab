"""Letters, clocks and post boxes for the tests of the outbox."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sokwms_reg.core.config import Config
from sokwms_reg.core.db import db, writing
from sokwms_reg.outbox.models import Message
from sokwms_reg.outbox.service import FinishedLetter, Postbox, enqueue
from tests.smtp import SmtpReceiver

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is put forward."""

    instant: datetime = NOON

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.instant

    def forward(self, **length: float) -> None:
        """Let time pass: `minutes=5`."""
        self.instant += timedelta(**length)


@dataclass(frozen=True)
class Desk:
    """Queues letters and looks at what became of them, each in a transaction of its own."""

    clock: Clock

    def queue(self, key: str = "one", scope: str = "demo", **changes: Any) -> int:  # noqa: ANN401 - a letter's fields
        """Queue one letter and commit; return the message's number."""
        with writing() as session:
            message = enqueue(
                session,
                letter(**changes),
                scope=scope,
                subject_ref="registration:17",
                dedupe_key=key,
                now=self.clock(),
            )
            return message.id

    def look(self, key: str = "one") -> Message:
        """Return what stands in the database now."""
        db.session.rollback()
        return db.session.scalars(select(Message).where(Message.dedupe_key == key)).one()

    def states(self) -> dict[str, str]:
        """Return the state of every message by its key."""
        db.session.rollback()
        rows = db.session.execute(select(Message.dedupe_key, Message.state).order_by(Message.id)).all()
        return {key: str(state) for key, state in rows}


def letter(**changes: Any) -> FinishedLetter:  # noqa: ANN401 - a letter's fields
    """Return a letter to a person with Polish letters in her name."""
    plain = FinishedLetter(
        kind="confirmed",
        language="pl",
        to_name="Łucja Żółć",
        to_address="lucja@example.org",
        reply_to="Sekretariat konferencji <sekretariat@example.org>",
        subject="Potwierdzenie zgłoszenia",
        text="Szanowni Państwo,\npotwierdzamy udział.\n",
        html="<p>Szanowni Państwo, <b>potwierdzamy</b> udział.</p>",
    )
    return replace(plain, **changes)


@pytest.fixture
def clock() -> Clock:
    """Return a clock at noon."""
    return Clock()


@pytest.fixture
def desk(app: Flask, clock: Clock) -> Iterator[Desk]:
    """Give a desk inside the application."""
    with app.app_context():
        yield Desk(clock)


@pytest.fixture
def postbox_at(settings: dict[str, str]) -> Callable[[str], Postbox]:
    """Return what makes a post box for a mail address of the configuration."""

    def make(url: str) -> Postbox:
        return Postbox.from_config(Config.from_environment({**settings, "SOKWMS_MAIL_URL": url}))

    return make


@pytest.fixture
def postbox(postbox_at: Callable[[str], Postbox], smtp_server: SmtpReceiver) -> Postbox:
    """Return a post box whose mail goes to the receiver."""
    return postbox_at(smtp_server.url)


@pytest.fixture
def mail_folder(tmp_path: Path) -> Path:
    """Return where `.eml` files are expected."""
    return tmp_path / "mail"


@pytest.fixture(autouse=True)
def _no_luck(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the jitter out: waits are exact."""
    monkeypatch.setattr("random.random", lambda: 0.0)
