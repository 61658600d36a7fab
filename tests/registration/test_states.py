"""How many places are left, decided in one place for all pages."""

import pytest

from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.registration.states import all_free_places, free_places


def category(key: str, taken: int, **given: int) -> Category:
    """Return a category that is in no database, with ten places."""
    counts = {"reserved_speakers": 0, "reserved_invitations": 0, "taken_speakers": 0, "taken_invitations": 0}
    return Category(key=key, capacity=10, taken=taken, **{**counts, **given})


@pytest.mark.parametrize(
    ("days", "free", "total"),
    [
        ([], [4, 10], 14),
        ([(0, 0), (0, 0)], [4, 10], 14),
        ([(50, 47), (0, 0)], [4, 10], 14),
        ([(50, 50), (0, 0)], [4, 10], 14),
        ([(50, 47), (50, 45)], [4, 5], 8),
        ([(50, 50), (50, 20)], [4, 10], 14),
        ([(50, 50), (50, 50)], [0, 0], 0),
    ],
    ids=["no days", "no limits", "one without limit", "one full", "days bound", "one full, one not", "all full"],
)
def test_a_place_needs_room_in_the_category_and_on_a_day(
    days: list[tuple[int, int]], free: list[int], total: int
) -> None:
    kept = [
        EditionDay(id=number, capacity=capacity, taken=taken) for number, (capacity, taken) in enumerate(days, start=1)
    ]
    categories = [category("ngo", taken=6), category("foreign", taken=0)]
    assert [free_places(category, kept) for category in categories] == free
    assert all_free_places(categories, kept) == total


def test_each_pool_has_places_of_its_own() -> None:
    one = category("ngo", taken=4, reserved_speakers=3, reserved_invitations=2, taken_speakers=1, taken_invitations=2)
    assert [one.free_in(pool) for pool in ("speakers", "invitations", "")] == [2, 0, 4]
