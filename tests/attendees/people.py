"""People for the tests of lists: a small edition, some registrations, somebody who is signed in."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.queries import user_by_email
from sokwms_reg.accounts.service import NewUser, create_user, hash_password
from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import Edition, Membership, Role
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import register
from tests.factories import FIRST_DAY, NOW, SECOND_DAY, make_application, make_category, make_edition

Saving = Callable[[], AbstractContextManager[Session]]
COMMAND = Actor("command")
WIDTH = 3  # places of the small category
EMAIL = "anna@example.org"
PASSWORD = "cztery zielone parasole"


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


def small_edition(session: Session, slug: str = "test") -> Edition:
    """Add an edition with a small open category, and an approved one."""
    edition = make_edition(session, slug)
    make_category(session, edition, "ngo", capacity=WIDTH, ordinal=1, name_pl="Organizacje", name_en="Organisations")
    make_category(
        session, edition, "academia", ordinal=0, policy="approved", name_pl="Nauka", name_en="Academia", capacity=5
    )
    return edition


def person(session: Session, edition: Edition, minutes: int = 0, **given: Any) -> Registration:  # noqa: ANN401
    """Register somebody, some minutes after the others."""
    when = NOW + timedelta(minutes=minutes)
    return register(session, edition, make_application(**given), when).registration


def some_people(session: Session, edition: Edition) -> dict[str, Registration]:
    """Register five people: three confirmed, one waiting, one awaiting a decision."""
    rows: list[dict[str, Any]] = [
        {"last_name": "Łącka", "first_name": "Ewa", "institution": "Urząd Miasta Łodzi", "days": (FIRST_DAY,)},
        {"last_name": "Nowak", "first_name": "Jan", "title": "dr", "institution": "Fundacja 100%_pewna"},
        {"last_name": "Ćwik", "first_name": "Ada", "institution": "Łódź bez granic", "days": (SECOND_DAY,)},
        {"last_name": "Zając", "first_name": "Zofia", "institution": "Związek Gmin"},
        {"last_name": "Ångström", "first_name": "Åsa", "category": "academia", "institution": "Lunds universitet"},
    ]
    found = [person(session, edition, minutes, **row) for minutes, row in enumerate(rows)]
    return {each.last_name: each for each in found}


def staff(session: Session, role: Role, edition: Edition | None, email: str = EMAIL) -> User:
    """Add a member of the staff, who reads English."""
    user = user_by_email(session, email) or create_user(
        session, NewUser(email, "Anna Kowalska", _password_hash(), "en"), COMMAND, NOW
    )
    session.add(Membership(user_id=user.id, edition_id=edition.id if edition else None, role=role))
    session.flush()
    return user


@dataclass
class Desk:
    """Somebody of the staff at a browser without script."""

    client: FlaskClient
    page: str = ""

    def open(self, address: str, status: int = 200) -> str:
        """Open a page, which must answer with the status."""
        answer = self.client.get(address)
        assert answer.status_code == status, (address, answer.status_code, answer.text[:2000])
        assert "no-store" in answer.headers["Cache-Control"]
        self.page = answer.text
        return self.page

    def token(self) -> str:
        """Return the CSRF token of the page in view."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        assert found, self.page
        return found[1]

    def send(self, address: str, status: int = 303, **fields: str | list[str]) -> str:
        """Send a form with the CSRF token of the page in view, and follow one redirect."""
        answer = self.client.post(address, data={"csrf_token": self.token(), **fields})
        assert answer.status_code == status, (answer.status_code, answer.text[:2000])
        self.page = answer.text
        return self.open(answer.location) if status == 303 else self.page


def sign_in(client: FlaskClient, email: str = EMAIL) -> Desk:
    """Sign in as anybody would."""
    desk = Desk(client)
    desk.open("/office/login")
    token = desk.token()
    answer = client.post("/office/login", data={"csrf_token": token, "email": email, "password": PASSWORD})
    assert answer.status_code in {302, 303}, (answer.status_code, answer.text)
    return desk


def stored(saving: Saving, reference: str) -> tuple[str, str]:
    """Return state and canceller as they are stored."""
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == reference)).one()
        return found.state, found.cancelled_by
