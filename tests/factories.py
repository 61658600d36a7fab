"""Records for tests, each with what it needs and nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Category, Edition, EditionDay, Places
from sokwms_reg.registration.service import Application

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
OPENS = NOW - timedelta(days=10)
CLOSES = NOW + timedelta(days=20)
FIRST_DAY = date(2027, 1, 27)
SECOND_DAY = date(2027, 1, 28)
_numbers = count(1)


def make_edition(session: Session, slug: str = "test", **given: Any) -> Edition:  # noqa: ANN401 - any column
    """Add a published edition, open at NOW, with two days and its row in the line of places."""
    columns: dict[str, Any] = {
        "name_pl": "Edycja testowa",
        "name_en": "Test edition",
        "title_pl": "Temat",
        "title_en": "Theme",
        "city_pl": "Łódź",
        "city_en": "Łódź",
        "contact_email": "sekretariat@example.org",
        "contact_phone": "+48 41 000 00 00",
        "published": True,
        "registration_opens_at": OPENS,
        "registration_closes_at": CLOSES,
    }
    edition = Edition(slug=slug, **{**columns, **given})
    session.add(edition)
    session.flush()
    session.add(Places(edition_id=edition.id))
    for number, day in enumerate((FIRST_DAY, SECOND_DAY), start=1):
        session.add(EditionDay(edition_id=edition.id, key=f"day-{number}", date=day))
    session.flush()
    return edition


def make_category(session: Session, edition: Edition, key: str = "ngo", **given: Any) -> Category:  # noqa: ANN401
    """Add a category with ten places, open to all."""
    columns: dict[str, Any] = {"name_pl": "Organizacje", "name_en": "Organisations", "policy": "open", "capacity": 10}
    category = Category(edition_id=edition.id, key=key, **{**columns, **given})
    session.add(category)
    session.flush()
    return category


def make_application(**given: Any) -> Application:  # noqa: ANN401 - any field
    """Return the application of a person who is nobody else."""
    number = next(_numbers)
    application = Application(
        category="ngo",
        language="pl",
        nonce=f"nonce-{number}",
        first_name="Żaneta",
        last_name=f"Brzęczyk-{number}",
        email=f"zaneta.{number}@example.org",
        institution="Fundacja Wspólna Zlewnia",
        voivodeship="16",
        days=(FIRST_DAY, SECOND_DAY),
        privacy_version="1",
    )
    return replace(application, **given)
