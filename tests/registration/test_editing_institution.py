"""Changing the institution where only so many people of one may hold places."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.registration.service import Correction, InstitutionLimitError, edit, made_from, register
from tests.factories import NOW, make_application, make_category, make_edition
from tests.registration.editing_case import PARTICIPANT

pytestmark = pytest.mark.both_databases


def test_a_holder_cannot_come_in_by_the_name_of_an_institution_that_is_full(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, institution_limit=1)
    register(session, edition, make_application(institution="Miasto"), NOW)
    application = make_application(institution="Gmina")
    one = register(session, edition, application, NOW).registration
    wanted = replace(application, institution="MIASTO")
    correction = Correction(wanted, made_from(session, one), {})
    with pytest.raises(InstitutionLimitError):
        edit(session, one, correction, PARTICIPANT, NOW)
    again = replace(application, institution="Gmina!")
    assert edit(session, one, replace(correction, application=again), PARTICIPANT, NOW)
    one.limit_lifted = True
    correction = Correction(wanted, made_from(session, one), {})
    assert edit(session, one, correction, PARTICIPANT, NOW)


def test_leaving_an_institution_makes_room_for_a_colleague(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, institution_limit=1)
    application = make_application(institution="Miasto")
    one = register(session, edition, application, NOW).registration
    colleague = register(session, edition, make_application(institution="Miasto"), NOW).registration
    correction = Correction(replace(application, institution="Gmina"), made_from(session, one), {})
    edit(session, one, correction, PARTICIPANT, NOW)
    assert (one.state, colleague.state) == ("confirmed", "confirmed")
