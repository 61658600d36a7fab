"""What renews the site: any change of what public pages show, however it is made, and nothing else."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from sokwms_reg.core.cache.version import SiteVersion, changes_here
from sokwms_reg.core.db import begin_writing, db
from sokwms_reg.editions.models import Category, Edition, EditionDay, Partner
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from tests.factories import NOW, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases

Saving = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def version(app: Flask, saving: Saving) -> Callable[[], int]:
    """Return a reader of the version of a site with one edition."""
    with saving() as session:
        make_category(session, make_edition(session, "test"))

    def read() -> int:
        with app.app_context():
            number = db.session().scalars(select(SiteVersion.number)).one()
            db.session.rollback()
            return number

    return read


def rename(session: Session) -> None:
    session.scalars(select(Edition)).one().title_en = "Another"


def add(session: Session) -> None:
    edition_id = session.scalars(select(Edition.id)).one()
    session.add(Partner(edition_id=edition_id, kind="host", name_pl="A", name_en="A"))


def remove(session: Session) -> None:
    session.delete(session.scalars(select(Category)).one())


def by_statement(session: Session) -> None:
    session.execute(update(Category).values(capacity=99))


def by_deleting(session: Session) -> None:
    session.execute(delete(EditionDay))


def by_inserting(session: Session) -> None:
    edition_id = session.scalars(select(Edition.id)).one()
    session.execute(insert(Partner), [{"edition_id": edition_id, "kind": "host", "name_pl": "A", "name_en": "A"}])


def in_a_savepoint(session: Session) -> None:
    with session.begin_nested():
        rename(session)


@pytest.mark.parametrize(
    "change",
    [rename, add, remove, by_statement, by_deleting, by_inserting, in_a_savepoint],
    ids=lambda one: one.__name__,
)
def test_a_change_raises_the_version_once(
    version: Callable[[], int], saving: Saving, change: Callable[[Session], None]
) -> None:
    before, here = version(), changes_here()
    with saving() as session:
        change(session)
        session.flush()
        rename(session)
    assert version() == before + 1
    assert changes_here() != here


def look(session: Session) -> None:
    assert session.scalars(select(Edition)).all()


def register(session: Session) -> None:
    service.register(session, session.scalars(select(Edition)).one(), make_application(), NOW)


def count(session: Session) -> None:
    line.take(session, session.scalars(select(Category.id)).one(), [])


def count_on_the_record(session: Session) -> None:
    session.scalars(select(Category)).one().waiting = 3


def say_the_same(session: Session) -> None:
    edition = session.scalars(select(Edition)).one()
    edition.title_en = f"{edition.title_en}"


def touch_people(session: Session) -> None:
    session.execute(update(Registration).values(phone=""))


@pytest.mark.parametrize(
    "change", [look, register, count, count_on_the_record, say_the_same, touch_people], ids=lambda one: one.__name__
)
def test_nothing_else_does(version: Callable[[], int], saving: Saving, change: Callable[[Session], None]) -> None:
    before, here = version(), changes_here()
    with saving() as session:
        change(session)
    assert (version(), changes_here()) == (before, here)


def test_what_is_undone_never_happened(app: Flask, version: Callable[[], int], saving: Saving) -> None:
    before, here = version(), changes_here()
    with app.app_context():
        session = begin_writing()
        rename(session)
        session.flush()
        session.rollback()
    with saving() as session:
        look(session)
    assert (version(), changes_here()) == (before, here)
