"""An edition with five people, and the secretariat at its desk."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.core import clock
from sokwms_reg.editions.models import Edition, Role
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, Saving, person, sign_in, small_edition, some_people, staff
from tests.factories import NOW, make_category, make_edition


@pytest.fixture
def references(saving: Saving) -> dict[str, str]:
    """Return the references of five people by last name, in an edition with a secretariat."""
    with saving() as session:
        edition = small_edition(session)
        found = some_people(session, edition)
        staff(session, Role.SECRETARIAT, edition)
        return {name: each.reference for name, each in found.items()}


@pytest.fixture
def desk(client: FlaskClient, references: dict[str, str]) -> Desk:
    """Give the secretariat's desk."""
    del references
    return sign_in(client)


@pytest.fixture
def office(client: FlaskClient, saving: Saving, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give the secretariat's desk in an edition with a category for everything."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        edition = make_edition(session, privacy_version="7")
        make_category(session, edition, "guests", policy="closed", capacity=1, name_en="Guests")
        make_category(session, edition, "academia", policy="approved")
        make_category(session, edition, "foreign")
        staff(session, Role.SECRETARIAT, edition)
    return sign_in(client)


@pytest.fixture
def people(session: Session) -> dict[str, Registration]:
    """Return five people of one edition, beside somebody of another."""
    edition = small_edition(session)
    found = some_people(session, edition)
    person(session, small_edition(session, "other"), last_name="Łącka")
    return found


@pytest.fixture
def scope(session: Session, people: dict[str, Registration]) -> queries.Scope:
    """Return the scope of the edition with the five."""
    return queries.scope_of(session, session.get_one(Edition, people["Nowak"].edition_id))
