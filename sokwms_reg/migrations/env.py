"""Runs migrations on the application's database, one transaction each; logging stays the application's."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from flask_security import AsaList
from sqlalchemy import Connection

from sokwms_reg.core.base import UtcDateTime
from sokwms_reg.core.db import WRITING, db
from sokwms_reg.tables import metadata


def plain_types(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write column types that need none of our code: a migration must still run when the code has moved on."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AsaList):
        return "sa.UnicodeText()"
    return False


def ours(_item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:  # noqa: FBT001 - Alembic's
    """Leave the queue's tables alone: Huey makes them itself where it lives in the same database."""
    return not (kind in {"table", "index"} and (name or "").startswith("huey_"))


@contextmanager
def tables_replaceable(connection: Connection) -> Iterator[None]:
    """Let SQLite replace a table that others point at: to drop the old copy would delete what it points to.

    Afterwards every reference is checked; a broken one is an error (RuntimeError), which no later write would meet.
    """
    driver = connection.connection.dbapi_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")  # heeded outside a transaction only
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
    if broken:
        message = f"references broken by the migration: {broken[:3]}"
        raise RuntimeError(message)


def run_online() -> None:
    """Migrate the connected database; SQLite alters tables by copying them (batch)."""
    options = current_app.extensions["migrate"].configure_args | {
        "render_item": plain_types,
        "include_object": ours,
    }
    with db.engine.connect().execution_options(**{WRITING: True}) as connection, tables_replaceable(connection):
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True, **options)
        with context.begin_transaction():
            context.run_migrations()


def run_offline() -> None:
    """Print the SQL instead of running it."""
    url = db.engine.url.render_as_string(hide_password=True)
    context.configure(url=url, target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
