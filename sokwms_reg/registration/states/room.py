"""How many places somebody could still take."""

from collections.abc import Collection, Mapping, Sequence

from sokwms_reg.editions.models import Category, CategoryDay, EditionDay

# Limits of one category by the day's id; a day without a row has none.
DayLimits = Mapping[int, CategoryDay]
NO_LIMITS: DayLimits = {}


def free_places(
    category: Category, days: Sequence[EditionDay], limits: DayLimits = NO_LIMITS, kept: Collection[int] = ()
) -> int:
    """Return how many places of a category somebody could still take: none where every day is full.

    `kept` are ids of categories whose free places are for those who wait there: somebody who comes now finds none.
    Reserved places are not among them. Each registration needs a day, so where all days are limited the one with most
    room bounds the category. A full day beside one with room does not: it concerns those only who choose it.
    """
    if category.id in kept:
        return 0
    left = [_left(day, limits.get(day.id)) for day in days]
    known = [number for number in left if number is not None]
    bounded = bool(left) and len(known) == len(left)
    return max(0, min(category.free, max(known)) if bounded else category.free)


def all_free_places(
    categories: Sequence[Category], days: Sequence[EditionDay], limits: Mapping[int, DayLimits] | None = None
) -> int:
    """Return the places left in all these categories together, no more than all days together have."""
    by_category = limits or {}
    total = sum(free_places(category, days, by_category.get(category.id, NO_LIMITS)) for category in categories)
    if not days or any(day.capacity == 0 for day in days):
        return total
    return min(total, sum(max(0, day.capacity - day.taken) for day in days))


def full_days(days: Sequence[EditionDay], limits: DayLimits = NO_LIMITS) -> list[EditionDay]:
    """Return the days that have no place left, in all or for one category."""
    return [day for day in days if _left(day, limits.get(day.id)) == 0]


def _left(day: EditionDay, limit: CategoryDay | None) -> int | None:
    """Return the places left on a day for a category; None where nothing bounds them."""
    bounds = [max(0, day.capacity - day.taken)] if day.capacity else []
    if limit is not None:
        bounds.append(max(0, limit.capacity - limit.taken))
    return min(bounds, default=None)
