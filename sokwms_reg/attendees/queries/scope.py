"""What a list is about: one edition with its categories and days."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.editions.queries import categories
from sokwms_reg.registration import queries as registrations


@dataclass(frozen=True)
class Scope:
    """An edition, and what can be chosen in it."""

    edition: Edition
    categories: Sequence[Category]
    days: Sequence[EditionDay]


def scope_of(session: Session, edition: Edition) -> Scope:
    """Return the scope of an edition's lists, in two queries."""
    return Scope(edition, categories(session, edition.id), registrations.days(session, edition.id))
