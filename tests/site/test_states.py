"""Which edition stands in front, and what else is open."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sokwms_reg.editions.models import Edition, EditionDay
from sokwms_reg.editions.queries import DatedEdition
from sokwms_reg.site.states import (
    also_open,
    current_first,
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


def test_what_else_is_open_is_named_beside_the_edition_in_front() -> None:
    assert also_open([PAST, NEXT, TAKING, TRIAL, OFF], NOW) == [TRIAL]
    assert also_open([PAST, TAKING], NOW) == []
    assert also_open([], NOW) == []
