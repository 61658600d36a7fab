"""Migrations: up, down, up again, and equal to the models, on both databases."""

from collections.abc import Callable
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, select

from sokwms_reg.core.db import WRITING, db
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import register
from sokwms_reg.tables import metadata
from tests.factories import NOW, make_application, make_category, make_edition

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


def test_people_come_through_the_way_down_and_up_again(app: Flask, saving: Callable[..., Any]) -> None:
    """On SQLite, tables that others point at are replaced: nobody may be lost with the old copy."""
    with saving() as session:
        edition = make_edition(session)
        make_category(session, edition, capacity=1)
        for _ in range(2):
            register(session, edition, make_application(institution="Fundacja „Łąka”"), NOW)
    with app.app_context():
        flask_migrate.downgrade(revision="0003")
        flask_migrate.upgrade()
        session = db.session()
        people = session.scalars(select(Registration).order_by(Registration.id)).all()
        assert [one.state for one in people] == ["confirmed", "waiting"]
        assert {one.institution_folded for one in people} == {"fundacja laka"}
        category = session.scalars(select(Category)).one()
        assert (category.taken, category.waiting, category.reserved) == (1, 1, 0)
        assert session.scalars(select(Edition.promotion)).one() == "automatic"
        session.rollback()
    with saving() as session:
        edition = session.scalars(select(Edition)).one()
        assert register(session, edition, make_application(), NOW).registration.state == "waiting"
