"""Rules of an edition changed in the office: what it does to people, the same when tried as when done."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.core.db import db, trying
from sokwms_reg.editions.models import CategoryDay, Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import (
    Effect,
    Order,
    ReservedInUseError,
    StaleFormError,
    TooFewPlacesError,
    Touched,
    Wanted,
    change_settings,
    register,
    settings_mark,
    use_reserve,
)
from tests.factories import CLOSES, FIRST_DAY, NOW, SECOND_DAY, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases
STAFF = Actor("staff", "1", "Zofia Sroka")
ORDER = Order(STAFF, NOW, "")
Saving = Callable[[], AbstractContextManager[Session]]


def people(session: Session, edition: Edition, number: int, **given: object) -> list[Registration]:
    return [register(session, edition, make_application(**given), NOW).registration for _ in range(number)]


def change(session: Session, conference: Edition, **given: object) -> Effect:
    wanted = replace(Wanted(settings_mark(session, conference)), **given)  # type: ignore[arg-type] # any part of it
    return change_settings(session, conference, wanted, ORDER)


def touched(found: list[Registration]) -> list[Touched]:
    return [Touched(one.reference, one.shown_name, one.institution) for one in found]


def test_a_raised_capacity_goes_out_at_once(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, capacity=1)
    waiting = people(session, edition, 4)[1:]
    effect = change(session, edition, categories={"ngo": {"capacity": 3}})
    assert effect == Effect({"categories[ngo].capacity": [1, 3]}, touched(waiting[:2]), [], [])
    assert [one.state for one in waiting] == ["confirmed", "confirmed", "waiting"]
    session.refresh(category)
    assert (category.capacity, category.taken, category.waiting) == (3, 3, 1)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "edition.settings")).one()
    assert (entry.subject, entry.scope, entry.changes) == (f"edition:{edition.id}", "test", effect.changes)


def test_the_same_values_change_nothing(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    values = {"capacity": 10, "policy": "open"}
    assert change(session, edition, categories={"ngo": values}, edition={"promotion": "automatic"}).changes == {}
    assert session.scalar(select(func.count()).where(AuditEntry.action == "edition.settings")) == 0


def test_promotion_switched_on_lets_places_out(session: Session) -> None:
    edition = make_edition(session, promotion="by_hand")
    make_category(session, edition, capacity=1)
    _first, second = people(session, edition, 2)
    assert change(session, edition, categories={"ngo": {"capacity": 2}}).promoted == []
    effect = change(session, edition, edition={"promotion": "offers", "offer_hours": 5})
    assert effect.offered == touched([second])
    assert second.offer_until == NOW + timedelta(hours=5)


def test_fewer_places_than_are_held_are_refused_or_move_the_last_to_the_line(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, capacity=4)
    found = people(session, edition, 5)
    with pytest.raises(TooFewPlacesError) as refused:
        change(session, edition, categories={"ngo": {"capacity": 2}})
    assert refused.value.people == touched([found[3], found[2]])
    assert category.capacity == 4
    effect = change(session, edition, categories={"ngo": {"capacity": 2}}, to_line=True)
    assert effect.moved == touched([found[3], found[2]])
    assert [one.state for one in found] == ["confirmed", "confirmed", "waiting", "waiting", "waiting"]
    assert [queries.position(session, one) for one in found[2:]] == [1, 2, 3], "ahead of who came later"
    session.refresh(category)
    assert (category.capacity, category.taken, category.waiting) == (2, 2, 3)
    letters = session.scalar(select(func.count()).where(Message.kind == "registration/demoted"))
    assert letters == 2


def test_a_day_with_fewer_places_moves_only_who_holds_that_day(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=3)
    first_day = queries.days(session, edition.id)[0].id
    both, second_only, last = (
        people(session, edition, 1, days=days)[0] for days in ((FIRST_DAY, SECOND_DAY), (SECOND_DAY,), (FIRST_DAY,))
    )
    waits = people(session, edition, 1, days=(SECOND_DAY,))[0]
    effect = change(session, edition, days={first_day: 1}, to_line=True)
    assert effect.moved == touched([last])
    assert effect.promoted == touched([waits]), "the place in the category went to the next"
    assert [both.state, second_only.state, last.state] == ["confirmed", "confirmed", "waiting"]
    assert change(session, edition, days={first_day: 0}).changes == {"days[day-1].capacity": [1, 0]}


def test_a_category_gets_and_loses_a_limit_on_a_day(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    day = queries.days(session, edition.id)[1].id
    found = people(session, edition, 3)
    with pytest.raises(TooFewPlacesError):
        change(session, edition, category_days={("ngo", day): 2})
    effect = change(session, edition, category_days={("ngo", day): 3})
    assert effect.changes == {"categories[ngo].days[day-2].capacity": [None, 3]}
    assert session.get_one(CategoryDay, (category.id, day)).taken == 3
    waits = people(session, edition, 1)[0]
    assert waits.state == "waiting"
    assert change(session, edition, category_days={("ngo", day): 4}).promoted == touched([waits])
    assert change(session, edition, category_days={("ngo", day): 4}).changes == {}
    assert change(session, edition, category_days={("ngo", day): 2}, to_line=True).moved == touched([waits, found[2]])
    effect = change(session, edition, category_days={("ngo", day): None})
    assert effect.promoted == touched([found[2], waits])
    assert session.get(CategoryDay, (category.id, day)) is None


def test_who_finds_room_again_by_another_who_moves_is_told_that_alone(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    first_day, second_day = (day.id for day in queries.days(session, edition.id))
    both, last = (people(session, edition, 1, days=days)[0] for days in ((FIRST_DAY, SECOND_DAY), (FIRST_DAY,)))
    limits = {"days": {first_day: 1}, "category_days": {("ngo", second_day): 0}}
    effect = change(session, edition, **limits, to_line=True)
    assert effect.moved == touched([last, both])
    assert effect.promoted == touched([last])
    assert session.scalar(select(func.count()).where(Message.kind == "registration/demoted")) == 1


def test_reserved_places_in_use_are_not_taken_away(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, reserved_speakers=1)
    use_reserve(session, people(session, edition, 1)[0], "speakers", ORDER)
    with pytest.raises(ReservedInUseError) as refused:
        change(session, edition, categories={"ngo": {"reserved_speakers": 0}})
    assert (refused.value.category, refused.value.pool, refused.value.taken) == ("ngo", "speakers", 1)
    change(session, edition, categories={"ngo": {"reserved_speakers": 1, "reserved_invitations": 2}})


def test_more_reserved_places_leave_fewer_for_all(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=2)
    found = people(session, edition, 2)
    with pytest.raises(TooFewPlacesError) as refused:
        change(session, edition, categories={"ngo": {"reserved_invitations": 1}})
    assert refused.value.people == touched(found[1:])
    released = change(session, edition, categories={"ngo": {"capacity": 3, "reserved_invitations": 1}})
    assert released.promoted == []
    waits = people(session, edition, 1)[0]
    assert change(session, edition, categories={"ngo": {"reserved_invitations": 0}}).promoted == touched([waits])


def test_who_saves_second_is_told_so(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    mark = settings_mark(session, edition)
    change(session, edition, edition={"notice_pl": "Uwaga", "registration_closes_at": CLOSES + timedelta(days=1)})
    assert settings_mark(session, edition) != mark
    with pytest.raises(StaleFormError):
        change_settings(session, edition, Wanted(mark, edition={"notice_pl": "Inna"}), ORDER)


def test_trying_says_what_doing_does_and_leaves_nothing_behind(app: Flask, saving: Saving) -> None:
    with saving() as session:
        edition = make_edition(session)
        make_category(session, edition, capacity=1)
        people(session, edition, 3)
        session.flush()
        before = rows(session)
    with app.app_context():
        with trying() as session:
            edition = session.scalars(select(Edition)).one()
            tried = change(session, edition, categories={"ngo": {"capacity": 2}})
        assert rows(db.session()) == before
        db.session.rollback()
    with saving() as session:
        edition = session.scalars(select(Edition)).one()
        assert change(session, edition, categories={"ngo": {"capacity": 2}}) == tried
    assert len(tried.promoted) == 1


def rows(session: Session) -> tuple[object, ...]:
    """Return what a trial must leave as it is."""
    messages = session.scalar(select(func.count()).select_from(Message))
    entries = session.scalar(select(func.count()).select_from(AuditEntry))
    states = session.execute(select(Registration.reference, Registration.state).order_by(Registration.id)).all()
    return messages, entries, [tuple(state) for state in states]
