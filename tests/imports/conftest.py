"""An edition into which people are imported, and the secretariat at its desk."""

import pytest
from flask.testing import FlaskClient

from sokwms_reg.core import clock
from sokwms_reg.editions.models import Role
from tests.attendees.people import Saving, sign_in, small_edition, staff
from tests.factories import NOW, make_category
from tests.imports.story import Importer


@pytest.fixture
def office(client: FlaskClient, saving: Saving, monkeypatch: pytest.MonkeyPatch) -> Importer:
    """Give the secretariat's desk in an edition with three places, an approved category and guests from abroad."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        edition = small_edition(session)
        make_category(
            session, edition, "foreign", name_pl="Goście zagraniczni", name_en="Guests from abroad", ordinal=2
        )
        staff(session, Role.SECRETARIAT, edition)
    return Importer(sign_in(client))
