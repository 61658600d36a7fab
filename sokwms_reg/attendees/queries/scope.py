"""What a list is about: one edition with its categories, days and tags."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import Tag
from sokwms_reg.attendees.queries.tags import tags_in
from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.editions.queries import categories
from sokwms_reg.registration import queries as registrations


@dataclass(frozen=True)
class Scope:
    """An edition, and what can be chosen in it."""

    edition: Edition
    categories: Sequence[Category]
    days: Sequence[EditionDay]
    tags: Sequence[Tag] = ()


def scope_of(session: Session, edition: Edition) -> Scope:
    """Return the scope of an edition's lists, in three queries."""
    days = registrations.days(session, edition.id)
    return Scope(edition, categories(session, edition.id), days, tags_in(session, edition.id))
