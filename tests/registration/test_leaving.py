"""Cancelling frees the place; the first in line whose places are all free gets it, until the day set for it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import EditionDay
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries
from sokwms_reg.registration.service import NoPlaceError, cancel, promote, register
from sokwms_reg.registration.states import TransitionError
from tests.factories import FIRST_DAY, NOW, SECOND_DAY, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases
PARTICIPANT = Actor("participant")
STAFF = Actor("staff", "1", "Zofia Sroka")


def test_the_freed_place_goes_to_the_first_in_line_with_a_mail(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, capacity=1)
    first, second, third = (register(session, edition, make_application(), NOW).registration for _ in range(3))
    cancel(session, first, PARTICIPANT, NOW)
    session.expire_all()
    assert [one.state for one in (first, second, third)] == ["cancelled", "confirmed", "waiting"]
    assert first.cancelled_by == "participant"
    assert (category.taken, category.waiting) == (1, 1)
    assert queries.position(session, third) == 1
    kinds = session.scalars(select(Message.kind).order_by(Message.id)).all()
    assert kinds[-2:] == ["registration/cancelled", "registration/promoted"]


def test_an_approved_category_promotes_to_a_decision(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1, policy="approved")
    first, second = (register(session, edition, make_application(), NOW).registration for _ in range(2))
    cancel(session, first, STAFF, NOW)
    assert second.state == "pending"
    assert first.cancelled_by == "staff"


def test_promotion_ends_with_the_editions_day_and_then_waits_for_the_secretariat(session: Session) -> None:
    edition = make_edition(session, promotion_until=date(2026, 11, 20))
    category = make_category(session, edition, capacity=1)
    first, second, third = (register(session, edition, make_application(), NOW).registration for _ in range(3))
    late = NOW + timedelta(days=1)
    cancel(session, first, PARTICIPANT, late)
    session.expire_all()
    assert second.state == "waiting"
    assert (category.taken, category.waiting) == (0, 2)
    promote(session, third, STAFF, late)
    session.expire_all()
    assert third.state == "confirmed"
    with pytest.raises(NoPlaceError):
        promote(session, second, STAFF, late)
    with pytest.raises(TransitionError):
        promote(session, third, STAFF, late)


def test_the_last_evening_still_promotes_by_the_editions_own_clock(session: Session) -> None:
    edition = make_edition(session, promotion_until=date(2026, 11, 20))
    make_category(session, edition, capacity=1)
    first, second = (register(session, edition, make_application(), NOW).registration for _ in range(2))
    # 22:59 UTC is 23:59 in Warsaw; an hour later the day is over there, not yet in UTC.
    cancel(session, first, PARTICIPANT, NOW.replace(hour=22, minute=59))
    assert second.state == "confirmed"
    third = register(session, edition, make_application(), NOW).registration
    cancel(session, second, PARTICIPANT, NOW.replace(hour=23, minute=1))
    assert third.state == "waiting"


def test_a_cancelled_edition_promotes_nobody(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1)
    first, second = (register(session, edition, make_application(), NOW).registration for _ in range(2))
    edition.cancelled = True
    cancel(session, first, PARTICIPANT, NOW)
    assert second.state == "waiting"


def test_whoever_cannot_take_the_place_whole_is_passed_over(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=3)
    day = session.scalars(select(EditionDay).where(EditionDay.date == SECOND_DAY)).one()
    day.capacity = 1
    whole = register(session, edition, make_application(), NOW).registration
    one_day = register(session, edition, make_application(days=(FIRST_DAY,)), NOW).registration
    both = register(session, edition, make_application(), NOW).registration
    register(session, edition, make_application(days=(FIRST_DAY,)), NOW)
    later = register(session, edition, make_application(days=(FIRST_DAY,)), NOW).registration
    assert [both.state, later.state] == ["waiting", "waiting"]
    cancel(session, one_day, PARTICIPANT, NOW)
    session.expire_all()
    assert [both.state, later.state] == ["waiting", "confirmed"]
    cancel(session, whole, PARTICIPANT, NOW)
    session.expire_all()
    assert both.state == "confirmed"


def test_a_freed_day_goes_to_another_category(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, "ngo", capacity=5)
    make_category(session, edition, "academia", capacity=5)
    for day in queries.days(session, edition.id):
        day.capacity = 1
    first = register(session, edition, make_application(), NOW).registration
    other = register(session, edition, make_application(category="academia"), NOW).registration
    assert other.state == "waiting"
    cancel(session, first, PARTICIPANT, NOW)
    assert other.state == "confirmed"


def test_cancelling_twice_is_refused_and_frees_nothing_more(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    first = register(session, edition, make_application(), NOW).registration
    register(session, edition, make_application(), NOW)
    cancel(session, first, PARTICIPANT, NOW)
    with pytest.raises(TransitionError):
        cancel(session, first, PARTICIPANT, NOW)
    session.expire_all()
    assert category.taken == 1


def test_cancelling_while_waiting_shortens_the_line(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, capacity=1)
    _, second, third = (register(session, edition, make_application(), NOW).registration for _ in range(3))
    cancel(session, second, PARTICIPANT, NOW)
    session.expire_all()
    assert (category.taken, category.waiting) == (1, 1)
    assert queries.position(session, third) == 1
    assert queries.position(session, second) == 0
