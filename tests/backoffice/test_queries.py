"""The figures of the front page."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.backoffice.queries import desk
from sokwms_reg.registration.service import cancel, register
from tests.factories import NOW, make_application, make_category, make_edition


@pytest.mark.both_databases
def test_who_waits_beside_a_free_place_is_counted_once_promotion_is_over(session: Session) -> None:
    edition = make_edition(session, promotion_until=NOW.date())
    make_category(session, edition, capacity=1)
    first, _second = (register(session, edition, make_application(), NOW).registration for _ in range(2))
    assert desk(session, edition, NOW).stuck == 0
    later = NOW + timedelta(days=1)
    assert desk(session, edition, later).stuck == 0
    cancel(session, first, Actor("participant"), later)
    assert desk(session, edition, later).stuck == 1
