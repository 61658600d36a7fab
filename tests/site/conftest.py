"""Editions on a fixed day, and pages as a reader sees them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import ProgrammeSession
from sokwms_reg.core import clock
from sokwms_reg.editions.models import Edition, EditionDay
from tests.factories import NOW, make_edition

Saving = Callable[[], AbstractContextManager[Session]]
Read = Callable[..., str]


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be 20 November 2026, 11:00 in Poland."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def read(client: FlaskClient) -> Read:
    """Return a reader of pages: their words, each blank an ordinary one."""

    def words(path: str, status: int = 200) -> str:
        response = client.get(path)
        assert response.status_code == status
        return words_of(response.text)

    return words


def words_of(html: str) -> str:
    """Return the text of a page without its head and its markup."""
    body = html.split("<body", 1)[1]
    flowing = re.sub(r"</?(?:a|b|span)\b[^>]*>", "", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", flowing)).replace("\u00a0", " ").split())


def make_dated(session: Session, slug: str, *dates: date, **given: Any) -> Edition:  # noqa: ANN401 - any column
    """Add a published edition held on these dates, which takes no registrations unless told so."""
    made = make_edition(session, slug, **{"registration_opens_at": None, "registration_closes_at": None, **given})
    session.execute(delete(EditionDay).where(EditionDay.edition_id == made.id))
    for number, day in enumerate(dates, start=1):
        session.add(EditionDay(edition_id=made.id, key=f"day-{number}", date=day))
    session.flush()
    return made


def make_session(session: Session, edition: Edition, key: str = "opening") -> ProgrammeSession:
    """Add a session without hours to the first day of an edition."""
    first = select(EditionDay.id).where(EditionDay.edition_id == edition.id).order_by(EditionDay.date).limit(1)
    made = ProgrammeSession(
        edition_id=edition.id,
        day_id=session.scalars(first).one(),
        key=key,
        kind="opening",
        title_pl="Otwarcie",
        title_en="Opening",
    )
    session.add(made)
    session.flush()
    return made
