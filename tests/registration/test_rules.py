"""Rules of a category: who may come in when, what is kept for whom, and what keeps somebody waiting."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import Category, CategoryDay, Edition, Pool
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import (
    InstitutionLimitError,
    NoPlaceError,
    NotHeldError,
    Order,
    RegistrationClosedError,
    cancel,
    lift_limit,
    promote,
    recount,
    register,
    register_by_office,
    use_reserve,
)
from sokwms_reg.registration.states import Phase, TransitionError, category_phase
from tests.factories import CLOSES, FIRST_DAY, NOW, SECOND_DAY, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases
STAFF = Actor("staff", "1", "Zofia Sroka")
ORDER = Order(STAFF, NOW, "gość marszałka")
HOUR = timedelta(hours=1)


def come(session: Session, edition: Edition, **given: object) -> Registration:
    return register(session, edition, make_application(**given), NOW).registration


def counters(session: Session, category: Category) -> tuple[int, int, int, int]:
    session.refresh(category)
    return category.taken, category.taken_speakers, category.taken_invitations, category.waiting


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Phase.OPEN),
        ({"opens_at": NOW}, Phase.OPEN),
        ({"opens_at": NOW + HOUR}, Phase.NOT_YET),
        ({"closes_at": NOW}, Phase.CLOSED),
        ({"closes_at": NOW + HOUR}, Phase.OPEN),
        ({"policy": "closed"}, Phase.OFFICE),
    ],
)
def test_a_category_has_a_window_of_its_own(session: Session, given: dict[str, Any], expected: Phase) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, **given)
    assert category_phase(edition, category, NOW) == expected
    assert category_phase(edition, category, CLOSES) == Phase.CLOSED
    if expected == Phase.OPEN:
        assert come(session, edition).state == "confirmed"
    else:
        with pytest.raises(RegistrationClosedError):
            come(session, edition)


def test_the_office_registers_at_any_time_by_the_same_rules(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, policy="closed", capacity=1)
    late = CLOSES + HOUR
    made = [register_by_office(session, edition, make_application(), late, STAFF).registration for _ in range(2)]
    assert [one.state for one in made] == ["confirmed", "waiting"]
    assert counters(session, category) == (1, 0, 0, 1)
    edition.cancelled = True
    with pytest.raises(RegistrationClosedError):
        register_by_office(session, edition, make_application(), late, STAFF)


def test_reserved_places_are_not_for_everybody(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, capacity=3, reserved_speakers=1, reserved_invitations=1)
    people = [come(session, edition) for _ in range(2)]
    assert [one.state for one in people] == ["confirmed", "waiting"]
    with pytest.raises(NoPlaceError):
        promote(session, people[1], STAFF, NOW)
    use_reserve(session, people[1], Pool.SPEAKERS, ORDER)
    assert (people[1].state, people[1].pool) == ("confirmed", "speakers")
    assert counters(session, category) == (2, 1, 0, 0)
    third = come(session, edition)
    with pytest.raises(NoPlaceError):
        use_reserve(session, third, Pool.SPEAKERS, ORDER)
    cancel(session, people[1], STAFF, NOW)
    assert third.state == "waiting"
    assert people[1].pool == Pool.GENERAL
    assert counters(session, category) == (1, 0, 0, 1)


def test_a_holder_who_takes_a_reserved_place_leaves_the_general_one_to_the_next(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, policy="approved", capacity=2, reserved_invitations=1)
    first, second = come(session, edition), come(session, edition)
    use_reserve(session, first, Pool.INVITATIONS, ORDER)
    assert [first.state, second.state] == ["pending", "pending"]
    assert counters(session, category) == (2, 0, 1, 0)
    use_reserve(session, first, Pool.INVITATIONS, ORDER)
    with pytest.raises(NoPlaceError):
        use_reserve(session, first, Pool.GENERAL, ORDER)
    cancel(session, second, STAFF, NOW)
    use_reserve(session, first, Pool.GENERAL, ORDER)
    assert counters(session, category) == (1, 0, 0, 0)
    with pytest.raises(NotHeldError):
        use_reserve(session, second, Pool.SPEAKERS, ORDER)


def test_beyond_the_limit_of_an_institution_one_waits_and_is_passed_over(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, capacity=4, institution_limit=1)
    names = ("Fundacja „Mosty”", "fundacja  MOSTY", "Fundacja Mosty-", "Stowarzyszenie")
    people = [come(session, edition, institution=name) for name in names]
    assert [one.state for one in people] == ["confirmed", "waiting", "waiting", "confirmed"]
    found = queries.obstacles(session, people[1], category, queries.days_of(session, people[1].id))
    assert (found.category, list(found.days), found.institution) == (False, [], True)
    assert bool(found)
    with pytest.raises(InstitutionLimitError):
        promote(session, people[1], STAFF, NOW)
    lift_limit(session, people[2], ORDER)
    assert [one.state for one in people] == ["confirmed", "waiting", "confirmed", "confirmed"]
    with pytest.raises(TransitionError):
        lift_limit(session, people[2], ORDER)
    cancel(session, people[0], STAFF, NOW)
    assert people[1].state == "waiting", "a colleague let in beyond the limit holds a place too"
    cancel(session, people[2], STAFF, NOW)
    assert people[1].state == "confirmed"


def test_reserved_places_know_no_limit_of_the_institution(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, capacity=4, reserved_speakers=1, institution_limit=1)
    first, second, third = (come(session, edition, institution="Miasto") for _ in range(3))
    use_reserve(session, second, Pool.SPEAKERS, ORDER)
    assert [first.state, second.state, third.state] == ["confirmed", "confirmed", "waiting"]
    with pytest.raises(InstitutionLimitError):
        use_reserve(session, second, Pool.GENERAL, ORDER)
    lift_limit(session, third, ORDER)
    lift_limit(session, come(session, edition, institution="Miasto"), ORDER)
    assert counters(session, category) == (4, 1, 0, 0)


def test_who_is_let_in_while_no_place_is_free_waits_for_one(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1, institution_limit=1)
    first, second = (come(session, edition, institution="Miasto") for _ in range(2))
    lift_limit(session, second, ORDER)
    lift_limit(session, second, ORDER)
    assert second.state == "waiting"
    cancel(session, first, STAFF, NOW)
    assert second.state == "confirmed"


def test_a_category_has_limits_on_single_days(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    day = queries.days(session, edition.id)[1]
    early = come(session, edition, days=(SECOND_DAY,))
    session.add(CategoryDay(category_id=category.id, day_id=day.id, capacity=1))
    session.flush()
    recount(session, edition.id)
    both = come(session, edition, days=(FIRST_DAY, SECOND_DAY))
    other = come(session, edition, days=(FIRST_DAY,))
    assert [early.state, both.state, other.state] == ["confirmed", "waiting", "confirmed"]
    found = queries.obstacles(session, both, category, queries.days_of(session, both.id))
    assert (found.category, [one.date for one in found.days], found.institution) == (False, [SECOND_DAY], False)
    session.refresh(day)
    assert day.taken == 1
    cancel(session, early, STAFF, NOW)
    assert both.state == "confirmed"
    assert session.get_one(CategoryDay, (category.id, day.id), populate_existing=True).taken == 1


def test_an_institution_without_a_letter_in_its_name_is_still_one(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, institution_limit=1)
    people = [come(session, edition, institution=name) for name in ("!!!", "???", "!!!")]
    assert [one.state for one in people] == ["confirmed", "confirmed", "waiting"]
