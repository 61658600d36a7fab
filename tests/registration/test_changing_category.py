"""Moving a registration to another category, with its place or with its number in the line."""

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.registration.service import (
    NOWHERE,
    InstitutionLimitError,
    NoPlaceError,
    NoResidenceError,
    Residence,
    UnknownChoiceError,
    change_category,
)
from tests.factories import make_category, make_edition
from tests.registration.queueing_case import ORDER, counters, last_entry, last_letter, people, positions

pytestmark = pytest.mark.both_databases


def test_another_category_takes_a_registration_with_its_place(session: Session) -> None:
    edition = make_edition(session)
    ngo = make_category(session, edition, capacity=1)
    target = make_category(session, edition, "government", policy="approved", capacity=1, name_pl="Rząd")
    first, second = people(session, edition, 2)
    change_category(session, first, "government", ORDER)
    assert [first.state, second.state] == ["confirmed", "confirmed"]
    assert (counters(session, ngo), counters(session, target)) == ((1, 0), (1, 0))
    assert last_entry(session, "registration.transfer").changes == {
        "state": ["confirmed", "confirmed"],
        "category": ["ngo", "government"],
    }
    letter = last_letter(session, first)
    assert letter.kind == "registration/changed"
    assert "Rząd" in letter.text
    with pytest.raises(NoPlaceError):
        change_category(session, second, "government", ORDER)


def test_who_awaits_a_decision_is_confirmed_in_an_open_category(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, policy="approved")
    make_category(session, edition, "academia")
    one = people(session, edition, 1)[0]
    change_category(session, one, "academia", ORDER)
    assert one.state == "confirmed"


def test_who_waits_keeps_the_number_in_another_line(session: Session) -> None:
    edition = make_edition(session)
    ngo = make_category(session, edition, capacity=0)
    target = make_category(session, edition, "academia", capacity=0)
    early = people(session, edition, 1)[0]
    late = people(session, edition, 1, category="academia")[0]
    change_category(session, early, "academia", ORDER)
    assert positions(session, [early, late]) == [1, 2]
    assert (counters(session, ngo), counters(session, target)) == ((0, 0), (0, 2))


def test_a_category_that_is_not_another_one_is_refused(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    one = people(session, edition, 1)[0]
    for key in ("ngo", "nonsense"):
        with pytest.raises(UnknownChoiceError):
            change_category(session, one, key, ORDER)


def test_the_limit_of_the_institution_counts_in_the_other_category(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    make_category(session, edition, "academia", institution_limit=1)
    people(session, edition, 1, category="academia")
    with pytest.raises(InstitutionLimitError):
        change_category(session, people(session, edition, 1)[0], "academia", ORDER)


def test_guests_from_abroad_name_a_country_and_all_others_a_voivodeship(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    make_category(session, edition, "foreign", name_pl="Goście zagraniczni")
    one = people(session, edition, 1)[0]
    old = one.voivodeship
    for residence in (NOWHERE, Residence("PL", "Polska")):
        with pytest.raises(NoResidenceError):
            change_category(session, one, "foreign", ORDER, residence)
    change_category(session, one, "foreign", ORDER, Residence("DE", "Niemcy"))
    assert (one.country, one.voivodeship) == ("DE", "")
    changes = last_entry(session, "registration.transfer").changes
    assert (changes["country"], changes.get("voivodeship", ["", ""])) == (["PL", "DE"], [old, ""])
    assert "Niemcy" in last_letter(session, one).text
    with pytest.raises(NoResidenceError):
        change_category(session, one, "ngo", ORDER)
    change_category(session, one, "ngo", ORDER, Residence("14", "mazowieckie"))
    assert (one.country, one.voivodeship) == ("PL", "14")
    letter = last_letter(session, one)
    assert "mazowieckie" in letter.text
    assert "Kraj" not in letter.text
