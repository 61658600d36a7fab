"""Writing: one way, in line, all or nothing."""

import fcntl
import shutil
import socket
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.orm import Session

from sokwms_reg.app import create_app
from sokwms_reg.core import db as core_db
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import begin_writing, db, reason, unavailable, writing
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
    assert modes["new.sqlite3.lock"] == 0o600


def test_a_file_that_was_replaced_is_seen_at_once(app: Flask, tmp_path: Path) -> None:
    """What is written to the old one, by a connection that still holds it, would be lost."""
    path = tmp_path / "sokwms.sqlite3"
    with app.app_context():
        with writing() as session:
            make_edition(session, "old")
        db.session.remove()
        shutil.copyfile(path, tmp_path / "copy")
        path.rename(tmp_path / "away")
        (tmp_path / "copy").rename(path)
        for journal in tmp_path.glob("sokwms.sqlite3-*"):
            journal.unlink()
        with writing() as session:
            make_edition(session, "new")
        db.session.remove()
    with closing(sqlite3.connect(path)) as connection:
        assert ("new",) in connection.execute("SELECT slug FROM edition").fetchall()


def test_a_file_that_is_gone_is_not_made_anew(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "sokwms.sqlite3"
    with app.app_context():
        assert slugs() == []
        db.session.remove()
        path.rename(tmp_path / "away")
        for _time in range(2):
            with pytest.raises(OperationalError, match="the database file is gone"):
                slugs()
            db.session.remove()
        assert not path.exists()
        (tmp_path / "away").rename(path)
        assert slugs() == []


@pytest.mark.parametrize("spoil", [lambda path: path.mkdir(), lambda path: path.symlink_to("/dev/null/x")])
def test_a_lock_that_cannot_be_opened_is_the_databases_fault(
    app: Flask, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(tmp_path / "sokwms.sqlite3.lock")
    with app.app_context():
        with pytest.raises(OperationalError) as failed:
            begin_writing()
        assert reason(failed.value) in {"Is a directory", "Not a directory"}
        assert unavailable(failed.value)


def test_a_full_disk_is_named_and_not_what_follows_from_it(app: Flask) -> None:
    """SQLite undoes all of the transaction, so rolling the savepoint back fails too."""

    def fill(session: Session) -> None:
        session.connection().exec_driver_sql("PRAGMA max_page_count=1")
        with session.begin_nested():
            for number in range(50):
                make_edition(session, f"edition-{number}", rules_pl="x" * 10_000)

    with app.app_context():
        with pytest.raises(OperationalError) as failed, writing() as session:
            fill(session)
        assert reason(failed.value) == "database or disk is full"
        db.session.remove()
        db.engine.dispose()
        assert slugs() == []


@pytest.mark.both_databases
def test_errors_of_the_program_are_not_the_databases(app: Flask) -> None:
    def twice() -> None:
        with writing() as session:
            make_edition(session, "one")
            make_edition(session, "one")

    with app.app_context(), pytest.raises(IntegrityError) as failed:
        twice()
    assert not unavailable(failed.value)
    assert not unavailable(ValueError())


@pytest.mark.parametrize(
    "error", [DatabaseError("", None, sqlite3.DatabaseError("spoilt")), NoConnectionFreeError(), PendingRollbackError()]
)
def test_a_spoilt_file_and_a_lost_connection_are(error: Exception) -> None:
    assert unavailable(error)


def test_a_server_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    monkeypatch.setattr(core_db, "CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://u:p@127.0.0.1:{silent.getsockname()[1]}/nothing"
        app = create_app(Config.from_environment({**settings, "SOKWMS_DATABASE_URL": url}))
        with app.app_context(), pytest.raises(OperationalError, match="timeout"):
            slugs()
