"""People on different sets of days, all at once: places change hands and nobody waits for anybody in a circle."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import EditionDay
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.service import line
from tests.factories import NOW, make_application, make_category, make_edition
from tests.registration.test_place_races import demand_whole, doing, leave
from tests.registration.test_races import at_once, edition_of

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]
Saving = Callable[[], AbstractContextManager[Session]]
Task = Callable[[], None]

PARTICIPANT, STAFF = Actor("participant"), Actor("staff", "1", "Anna")
DAY_SETS = ((0,), (1,), (2,), (0, 1), (1, 2), (0, 2), (0, 1, 2))
CROWD = 42


def crossing(session: Session, slug: str) -> list[int]:
    """Make an edition of three full days, with people on all sets of them and as many who wait; return the ids."""
    edition = make_edition(session, slug)
    make_category(session, edition, capacity=CROWD)
    session.add(EditionDay(edition_id=edition.id, key="day-3", date=date(2027, 1, 29)))
    session.flush()
    days = queries.days(session, edition.id)
    made = []
    for number in range(2 * CROWD):
        if number == CROWD:
            for day in days:
                session.refresh(day)
                day.capacity = day.taken
            session.flush()
        chosen = tuple(days[index].date for index in DAY_SETS[number % len(DAY_SETS)])
        application = make_application(days=chosen, institution=f"Gmina {number}")
        made.append(service.register(session, edition, application, NOW).registration.id)
    return made


@pytest.mark.timeout(300)
def test_people_on_different_days_who_leave_and_are_promoted_at_once_never_deadlock(app: Flask, saving: Saving) -> None:
    """Leave in opposite orders, so that every pair of sets of days crosses; a deadlock would be an OperationalError."""
    with saving() as session:
        ids = crossing(session, "crossing")
    forwards = [doing(app, leave, one) for one in ids[:CROWD:2]]
    backwards = [doing(app, leave, one) for one in reversed(ids[1:CROWD:2])]
    for ahead, behind in zip(forwards, backwards, strict=True):
        at_once([ahead, behind])
    found = demand_whole(app, "crossing")
    assert found == {"cancelled": CROWD, "confirmed": CROWD}


def test_control_without_the_line_days_taken_in_crossing_orders_deadlock(
    app: Flask, saving: Saving, request: pytest.FixtureRequest
) -> None:
    """Take two days in opposite orders without entering the line: PostgreSQL must find the deadlock."""
    if request.config.getoption("--database") != "postgresql":
        pytest.skip("SQLite has one writer: it cannot deadlock, with the line or without it")
    with saving() as session:
        make_category(session, make_edition(session, "cross"))
        first, second = (day.id for day in queries.days(session, edition_of(session, "cross").id))
    both = threading.Barrier(2)
    errors: list[BaseException] = []

    def takes(category: int, one: int, other: int) -> Task:
        def task() -> None:
            try:
                with app.app_context(), writing() as session:
                    line.take_days(session, category, [one])
                    both.wait()
                    line.take_days(session, category, [other])
            except OperationalError as error:
                errors.append(error)

        return task

    at_once([takes(1, first, second), takes(1, second, first)])
    assert len(errors) == 1
    assert "deadlock" in str(errors[0])
