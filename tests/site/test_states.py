"""Which edition stands in front, and how many places are left."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.editions.queries import DatedEdition
from sokwms_reg.site.states import (
    all_free_places,
    current_first,
    free_places,
    in_front,
    in_navigation,
    is_over,
    neighbours,
)

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
OPEN: dict[str, Any] = {
    "registration_opens_at": NOW - timedelta(days=1),
    "registration_closes_at": NOW + timedelta(days=1),
}


def dated(
    slug: str, *dates: date, cancelled: bool = False, demonstration: bool = False, **given: datetime
) -> DatedEdition:
    edition = Edition(slug=slug, timezone="Europe/Warsaw", cancelled=cancelled, demonstration=demonstration, **given)
    return DatedEdition(edition, tuple(EditionDay(date=day, capacity=0, taken=0) for day in dates))


PAST = dated("past", date(2015, 11, 17))
NEWER = dated("newer", date(2025, 6, 1))
NEXT = dated("next", date(2027, 1, 10))
LATER = dated("later", date(2027, 9, 1))
TAKING = dated("taking", date(2028, 1, 1), **OPEN)
TRIAL = dated("trial", date(2026, 12, 1), demonstration=True, **OPEN)
OFF = dated("off", date(2026, 12, 24), cancelled=True)
UNDATED = dated("undated")


@pytest.mark.parametrize(
    ("editions", "order"),
    [
        ([PAST, NEWER], ["newer", "past"]),
        ([PAST, NEXT, LATER], ["next", "later", "past"]),
        ([PAST, NEXT, TAKING], ["taking", "next", "past"]),
        ([TRIAL, NEXT, TAKING], ["taking", "trial", "next"]),
        ([PAST, OFF, NEXT, UNDATED], ["next", "undated", "off", "past"]),
    ],
)
def test_the_open_edition_comes_first(editions: list[DatedEdition], order: list[str]) -> None:
    assert [item.edition.slug for item in current_first(editions, NOW)] == order
    front = in_front(editions, NOW)
    assert front is not None
    assert front.edition.slug == order[0]


def test_only_an_edition_to_come_is_in_the_navigation() -> None:
    assert in_navigation([PAST, NEXT], NOW) is NEXT
    assert in_navigation([PAST, NEWER], NOW) is None
    assert in_navigation([PAST, OFF], NOW) is None
    assert in_navigation([], NOW) is None


def test_an_edition_is_over_at_midnight_where_it_is_held() -> None:
    edition = dated("one", date(2026, 11, 19), date(2026, 11, 20))
    assert not is_over(edition, datetime(2026, 11, 20, 22, 59, tzinfo=UTC))
    assert is_over(edition, datetime(2026, 11, 20, 23, 0, tzinfo=UTC))


def test_neighbours_follow_the_order() -> None:
    assert neighbours([PAST, NEXT, LATER], "past") == (None, NEXT)
    assert neighbours([PAST, NEXT, LATER], "next") == (PAST, LATER)
    assert neighbours([PAST, NEXT, LATER], "later") == (NEXT, None)


@pytest.mark.parametrize(
    ("days", "free", "total"),
    [
        ([(0, 0), (0, 0)], {"ngo": 4, "foreign": 10}, 14),
        ([(50, 47), (0, 0)], {"ngo": 4, "foreign": 10}, 14),
        ([(50, 47), (50, 45)], {"ngo": 4, "foreign": 5}, 8),
        ([(50, 50), (50, 50)], {"ngo": 0, "foreign": 0}, 0),
    ],
    ids=["no limit of days", "one day without limit", "days bound", "days full"],
)
def test_a_place_needs_room_in_the_category_and_on_a_day(
    days: list[tuple[int, int]], free: dict[str, int], total: int
) -> None:
    kept = [EditionDay(capacity=capacity, taken=taken) for capacity, taken in days]
    categories = [Category(key="ngo", capacity=10, taken=6), Category(key="foreign", capacity=10, taken=0)]
    assert free_places(categories, kept) == free
    assert all_free_places(free, kept) == total
