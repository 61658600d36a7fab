"""Races about places beyond the first: the last offer, leaving against promotion, capacity against both.

Each has a twin without its guard that must fail: a race that nobody loses without the guard proves nothing with it.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import cycle

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.db import db, writing
from sokwms_reg.editions.models import Category
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import HOLDING, State, TransitionError
from tests.factories import NOW, make_application, make_category, make_edition
from tests.registration.test_races import at_once, edition_of

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]
Saving = Callable[[], AbstractContextManager[Session]]
Task = Callable[[], None]

PARTICIPANT, STAFF = Actor("participant"), Actor("staff", "1", "Anna")
ROUNDS, PEOPLE, PLACES = 8, 16, 5


def fill(session: Session, slug: str, number: int, **given: object) -> list[int]:
    """Make an edition with five places and so many people; return their ids."""
    edition = make_edition(session, slug, **given)
    make_category(session, edition, capacity=PLACES)
    return [service.register(session, edition, make_application(), NOW).registration.id for _ in range(number)]


def doing(app: Flask, deed: Callable[[Session, Registration], object], identity: int) -> Task:
    """Return a task that does something to one registration in a transaction of its own; who comes too late leaves."""

    def task() -> None:
        try:
            with app.app_context(), writing() as session:
                deed(session, session.get_one(Registration, identity))
        except (TransitionError, service.NoPlaceError):
            return

    return task


def leave(session: Session, one: Registration) -> None:
    service.withdraw(session, one, PARTICIPANT, NOW)


def promote(session: Session, one: Registration) -> None:
    service.promote(session, one, STAFF, NOW)


def offer(session: Session, one: Registration) -> None:
    service.offer(session, one, NOW + timedelta(hours=5), STAFF, NOW)


def accept(session: Session, one: Registration) -> None:
    service.accept(session, one, PARTICIPANT, NOW)


def demand_whole(app: Flask, slug: str) -> dict[str, int]:
    """Demand that counters equal rows and nothing is above capacity; return how many stand in each state."""
    with app.app_context():
        session = db.session()
        edition = edition_of(session, slug)
        people = session.scalars(select(Registration).where(Registration.edition_id == edition.id)).all()
        by_day = queries.held_by_day(session, edition.id)
        for category in queries.categories_of(session, edition.id):
            mine = [one for one in people if one.category_id == category.id]
            assert category.taken == sum(one.state in HOLDING for one in mine) <= category.capacity
            assert category.waiting == sum(one.state == State.WAITING for one in mine)
        for day in queries.days(session, edition.id):
            assert day.taken == sum(number for (_category, each), number in by_day.items() if each == day.id)
            assert day.capacity == 0 or day.taken <= day.capacity
        states = [one.state for one in people]
        session.rollback()
        return {state: states.count(state) for state in sorted(set(states))}


def letters(app: Flask, kind: str) -> int:
    with app.app_context():
        found = db.session().scalar(select(func.count()).where(Message.kind == f"registration/{kind}"))
        db.session.rollback()
        return found or 0


def test_one_free_place_is_offered_and_given_to_one(app: Flask, saving: Saving) -> None:
    for number in range(ROUNDS):
        slug = f"offers-{number}"
        with saving() as session:
            ids = fill(session, slug, PEOPLE, promotion="by_hand")
            service.cancel(session, session.get_one(Registration, ids[0]), STAFF, NOW)
        tasks = [doing(app, deed, one) for deed, one in zip(cycle((offer, promote)), ids[5:], strict=False)]
        at_once(tasks)
        found = demand_whole(app, slug)
        assert found.get("offered", 0) + found["confirmed"] == 5
        assert found["waiting"] == PEOPLE - 6


def test_an_offer_is_accepted_or_lapses_and_never_both(app: Flask, saving: Saving) -> None:
    for number in range(ROUNDS):
        slug = f"lapses-{number}"
        with saving() as session:
            ids = fill(session, slug, 7, promotion="offers", offer_hours=1)
            service.cancel(session, session.get_one(Registration, ids[0]), STAFF, NOW)

        def lapses() -> None:
            with app.app_context(), writing() as session:
                service.lapse_offers(session, NOW + timedelta(hours=2))

        at_once([doing(app, accept, ids[5]), lapses, doing(app, accept, ids[5]), lapses, doing(app, leave, ids[5])])
        found = demand_whole(app, slug)
        assert found.get("offered", 0) + found["confirmed"] == 5


def test_leaving_and_promoting_at_once_give_each_place_once(app: Flask, saving: Saving) -> None:
    for number in range(ROUNDS):
        slug = f"leaving-{number}"
        with saving() as session:
            ids = fill(session, slug, PEOPLE)
        waiting = [doing(app, promote, one) for one in ids[5:10]]
        at_once([*(doing(app, leave, one) for one in ids[:5]), *waiting])
        assert demand_whole(app, slug) == {"cancelled": 5, "confirmed": 5, "waiting": PEOPLE - 10}
    assert letters(app, "promoted") == 5 * ROUNDS


def test_capacity_changes_while_people_leave_and_are_promoted(app: Flask, saving: Saving) -> None:
    for number in range(ROUNDS):
        slug = f"capacity-{number}"
        with saving() as session:
            ids = fill(session, slug, PEOPLE)

        def changes(capacity: int, slug: str = slug) -> Task:
            def task() -> None:
                try:
                    with app.app_context(), writing() as session:
                        edition = edition_of(session, slug)
                        mark = service.settings_mark(session, edition)
                        wanted = service.Wanted(mark, categories={"ngo": {"capacity": capacity}}, to_line=True)
                        service.change_settings(session, edition, wanted, service.Order(STAFF, NOW, ""))
                except service.StaleFormError:
                    return

            return task

        leaving = [doing(app, leave, one) for one in ids[:3]]
        giving = [doing(app, promote, one) for one in ids[8:11]]
        at_once([*leaving, changes(8), *giving, changes(3)])
        found = demand_whole(app, slug)
        assert found["cancelled"] == 3
        assert found["confirmed"] + found["waiting"] == PEOPLE - 3


def look_then_take(app: Flask, seen: threading.Barrier, identity: int, state: State) -> Task:
    """Return a task that looks whether a place is free and then, without asking once more, gives or offers it."""

    def task() -> None:
        with app.app_context():
            free = db.session.scalars(select(Category)).one().free
            db.session.rollback()
            seen.wait()
            if free:
                with writing() as session:
                    mine = update(Registration).where(Registration.id == identity)
                    session.execute(mine.values(state=state))

    return task


def holders(app: Flask) -> int:
    """Return how many people believe that they have a place, whatever the counters say."""
    with app.app_context():
        found = db.session.scalar(select(func.count()).where(Registration.state.in_(sorted(HOLDING))))
        db.session.rollback()
        return found or 0


@pytest.mark.parametrize(("state", "takers"), [(State.OFFERED, 6), (State.CONFIRMED, 2)])
def test_control_without_the_guard_one_freed_place_goes_to_many(
    app: Flask, saving: Saving, state: State, takers: int
) -> None:
    """One leaves, and others look before they offer the place, or give it: it goes out more than once."""
    with saving() as session:
        ids = fill(session, "control", PEOPLE, promotion="by_hand")
        service.cancel(session, session.get_one(Registration, ids[0]), STAFF, NOW)
    seen = threading.Barrier(takers)
    at_once([look_then_take(app, seen, identity, state) for identity in ids[5 : 5 + takers]])
    assert holders(app) > PLACES


def test_control_a_capacity_read_before_the_line_is_refused_by_the_database(app: Flask, saving: Saving) -> None:
    """Lower a capacity by what was read before others took places: only the CHECK is left to refuse it."""
    with saving() as session:
        fill(session, "late", 3)
    with app.app_context():
        taken = db.session.scalars(select(Category)).one().taken
        db.session.rollback()
    with saving() as session:
        service.register(session, edition_of(session, "late"), make_application(), NOW)
    with pytest.raises(IntegrityError), saving() as session:
        session.execute(update(Category).values(capacity=taken))
