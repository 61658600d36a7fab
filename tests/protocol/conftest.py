"""An edition with five people, its secretariat, and two colleagues who may not see the protocol."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sokwms_reg.editions.models import Role
from tests.attendees.people import Desk, Saving, sign_in, small_edition, some_people, staff


@pytest.fixture
def references(saving: Saving) -> dict[str, str]:
    """Return the references of five people by last name, in an edition with a secretariat, a reader and a reception."""
    with saving() as session:
        edition = small_edition(session)
        found = some_people(session, edition)
        found["Nowak"].position, found["Nowak"].honorific = "Marszałek Województwa Łódzkiego", "pan"
        found["Łącka"].position, found["Łącka"].honorific = "Burmistrz Brzezin", "pani"
        staff(session, Role.SECRETARIAT, edition)
        for role in (Role.READER, Role.RECEPTION):
            staff(session, role, edition, f"{role}@example.org")
        return {name: each.reference for name, each in found.items()}


@pytest.fixture
def desk(client: FlaskClient, references: dict[str, str]) -> Desk:
    """Give the secretariat's desk."""
    del references
    return sign_in(client)


@pytest.fixture(params=[Role.READER, Role.RECEPTION])
def outsider(app: Flask, desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """Give the desk of somebody who may not see the protocol."""
    del desk
    return sign_in(app.test_client(), f"{request.param}@example.org")


@pytest.fixture
def reader(app: Flask, desk: Desk) -> Desk:
    """Give the desk of a controller, who may read the history."""
    del desk
    return sign_in(app.test_client(), f"{Role.READER}@example.org")
