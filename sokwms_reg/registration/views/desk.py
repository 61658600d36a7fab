"""Where a registration is taken: the edition and category that the address names."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, current_app

from sokwms_reg.core import clock
from sokwms_reg.core.db import db
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.registration import queries
from sokwms_reg.registration.states import NO_LIMITS, DayLimits, Phase, category_phase, free_places


@dataclass(frozen=True)
class Desk:
    """What every page of the registration stands on."""

    edition: Edition
    category: Category
    days: Sequence[EditionDay]
    limits: DayLimits
    kept: frozenset[int] = frozenset()  # categories whose free places are for those who wait

    @property
    def secret(self) -> str:
        """Return the installation's secret key."""
        return str(current_app.config["SECRET_KEY"])

    @property
    def free(self) -> int:
        """Return how many places of the category somebody could take."""
        return free_places(self.category, self.days, self.limits, self.kept)

    @property
    def figures(self) -> tuple[int, ...]:
        """Return all counters that a page about this desk depends on."""
        days = (count for day in self.days for count in (day.taken, day.capacity))
        limits = (count for limit in self.limits.values() for count in (limit.day_id, limit.taken, limit.capacity))
        return (
            self.category.id in self.kept,
            self.category.free,
            self.category.capacity,
            self.category.waiting,
            *days,
            *limits,
        )


@dataclass(frozen=True)
class OtherCategory:
    """A category that somebody at a form may change to now, with the places that the last ten seconds knew."""

    category: Category
    free: int


def other_categories(desk: Desk) -> list[OtherCategory]:
    """Return the categories that the form of this desk may be taken to with everything typed; no query where known."""
    edition, limits, now = desk.edition, editions.day_limits_on_show(desk.edition.id), clock.now()
    kept = queries.kept_for_line(db.session(), edition, now)
    return [
        OtherCategory(one, free_places(one, desk.days, limits.get(one.id, NO_LIMITS), kept))
        for one in editions.categories_on_show(edition.id)
        if one.key != desk.category.key and category_phase(edition, one, now) == Phase.OPEN
    ]


def edition_of(slug: str) -> Edition:
    """Return the published edition of an address; 404 when there is none."""
    return _dated(slug).edition


def desk_of(slug: str, category: str) -> Desk:
    """Return the desk of an address with its places as they are now; 404 when the edition has no such category."""
    edition = edition_of(slug)
    session = db.session()
    found = queries.category_by_key(session, edition.id, category) or abort(404)
    limits = editions.day_limits(session, edition.id).get(found.id, NO_LIMITS)
    kept = queries.kept_for_line(session, edition, clock.now())
    return Desk(edition, found, queries.days(session, edition.id), limits, kept)


def desk_on_show(slug: str, category: str) -> Desk:
    """Return the same without a query, its places as they were up to ten seconds ago: for what does not show them."""
    dated = _dated(slug)
    found = (one for one in editions.categories_on_show(dated.edition.id) if one.key == category)
    category_found = next(found, None) or abort(404)
    limits = editions.day_limits_on_show(dated.edition.id).get(category_found.id, NO_LIMITS)
    return Desk(dated.edition, category_found, dated.days, limits)


def _dated(slug: str) -> editions.DatedEdition:
    return next((item for item in editions.editions_on_show() if item.edition.slug == slug), None) or abort(404)
