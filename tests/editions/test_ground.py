"""What a registration stands on: remembered rules count as long as nothing public has changed, and no longer."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from sokwms_reg.core.cache import SiteVersion
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import categories_on_show, ground
from tests.factories import make_category, make_edition

pytestmark = pytest.mark.both_databases

Saving = Callable[[], AbstractContextManager[Session]]


def _remember(app: Flask, saving: Saving) -> int:
    with saving() as session:
        edition = make_edition(session)
        make_category(session, edition)
        number = edition.id
    with app.app_context():
        categories_on_show(number)
    return number


def test_remembered_rules_count_while_nothing_has_changed(app: Flask, saving: Saving) -> None:
    edition_id = _remember(app, saving)
    with saving() as session:
        first, second = ground(session, edition_id), ground(session, edition_id)
    assert first is second
    assert [category.key for category in first.categories] == ["ngo"]
    assert [day.edition_id for day in first.days] == [edition_id] * len(first.days)


def test_a_change_by_another_process_is_seen(app: Flask, saving: Saving) -> None:
    edition_id = _remember(app, saving)
    with saving() as session:
        # Another process leaves nothing behind in this one but the number in the database.
        session.connection().execute(update(Edition).values(cancelled=True))
        session.connection().execute(update(SiteVersion).values(number=SiteVersion.number + 1))
    with saving() as session:
        assert ground(session, edition_id).edition.cancelled


def test_a_change_of_the_same_transaction_is_seen(app: Flask, saving: Saving) -> None:
    edition_id = _remember(app, saving)
    with saving() as session:
        session.get_one(Edition, edition_id).cancelled = True
        assert ground(session, edition_id).edition.cancelled
