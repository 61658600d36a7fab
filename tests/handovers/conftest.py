"""An edition with five people, its secretariat, and a reader who may not read what people need."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sokwms_reg.editions.models import Role
from tests.attendees.people import Desk, Saving, sign_in, small_edition, some_people, staff


@pytest.fixture
def references(saving: Saving) -> dict[str, str]:
    """Return the references of five people by last name, in an edition with a secretariat and a reader."""
    with saving() as session:
        edition = small_edition(session)
        found = some_people(session, edition)
        staff(session, Role.SECRETARIAT, edition)
        staff(session, Role.READER, edition, "reader@example.org")
        return {name: each.reference for name, each in found.items()}


@pytest.fixture
def desk(client: FlaskClient, references: dict[str, str]) -> Desk:
    """Give the secretariat's desk."""
    del references
    return sign_in(client)


@pytest.fixture
def reader(app: Flask, desk: Desk) -> Desk:
    """Give the desk of somebody who may not read what people need."""
    del desk
    return sign_in(app.test_client(), "reader@example.org")
