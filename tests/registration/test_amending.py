"""The office changes data a section at a time: places, history and letters follow, and colleagues do not collide."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.queries import history
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import (
    SECTIONS,
    Amended,
    FullDaysError,
    InstitutionLimitError,
    NoReasonError,
    Order,
    SamePersonError,
    StaleFormError,
    UnknownChoiceError,
    amend,
    application_with,
    cancel,
    section_mark,
)
from tests.factories import FIRST_DAY, SECOND_DAY
from tests.registration.editing_case import LATER, House

pytestmark = pytest.mark.both_databases
STAFF = Actor("staff", "1", "Anna Kowalska")
FIRST, SECOND = FIRST_DAY.isoformat(), SECOND_DAY.isoformat()


def section_of(name: str) -> str:
    return next(section for section, fields in SECTIONS.items() if name in fields)


def amended(session: Session, one: Registration, *, letter: bool = False, **values: Any) -> Amended:  # noqa: ANN401
    section = section_of(next(iter(values)))
    return Amended(section, values, section_mark(session, one, section), {"voivodeship": "łódzkie"}, letter)


def change(session: Session, one: Registration, reason: str = "", **values: Any) -> bool:  # noqa: ANN401
    return amend(session, one, amended(session, one, **values), Order(STAFF, LATER, reason))


def test_a_section_is_stored_and_recorded_and_told_only_where_it_is_wished(session: Session) -> None:
    house = House(session)
    one = house.comes()
    assert change(session, one, institution="Urząd Miasta", voivodeship="10")
    assert (one.institution, one.institution_folded, one.voivodeship) == ("Urząd Miasta", "urzad miasta", "10")
    entry = history(session, one.subject_ref)[0]
    assert (entry.action, entry.actor_label, entry.scope) == ("registration.edit", "Anna Kowalska", "test")
    assert entry.changes["voivodeship"] == ["16", "10"]
    assert house.kinds(one) == ["confirmed"]
    assert change(session, one, institution="Urząd Miasta", voivodeship="10") is False
    assert change(session, one, letter=True, email="new@example.org")
    assert house.kinds(one) == ["confirmed", "changed", "changed"], "the old and the new address"
    assert "Sekretariat" in house.letters(one)[1].text
    assert change(session, one, letter=True, language="en")
    assert house.letters(one)[-1].language == "en"


def test_needs_and_role_keep_their_secrets(session: Session) -> None:
    house = House(session)
    one = house.comes()
    assert change(session, one, diet="vegan", accessibility="pętla")
    assert history(session, one.subject_ref)[0].changes == {"diet": ["", "changed"], "accessibility": ["", "changed"]}
    assert change(session, one, role="speaker")
    assert history(session, one.subject_ref)[0].changes == {"role": ["participant", "speaker"]}


def test_two_colleagues_collide_only_on_the_same_section(session: Session) -> None:
    one = House(session).comes()
    stale, other = amended(session, one, phone="+48 1"), amended(session, one, position="dyrektor")
    assert change(session, one, phone="+48 2")
    with pytest.raises(StaleFormError):
        amend(session, one, stale, Order(STAFF, LATER, ""))
    assert amend(session, one, other, Order(STAFF, LATER, ""))
    assert (one.phone, one.position) == ("+48 2", "dyrektor")


def test_days_go_by_the_line_and_freed_ones_to_the_first_in_it(session: Session) -> None:
    house = House(session, second=1)
    one, waits = house.comes(), house.comes(days=(SECOND_DAY,))
    assert waits.state == "waiting"
    with pytest.raises(FullDaysError):
        change(session, house.comes(days=(FIRST_DAY,)), days=[FIRST, SECOND])
    with pytest.raises(UnknownChoiceError):
        change(session, one, days=["2031-01-01"])
    assert change(session, one, days=[FIRST])
    assert waits.state == "confirmed"
    assert house.taken() == (3, 2, 1)


def test_a_consent_needs_a_word_on_how_it_was_given(session: Session) -> None:
    one = House(session).comes()
    with pytest.raises(NoReasonError):
        change(session, one, consent_list=True)
    assert change(session, one, "telefonicznie, 3 listopada", consent_list=True)
    assert history(session, one.subject_ref)[0].reason == "telefonicznie, 3 listopada"
    assert change(session, one, consent_list=False)
    assert one.consent_list is False


def test_what_would_break_a_rule_is_refused(session: Session) -> None:
    house = House(session)
    one, other = house.comes(email="a@example.org"), house.comes(last_name="Nowak", email="b@example.org")
    assert change(session, other, first_name=one.first_name, last_name=one.last_name)
    with pytest.raises(SamePersonError, match=one.reference):
        change(session, other, email="a@example.org")
    house.category.institution_limit = 1
    session.flush()
    assert change(session, other, institution="Urząd")
    with pytest.raises(InstitutionLimitError):
        change(session, house.comes(institution="Inny"), institution="urząd")
    other.limit_lifted = True
    cancel(session, other, STAFF, LATER)
    assert change(session, other, email="a@example.org"), "one that has ended is in nobody's way"


def test_the_application_of_a_registration_with_other_values(session: Session) -> None:
    one = House(session).comes()
    wanted = application_with(one, {"last_name": "Łoś", "role": "press", "days": [FIRST]})
    assert (wanted.sort_name, wanted.days, wanted.email) == ("los zaneta", (FIRST_DAY,), one.email)
    assert application_with(one, {}).days == ()
