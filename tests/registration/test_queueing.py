"""What the secretariat does about places without deciding on a person."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.registration.service import (
    NobodyWaitsError,
    SamePersonError,
    approve,
    cancel,
    demote,
    move_in_line,
    offer,
    reconsider,
    register,
    reject,
    reopen,
)
from sokwms_reg.registration.states import TransitionError
from tests.factories import NOW, make_application, make_category, make_edition
from tests.registration.queueing_case import ORDER, STAFF, counters, last_entry, last_letter, people, positions

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("moved", "to", "expected"),
    [(3, 1, [2, 3, 4, 1]), (0, 3, [3, 1, 2, 4]), (1, 99, [1, 4, 2, 3]), (2, -5, [2, 3, 1, 4]), (1, 2, [1, 2, 3, 4])],
)
def test_somebody_moves_in_line_and_nobody_else_is_passed_over(
    session: Session, moved: int, to: int, expected: list[int]
) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=0)
    waiting = people(session, edition, 4)
    numbers = sorted(one.queue_number for one in waiting)
    assert move_in_line(session, waiting[moved], to, ORDER) == expected[moved]
    assert positions(session, waiting) == expected
    assert sorted(one.queue_number for one in waiting) == numbers
    moves = session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.move_in_line")).all()
    if moved + 1 == expected[moved]:
        assert moves == []
    else:
        assert moves[0].changes == {"position": [moved + 1, expected[moved]]}
        assert moves[0].reason == "prosi o to ministerstwo"


def test_only_one_who_waits_moves_in_line(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    with pytest.raises(TransitionError):
        move_in_line(session, people(session, edition, 1)[0], 1, ORDER)


def test_a_place_taken_away_goes_to_the_first_in_line(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, capacity=1)
    first, second, third = people(session, edition, 3)
    demote(session, first, ORDER)
    assert [first.state, second.state, third.state] == ["waiting", "confirmed", "waiting"]
    assert positions(session, [third, first]) == [1, 2]
    assert counters(session, category) == (1, 2)
    letter = last_letter(session, first)
    assert letter.kind == "registration/demoted"
    assert "prosi o to ministerstwo" in letter.text
    assert last_entry(session, "registration.demote").changes == {"state": ["confirmed", "waiting"]}


def test_a_place_that_nobody_else_wants_is_not_taken_away(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1)
    one = people(session, edition, 1)[0]
    with pytest.raises(NobodyWaitsError):
        demote(session, one, ORDER)


def test_where_the_secretariat_gives_places_by_hand_one_may_stay_free(session: Session) -> None:
    edition = make_edition(session, promotion="by_hand")
    category = make_category(session, edition, capacity=1)
    one = people(session, edition, 1)[0]
    demote(session, one, ORDER)
    assert (one.state, counters(session, category)) == ("waiting", (0, 1))


def test_an_offer_is_taken_back(session: Session) -> None:
    edition = make_edition(session, promotion="by_hand")
    make_category(session, edition, capacity=1)
    first, second, third = people(session, edition, 3)
    cancel(session, first, STAFF, NOW)
    offer(session, second, NOW + timedelta(days=2), STAFF, NOW)
    demote(session, second, ORDER)
    assert (second.state, second.offer_until) == ("waiting", None)
    assert positions(session, [third, second]) == [1, 2]


def test_an_acceptance_is_taken_back(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, policy="approved")
    one = people(session, edition, 1)[0]
    approve(session, one, STAFF, NOW)
    reconsider(session, one, STAFF, NOW, "omyłka")
    assert one.state == "pending"
    assert counters(session, category) == (1, 0)
    assert last_letter(session, one).kind == "registration/reopened"
    category.policy = "open"
    approve(session, one, STAFF, NOW)
    with pytest.raises(TransitionError):
        reconsider(session, one, STAFF, NOW)


def test_a_refusal_is_taken_back_to_a_place_or_to_the_old_number_in_line(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, policy="approved", capacity=1)
    first, second, third = people(session, edition, 3)
    reject(session, third, STAFF, NOW, "temat")
    assert reopen(session, third, STAFF, NOW) == "waiting"
    reject(session, first, STAFF, NOW, "temat")
    assert second.state == "pending"
    assert reopen(session, first, STAFF, NOW, "omyłka") == "waiting"
    assert positions(session, [first, third]) == [1, 2]
    assert counters(session, category) == (1, 2)
    reject(session, second, STAFF, NOW, "temat")
    assert first.state == "pending"
    assert last_letter(session, first).kind == "registration/promoted"


def test_a_cancellation_is_taken_back_where_a_place_is_free(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1)
    one = people(session, edition, 1)[0]
    cancel(session, one, STAFF, NOW, "pomyłka")
    assert reopen(session, one, STAFF, NOW) == "confirmed"
    assert one.cancelled_by == ""
    with pytest.raises(TransitionError):
        reopen(session, one, STAFF, NOW)


def test_nobody_comes_back_twice(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    application = make_application()
    one = register(session, edition, application, NOW).registration
    cancel(session, one, STAFF, NOW)
    again = make_application(last_name=application.last_name, email=application.email)
    newer = register(session, edition, again, NOW).registration
    with pytest.raises(SamePersonError, match=newer.reference):
        reopen(session, one, STAFF, NOW)


def test_a_registration_beyond_the_limit_comes_back_to_the_line(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, institution_limit=1)
    first = people(session, edition, 1)[0]
    cancel(session, first, STAFF, NOW)
    people(session, edition, 1)
    assert reopen(session, first, STAFF, NOW) == "waiting"
