"""Races for the last places, with a control: without lock and condition the same race must oversell."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.db import db, writing
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Application, cancel, register
from tests.factories import NOW, make_application, make_category, make_edition

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]
Saving = Callable[[], AbstractContextManager[Session]]

CLIENTS, PLACES, ROUNDS = 20, 5, 20


def set_up(session: Session, slug: str, capacity: int = PLACES) -> None:
    make_category(session, make_edition(session, slug), capacity=capacity)


def edition_of(session: Session, slug: str) -> Edition:
    return session.scalars(select(Edition).where(Edition.slug == slug)).one()


def at_once(tasks: list[Callable[[], None]]) -> None:
    """Start all tasks at the same moment, each in a thread of its own, and pass on the first error."""
    gate = threading.Barrier(len(tasks))

    def run(task: Callable[[], None]) -> None:
        gate.wait()
        task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(run, task) for task in tasks]:
            done.result()


def registers(app: Flask, slug: str, application: Application) -> Callable[[], None]:
    def task() -> None:
        with app.app_context(), writing() as session:
            register(session, edition_of(session, slug), application, NOW)

    return task


def states(app: Flask, slug: str) -> dict[str, int]:
    with app.app_context():
        counted = (
            select(Registration.state, func.count())
            .join(Edition, Edition.id == Registration.edition_id)
            .where(Edition.slug == slug)
            .group_by(Registration.state)
        )
        return {row[0]: row[1] for row in db.session.execute(counted)}


def counters(app: Flask, slug: str) -> tuple[int, int]:
    with app.app_context():
        category = db.session.scalars(select(Category).join(Edition).where(Edition.slug == slug)).one()
        return category.taken, category.waiting


def test_twenty_clients_for_five_places_in_twenty_rounds(app: Flask, saving: Saving) -> None:
    for number in range(ROUNDS):
        slug = f"round-{number}"
        with saving() as session:
            set_up(session, slug)
        at_once([registers(app, slug, make_application()) for _ in range(CLIENTS)])
        assert states(app, slug) == {"confirmed": PLACES, "waiting": CLIENTS - PLACES}
        assert counters(app, slug) == (PLACES, CLIENTS - PLACES)


def test_control_without_lock_and_condition_it_oversells(app: Flask, saving: Saving) -> None:
    """Let everyone look first, then take. If this twin never oversells, the test above proves nothing."""
    with saving() as session:
        set_up(session, "control")
        session.execute(update(Category).values(capacity=CLIENTS))  # the CHECK must not be what saves the day
    seen = threading.Barrier(CLIENTS)

    def look_then_take() -> None:
        with app.app_context():
            category = db.session.scalars(select(Category)).one()
            free = category.taken < PLACES
            db.session.rollback()
            seen.wait()
            if free:
                with writing() as session:
                    session.execute(update(Category).values(taken=Category.taken + 1))

    at_once([look_then_take] * CLIENTS)
    taken, _ = counters(app, "control")
    assert taken > PLACES


def test_one_form_sent_five_times_at_once_is_one_registration(app: Flask, saving: Saving) -> None:
    with saving() as session:
        set_up(session, "double-click")
    at_once([registers(app, "double-click", make_application(nonce="the-same", email="a@b.example"))] * 5)
    assert states(app, "double-click") == {"confirmed": 1}


def test_cancelling_and_promoting_at_once_neither_deadlocks_nor_loses_a_place(app: Flask, saving: Saving) -> None:
    with saving() as session:
        set_up(session, "crossing", capacity=10)
        edition = edition_of(session, "crossing")
        ids = [register(session, edition, make_application(), NOW).registration.id for _ in range(30)]

    def leaves(identity: int) -> Callable[[], None]:
        def task() -> None:
            with app.app_context(), writing() as session:
                cancel(session, session.get_one(Registration, identity), Actor("participant"), NOW)

        return task

    at_once([leaves(identity) for identity in ids[:15]])
    assert states(app, "crossing") == {"cancelled": 15, "confirmed": 10, "waiting": 5}
    assert counters(app, "crossing") == (10, 5)
