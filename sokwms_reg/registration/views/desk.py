"""Where a registration is taken: the edition and category that the address names."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, current_app

from sokwms_reg.core.db import db
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.registration import queries
from sokwms_reg.registration.states import free_places


@dataclass(frozen=True)
class Desk:
    """What every page of the registration stands on."""

    edition: Edition
    category: Category
    days: Sequence[EditionDay]

    @property
    def secret(self) -> str:
        """Return the installation's secret key."""
        return str(current_app.config["SECRET_KEY"])

    @property
    def free(self) -> int:
        """Return how many places of the category somebody could take."""
        return free_places(self.category, self.days)

    @property
    def figures(self) -> tuple[int, ...]:
        """Return all counters that a page about this desk depends on."""
        days = (count for day in self.days for count in (day.taken, day.capacity))
        return (self.category.taken, self.category.capacity, self.category.waiting, *days)


def edition_of(slug: str) -> Edition:
    """Return the published edition of an address; 404 when there is none."""
    return _dated(slug).edition


def desk_of(slug: str, category: str) -> Desk:
    """Return the desk of an address with its places as they are now; 404 when the edition has no such category."""
    edition = edition_of(slug)
    session = db.session()
    found = queries.category_by_key(session, edition.id, category) or abort(404)
    return Desk(edition, found, queries.days(session, edition.id))


def desk_on_show(slug: str, category: str) -> Desk:
    """Return the same without a query, its places as they were up to ten seconds ago: for what does not show them."""
    dated = _dated(slug)
    found = (one for one in editions.categories_on_show(dated.edition.id) if one.key == category)
    return Desk(dated.edition, next(found, None) or abort(404), dated.days)


def _dated(slug: str) -> editions.DatedEdition:
    return next((item for item in editions.editions_on_show() if item.edition.slug == slug), None) or abort(404)
