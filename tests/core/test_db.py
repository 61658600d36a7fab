"""Writing: one way, in line, all or nothing."""

import fcntl
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from sokwms_reg.app import create_app
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import begin_writing, db, writing
from sokwms_reg.editions.models import Edition
from tests.factories import make_edition


def slugs() -> list[str]:
    return list(db.session.scalars(select(Edition.slug).order_by(Edition.slug)))


@pytest.mark.both_databases
def test_a_block_commits_once_at_its_end(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            make_edition(session, "one")
        assert slugs() == ["one"]


@pytest.mark.both_databases
def test_an_exception_stores_nothing_and_lets_the_next_writer_in(app: Flask) -> None:
    def fail() -> None:
        with writing() as session:
            make_edition(session, "lost")
            message = "in mid-work"
            raise RuntimeError(message)

    with app.app_context():
        with pytest.raises(RuntimeError, match="in mid-work"):
            fail()
        with writing() as session:
            make_edition(session, "kept")
        assert slugs() == ["kept"]


def test_a_session_that_did_not_say_so_cannot_write(app: Flask) -> None:
    with app.app_context():
        db.session.add(Edition(slug="x", name_pl="", name_en="", title_pl="", title_en=""))
        with pytest.raises(OperationalError, match="readonly"):
            db.session.flush()
        db.session.rollback()


def test_the_next_session_after_a_writer_is_query_only_again(app: Flask) -> None:
    with app.app_context():
        begin_writing().commit()
        with pytest.raises(OperationalError, match="readonly"):
            db.session.execute(text("DELETE FROM edition"))
        db.session.rollback()


def test_a_database_that_is_gone_frees_the_lock(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        db.engine.dispose()
        path = tmp_path / "sokwms.sqlite3"
        path.rename(tmp_path / "away")
        path.mkdir()
        with pytest.raises(OperationalError):
            begin_writing()
        path.rmdir()
        (tmp_path / "away").rename(path)
        with writing() as session:
            make_edition(session, "back")
        assert slugs() == ["back"]


def test_a_savepoint_inside_leaves_the_others_in_line(app: Flask, tmp_path: Path) -> None:
    def is_free() -> bool:
        with (tmp_path / "sokwms.sqlite3.lock").open("ab") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    with app.app_context():
        with writing() as session:
            with session.begin_nested():
                make_edition(session, "one")
            assert not is_free()
            with suppress(RuntimeError), session.begin_nested():
                raise RuntimeError
            assert not is_free()
        assert is_free()
        begin_writing().rollback()
        assert is_free()


def test_a_new_database_and_its_journals_are_private(settings: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    app = create_app(Config.from_environment({**settings, "SOKWMS_DATABASE_URL": f"sqlite:///{path}"}))
    with app.app_context():
        with writing() as session:
            session.execute(text("CREATE TABLE x (y)"))
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.glob("new.sqlite3*")}
        db.engine.dispose()
    assert modes["new.sqlite3"] == modes["new.sqlite3-wal"] == 0o600
