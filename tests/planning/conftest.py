"""An edition with a calendar, and somebody of the office who fills it."""

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.planning.service import Deed, TaskData
from tests.factories import NOW, make_edition

ANNA = Actor("staff", "1", "Anna Kowalska")
FLOWERS = TaskData("Kwiaty", "", -3, None, None, "Kwiaciarnia", "Bez lilii.")


@pytest.fixture
def deed(session: Session) -> Deed:
    """Return what Anna does in a new edition, NOW."""
    return Deed(make_edition(session), ANNA, NOW)
