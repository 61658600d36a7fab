"""A site with something in every room, a hand on its clocks, and a counter of queries."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from sokwms_reg.core import clock
from sokwms_reg.core.cache import pages
from sokwms_reg.core.db import db
from tests.factories import NOW
from tests.house import House, furnish

Saving = Callable[[], AbstractContextManager[Session]]


@dataclass
class Stopwatch:
    """Seconds that pass when told to."""

    seconds: float = 100.0

    def monotonic(self) -> float:
        """Stand in for `time.monotonic`."""
        return self.seconds


@dataclass
class Queries:
    """What the database was asked since the last look."""

    asked: list[str] = field(default_factory=list)

    def during(self, act: Callable[[], object]) -> list[str]:
        """Return the statements that an act takes, without the beginning and end of transactions."""
        self.asked.clear()
        act()
        return [sql for sql in self.asked if not sql.startswith(("PRAGMA", "BEGIN"))]


@pytest.fixture
def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    """Let the time of the kept pages pass by hand."""
    made = Stopwatch()
    monkeypatch.setattr(pages, "time", made)
    return made


@pytest.fixture
def house(saving: Saving, monkeypatch: pytest.MonkeyPatch) -> House:
    """Furnish all rooms; it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        return furnish(session)


@pytest.fixture
def queries(app: Flask) -> Iterator[Queries]:
    """Count what the database is asked."""
    made = Queries()

    def note(*given: object) -> None:
        made.asked.append(str(given[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield made
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let changes be those of another process: this one is not told of them."""
    monkeypatch.setattr(pages, "changes_here", lambda: 0)


@pytest.fixture
def html(client: FlaskClient) -> Callable[[str], str]:
    """Return a reader of pages that must answer."""

    def read(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return answer.text

    return read
