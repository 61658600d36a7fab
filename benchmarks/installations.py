"""Installations to measure: a migrated database as in production, the demonstration edition, people behind it.

PostgreSQL is the server of the tests with durability switched on again; SQLite is as the product always sets it.
"""

import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask
from psycopg import sql

from benchmarks.filling import fill
from sokwms_reg.accounts.service import NewUser, create_user, hash_password, random_password
from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.editions.models import Membership, Role
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.transfer import service as transfer
from tests.databases import PostgresDatabases, SqliteDatabases, installation, settings_for, start_postgresql

SLUG = "demo"
STAFF = "benchmark@example.org"
ACTOR = Actor("command", label="benchmark")
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True)
class House:
    """An installation with `people` registrations; `settings` start its servers, `app` looks into its database."""

    app: Flask
    settings: dict[str, str]
    people: int
    password: str


@dataclass(frozen=True)
class Source:
    """Where empty databases come from; `version` names the database with its version."""

    name: str
    version: str
    databases: SqliteDatabases | PostgresDatabases

    @contextmanager
    def house(self, people: int) -> Iterator[House]:
        """Give an installation with so many people on a database of its own, thrown away afterwards."""
        with tempfile.TemporaryDirectory(prefix="sokwms-benchmark-") as name:
            folder = Path(name)
            with self.databases.fresh(folder) as database_url, furnished(database_url, folder, people) as house:
                yield house


@contextmanager
def source(name: str) -> Iterator[Source]:
    """Give databases of one kind: "sqlite" or "postgresql"."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="sokwms-benchmark-") as folder:
            yield Source(name, f"SQLite {sqlite3.sqlite_version}", SqliteDatabases(Path(folder)))
        return
    uri, stop = start_postgresql()
    try:
        yield Source(name, _made_durable(uri), PostgresDatabases(uri))
    finally:
        stop()


def _made_durable(uri: str) -> str:
    """Take back what the tests do without, and return the server's name and version."""
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in DURABLE:
            connection.execute(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in DURABLE:
            row = connection.execute(sql.SQL("SHOW {}").format(sql.Identifier(setting))).fetchone()
            if row != ("on",):
                message = f"{setting} is {row}: the figures would not be those of a production database"
                raise RuntimeError(message)
        version = connection.info.parameter_status("server_version") or "?"
    return f"PostgreSQL {version.split()[0]}"


@contextmanager
def furnished(database_url: str, folder: Path, people: int) -> Iterator[House]:
    """Load the demonstration into a migrated database, with somebody who may enter the office."""
    settings = settings_for(database_url, folder) | {
        "SOKWMS_ENV": "production",
        "SOKWMS_SECRET_KEY": secrets.token_hex(32),
        "SOKWMS_BASE_URL": "http://127.0.0.1",
    }
    password = random_password()
    with installation(settings) as app:
        with app.app_context():
            password_hash = hash_password(password)
            with writing() as session:
                now = clock.now()
                transfer.load_demonstration(session, dict(transfer.shipped())[SLUG], now, ACTOR)
                user = create_user(session, NewUser(STAFF, "Benchmark", password_hash), ACTOR, now)
                session.add(Membership(user_id=user.id, edition_id=None, role=Role.ADMINISTRATOR))
                edition = edition_by_slug(session, SLUG)
                assert edition is not None, "it has just been loaded"  # noqa: S101
                fill(session, edition, people, now)
            if db.engine.dialect.name == "postgresql":
                _vacuum(database_url)
        yield House(app, settings, people, password)


def _vacuum(database_url: str) -> None:
    """Let PostgreSQL know its tables, as its own housekeeping does soon after so many rows came."""
    with psycopg.connect(database_url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
