"""How freed places reach those who wait: given, offered, or left to the secretariat."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.i18n import speaking
from sokwms_reg.editions.models import Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import accept, cancel, lapse_offers, register
from sokwms_reg.registration.service.filling import offer_deadline
from sokwms_reg.registration.service.moving import Move, case_of, change_state
from sokwms_reg.registration.states import State, Step, TransitionError, line_words, promotion_is_on
from tests.factories import CLOSES, NOW, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases
STAFF = Actor("staff", "1", "Zofia Sroka")
HOUR = timedelta(hours=1)


def people(session: Session, edition: Edition, number: int, **given: object) -> list[Registration]:
    return [register(session, edition, make_application(**given), NOW).registration for _ in range(number)]


def letters(session: Session, one: Registration) -> list[str]:
    mine = select(Message.kind).where(Message.subject_ref == one.subject_ref).order_by(Message.id)
    return [kind.removeprefix("registration/") for kind in session.scalars(mine)]


def test_a_place_is_offered_to_one_after_the_other(session: Session) -> None:
    edition = make_edition(session, promotion="offers", offer_hours=24)
    make_category(session, edition, capacity=1)
    first, second, third = people(session, edition, 3)
    cancel(session, first, STAFF, NOW)
    assert [second.state, third.state] == ["offered", "waiting"]
    assert second.offer_until == NOW + 24 * HOUR
    assert lapse_offers(session, NOW + 23 * HOUR) == 0
    assert lapse_offers(session, NOW + 24 * HOUR) == 1
    assert [second.state, third.state] == ["waiting", "offered"]
    assert second.offer_until is None
    assert letters(session, second) == ["waiting", "offered", "lapsed"]
    with pytest.raises(TransitionError):
        accept(session, second, STAFF, NOW + 25 * HOUR)
    accept(session, third, STAFF, NOW + 25 * HOUR)
    assert letters(session, third) == ["waiting", "offered", "confirmed"]
    with pytest.raises(TransitionError):
        accept(session, third, STAFF, NOW + 25 * HOUR)


def test_who_waits_alone_is_offered_the_same_place_again_and_told_that_alone(session: Session) -> None:
    edition = make_edition(session, promotion="offers", offer_hours=24)
    make_category(session, edition, capacity=1)
    first, second = people(session, edition, 2)
    cancel(session, first, STAFF, NOW)
    assert lapse_offers(session, NOW + 25 * HOUR) == 1
    assert second.state == "offered"
    assert second.offer_until == NOW + 49 * HOUR
    assert letters(session, second) == ["waiting", "offered", "offered"]


def test_an_approved_category_offers_nothing_that_is_not_decided(session: Session) -> None:
    edition = make_edition(session, promotion="offers")
    make_category(session, edition, policy="approved", capacity=1)
    first, second = people(session, edition, 2)
    cancel(session, first, STAFF, NOW)
    assert second.state == "pending"


@pytest.mark.parametrize(
    ("given", "at", "expected"),
    [
        ({}, CLOSES - HOUR, True),
        ({}, CLOSES, False),
        ({"promotion_until": date(2026, 12, 20)}, CLOSES + HOUR, True),
        ({"promotion_until": date(2026, 12, 20)}, datetime(2026, 12, 20, 22, 59, tzinfo=UTC), True),
        ({"promotion_until": date(2026, 12, 20)}, datetime(2026, 12, 20, 23, 0, tzinfo=UTC), False),
        ({"promotion": "by_hand"}, NOW, False),
        ({"cancelled": True}, NOW, False),
        ({"registration_opens_at": None, "registration_closes_at": None}, NOW, True),
    ],
)
def test_promotion_stops_at_closing_or_at_the_end_of_its_last_day(
    session: Session, given: dict[str, Any], at: datetime, expected: object
) -> None:
    assert promotion_is_on(make_edition(session, **given), at) is expected


def test_after_closing_a_freed_place_waits_for_the_secretariat(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1)
    first, second = people(session, edition, 2)
    cancel(session, first, STAFF, CLOSES)
    assert second.state == "waiting"


def test_an_offer_lasts_as_many_hours_when_the_clocks_change(session: Session) -> None:
    """On 28 March 2027 clocks in Poland skip an hour: 24 hours later they show one more."""
    edition = make_edition(session, offer_hours=24)
    day = queries.days(session, edition.id)[1]
    day.date = date(2027, 6, 1)
    before = datetime(2027, 3, 27, 11, 0, tzinfo=UTC)
    assert offer_deadline(session, edition, before) == before + 24 * HOUR


def test_an_offer_never_outlasts_the_conference(session: Session) -> None:
    edition = make_edition(session, offer_hours=72)
    last_evening = datetime(2027, 1, 28, 12, 0, tzinfo=UTC)
    assert offer_deadline(session, edition, last_evening) == datetime(2027, 1, 28, 22, 59, tzinfo=UTC)
    over = last_evening + timedelta(days=3)
    assert offer_deadline(session, edition, over) == over
    for day in queries.days(session, edition.id):
        session.delete(day)
    assert offer_deadline(session, edition, NOW) == NOW + 72 * HOUR


def test_where_nothing_ends_promotion_the_offers_are_told_without_an_end(session: Session) -> None:
    edition = make_edition(session, promotion="offers", registration_opens_at=None, registration_closes_at=None)
    with speaking("en"):
        assert line_words(edition, NOW) == (
            "A place that becomes free is offered to the first in line by e-mail. The offer is kept for 72 hours, then "
            "it goes to the next person."
        )


def test_a_state_that_the_table_does_not_name_is_refused(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, policy="approved")
    case = case_of(session, people(session, edition, 1)[0])
    with pytest.raises(TransitionError):
        change_state(session, case, Move(Step.APPROVE, STAFF, NOW), State.WAITING)
