"""Migrations: up, down, up again, and equal to the models, on both databases."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from sokwms_reg.core.db import WRITING, db
from sokwms_reg.tables import metadata

pytestmark = pytest.mark.both_databases


def tables() -> set[str]:
    """Return the names of the tables that are there."""
    return set(inspect(db.engine).get_table_names())


def test_down_leaves_nothing_and_up_makes_every_table(app: Flask) -> None:
    with app.app_context():
        assert tables() == {*metadata.tables, "alembic_version"}
        flask_migrate.downgrade(revision="base")
        assert tables() == {"alembic_version"}
        flask_migrate.upgrade()
        assert tables() == {*metadata.tables, "alembic_version"}


def test_the_migrated_database_equals_the_models(app: Flask) -> None:
    with app.app_context(), db.engine.connect().execution_options(**{WRITING: True}) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
