"""The web server told to stop under load, and while it starts: what it took it answers, and nothing is lost."""

import signal
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sokwms_reg.core.db import db
from sokwms_reg.registration.models import Registration
from tests.drills.conftest import Crowd, Say, free_port, running, seconds_until, serving

pytestmark = pytest.mark.slow


def registered(app: Flask) -> dict[str, int]:
    """Return how often each address is registered."""
    with app.app_context():
        rows = db.session.execute(select(Registration.email, func.count()).group_by(Registration.email)).all()
        db.session.remove()
    return {str(email): int(number) for email, number in rows}


@pytest.mark.usefixtures("edition")
def test_restart_under_load(
    app: Flask, settings: dict[str, str], tmp_path: Path, say: Say, request: pytest.FixtureRequest
) -> None:
    crowd = Crowd(port := free_port(), settings["SOKWMS_SECRET_KEY"])
    request.addfinalizer(crowd.stop)  # a crowd that goes on would knock in other tests
    with serving(settings, tmp_path, port) as first:
        crowd.start()
        # Both processes serve: one that still loads may stay deaf until it is killed, and has a drill of its own below.
        seconds_until(lambda: len(crowd.taken) >= 20 and first.holding("sokwms.sqlite3") == 2, 30)
        first.signal(signal.SIGTERM)
        stopped = first.ends_within(12)
        before = len(crowd.taken)
        assert first.process.returncode in {0, -signal.SIGTERM}
    begun = time.monotonic()
    with serving(settings, tmp_path, port, workers=1):
        seconds_until(lambda: len(crowd.taken) >= before + 10, 30)
        away = time.monotonic() - begun
        crowd.stop()
    stored = registered(app)
    assert set(stored.values()) == {1}
    assert set(crowd.taken) == set(stored)
    say(
        f"stopped in {stopped:.1f} s, serving again after {away:.1f} s; {len(stored)} people registered, each once; "
        f"answers {dict(crowd.seen)}, the slowest {crowd.slowest:.1f} s."
    )


def test_term_while_loading(app: Flask, settings: dict[str, str], tmp_path: Path, say: Say) -> None:
    """Without `sokwms_reg.serving` the server's processes hear nothing while they load, and are killed after 10 s."""
    del app
    guarded, status = told_while_loading(["serve", "--port", str(free_port())], settings, tmp_path)
    assert guarded < 5
    assert status in {0, -signal.SIGTERM}
    say(f"ended {guarded:.2f} s after TERM.")


def told_while_loading(arguments: list[str], settings: dict[str, str], folder: Path) -> tuple[float, int]:
    """Send TERM as soon as there are processes that will serve; return how long the end took, and the status."""
    with running(arguments, settings, folder) as program:
        seconds_until(lambda: len(program.children()) > 1, 30)
        time.sleep(0.2)
        program.signal(signal.SIGTERM)
        took = program.ends_within(15)
        assert program.children() == []
        return took, program.process.returncode
