"""What a registration asks of the database is found by an index, however many people are registered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.db import db
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import ENDED
from tests.factories import NOW, make_application, make_category, make_edition

STAFF = Actor("staff", "1", "Anna Kowalska")


@dataclass(frozen=True)
class Plans:
    """Tells which tables SQLite reads from end to end."""

    asked: list[tuple[str, Any]]

    def scanned(self, session: Session, act: Callable[[], object]) -> set[str]:
        """Return the tables that an act reads whole."""
        self.asked.clear()
        act()
        connection = session.connection()
        seen = list(self.asked)
        steps = [
            step[3]
            for sql, values in seen
            if sql.startswith(("SELECT", "UPDATE"))
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
        return {step.split()[1] for step in steps if step.startswith("SCAN") and "INDEX" not in step}


@pytest.fixture
def plans(app: Flask) -> Iterator[Plans]:
    """Listen to what the database is asked."""
    made = Plans([])

    def note(*given: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        made.asked.append((given[2], given[3]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield made
    event.remove(engine, "before_cursor_execute", note)


def test_no_step_of_a_registration_reads_all_people(session: Session, plans: Plans) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1)
    first, second = make_application(), make_application()

    def register_and_withdraw() -> None:
        holder = service.register(session, edition, first, NOW).registration
        service.register(session, edition, replace(first, nonce="again"), NOW)
        waiting = service.register(session, edition, second, NOW).registration
        service.cancel(session, holder, STAFF, NOW + timedelta(hours=1))
        queries.by_reference(session, edition.id, waiting.reference)
        queries.position(session, waiting)

    read_whole = plans.scanned(session, register_and_withdraw)
    assert read_whole & {"registration", "registration_day", "message", "attachment", "audit_entry"} == set()


def test_a_query_in_other_words_would(session: Session, plans: Plans) -> None:
    def ask() -> None:
        wanted = (Registration.address_folded == "a", Registration.name_folded == "b")
        session.scalar(select(Registration).where(*wanted, Registration.state.not_in(ENDED)))

    assert plans.scanned(session, ask) == {"registration"}
