"""Whoever changes a registration enters the line before writing its row: the other way round deadlocks PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.models import Registration
from tests.factories import NOW, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases
STAFF = Actor("staff", "1", "Zofia Sroka")
LATER = NOW + timedelta(days=3)
Act = Callable[[Session, Registration], None]


@pytest.fixture
def written() -> Iterator[list[str]]:
    """Collect the tables that are updated, in order."""
    tables: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:  # noqa: ANN401 - as events are
        if statement.startswith("UPDATE "):
            tables.append(statement.split()[1])

    event.listen(Engine, "before_cursor_execute", note)
    yield tables
    event.remove(Engine, "before_cursor_execute", note)


def offer(session: Session, registration: Registration) -> None:
    service.offer(session, registration, LATER, STAFF, NOW)


def accept(session: Session, registration: Registration) -> None:
    service.accept(session, registration, STAFF, NOW)


def cancel(session: Session, registration: Registration) -> None:
    service.cancel(session, registration, STAFF, NOW)


def lapse(session: Session, registration: Registration) -> None:
    del registration
    assert service.lapse_offers(session, LATER) == 1


@pytest.mark.parametrize("acts", [[offer, accept], [offer, cancel], [offer, lapse]])
def test_the_line_comes_first(session: Session, written: list[str], acts: list[Act]) -> None:
    edition = make_edition(session, promotion_until=NOW.date() - timedelta(days=1))
    make_category(session, edition, capacity=1)
    first, second = (service.register(session, edition, make_application(), NOW).registration for _ in range(2))
    service.cancel(session, first, STAFF, NOW)
    session.flush()
    for act in acts:
        written.clear()
        act(session, second)
        session.flush()
        assert written[0] == "places"
        assert "registration" in written


ORDER = service.Order(STAFF, NOW, "a reason")
DEEDS: dict[str, Act] = {
    "demote": lambda session, one: service.demote(session, one, ORDER),
    "reserve": lambda session, one: service.use_reserve(session, one, "speakers", ORDER),
    "category": lambda session, one: _done(service.change_category(session, one, "academia", ORDER)),
    "replace": lambda session, one: service.replace(session, one, make_application(), STAFF, NOW),
    "language": lambda session, one: _done(service.set_language(session, one, "en", {}, STAFF, NOW)),
    "consent": lambda session, one: _done(service.set_consent(session, one, "consent_next", "yes", STAFF, NOW)),
    "withdraw": lambda session, one: service.withdraw(session, one, STAFF, NOW),
}


def _done(changed: object) -> None:
    assert changed


@pytest.mark.parametrize("name", DEEDS)
def test_the_line_comes_first_for_whoever_holds_a_place(session: Session, written: list[str], name: str) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=2, reserved_speakers=1)
    make_category(session, edition, "academia")
    one, _waits = (service.register(session, edition, make_application(), NOW).registration for _ in range(2))
    session.flush()
    written.clear()
    DEEDS[name](session, one)
    session.flush()
    assert written[0] == "places"
    assert "registration" in written


def test_the_line_comes_first_when_rules_change(session: Session, written: list[str]) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1)
    for _ in range(2):
        service.register(session, edition, make_application(), NOW)
    wanted = service.Wanted(service.settings_mark(session, edition), categories={"ngo": {"capacity": 2}})
    written.clear()
    service.change_settings(session, edition, wanted, ORDER)
    assert written[0] == "places"
    assert {"category", "registration"} <= set(written)


def test_an_offer_answered_meanwhile_does_not_stop_the_others(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_edition(session, promotion_until=NOW.date() - timedelta(days=1))
    make_category(session, edition, capacity=2)
    people = [service.register(session, edition, make_application(), NOW).registration for _ in range(4)]
    for leaving in people[:2]:
        service.cancel(session, leaving, STAFF, NOW)
    for waiting in people[2:]:
        offer(session, waiting)
    overdue = people[2:]
    accept(session, overdue[0])
    monkeypatch.setattr(queries, "overdue_offers", lambda *_: overdue)
    assert service.lapse_offers(session, LATER) == 1
    assert [registration.state for registration in overdue] == ["confirmed", "waiting"]
