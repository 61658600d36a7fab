"""A clock that stands still until it is moved, for what is counted in windows of time."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from sokwms_reg.core import clock

START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


class Hand:
    """Moves the clock of the program and of the library that counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.instant = START
        monkeypatch.setattr(clock, "now", lambda: self.instant)
        library = SimpleNamespace(time=lambda: clock.now().timestamp())
        monkeypatch.setattr("limits.storage.memory.time", library)

    def forward(self, seconds: float) -> None:
        """Move on, or back."""
        self.instant += timedelta(seconds=seconds)
