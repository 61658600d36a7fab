"""Two registrations of one person become one, in one transaction: places, line, histories and letters agree."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.queries import history
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import (
    Merging,
    NoAddressError,
    NoPairError,
    Order,
    StaleFormError,
    cancel,
    merge_registrations,
    pair_mark,
)
from tests.factories import FIRST_DAY, SECOND_DAY, make_category, make_edition
from tests.registration.editing_case import LATER, House

pytestmark = pytest.mark.both_databases
ORDER = Order(Actor("staff", "1", "Anna Kowalska"), LATER, "dwa razy")


def merging(session: Session, one: Registration, other: Registration, **values: Any) -> Merging:  # noqa: ANN401
    return Merging(values, pair_mark(session, other, one))


def test_the_freed_place_and_days_serve_the_one_that_stays_first(session: Session) -> None:
    house = House(session, second=1, capacity=3)
    stays, goes = house.comes(days=(FIRST_DAY,)), house.comes(days=(SECOND_DAY,), position="dyrektor")
    waits = house.comes(days=(SECOND_DAY,))
    also = house.comes(days=(FIRST_DAY,))
    late = house.comes(days=(FIRST_DAY,))
    assert (waits.state, also.state, late.state) == ("waiting", "confirmed", "waiting")
    both = [FIRST_DAY.isoformat(), SECOND_DAY.isoformat()]
    wanted = merging(session, stays, goes, days=both, position="dyrektor", accessibility="")
    filled = merge_registrations(session, stays, goes, wanted, ORDER)
    assert [one.id for one in filled.promoted] == [late.id], "the second day went to the one that stays"
    assert (goes.state, goes.cancelled_by, stays.position, waits.state) == ("cancelled", "staff", "dyrektor", "waiting")
    assert house.dates(stays) == [FIRST_DAY, SECOND_DAY]
    assert house.taken() == (3, 3, 1)
    assert house.kinds(goes) == ["confirmed"], "no letter unless it is wished"
    edited, merged, *_rest = history(session, stays.subject_ref)
    assert (edited.action, set(edited.changes)) == ("registration.edit", {"days", "position"})
    assert (merged.action, merged.changes, merged.reason) == (
        "registration.merge",
        {"merged_from": ["", goes.reference]},
        "dwa razy",
    )
    into, cancelled, *_rest = history(session, goes.subject_ref)
    assert into.changes == {"merged_into": ["", stays.reference]}
    assert cancelled.changes == {"state": ["confirmed", "cancelled"]}


def test_the_name_of_the_one_that_goes_can_be_taken_and_a_letter_sent(session: Session) -> None:
    house = House(session)
    stays, goes = house.comes(), house.comes(last_name="Łoś")
    mark = pair_mark(session, stays, goes)
    wanted = Merging({"last_name": "Łoś", "email": goes.email, "role": "press"}, mark, letter=True)
    assert merge_registrations(session, stays, goes, wanted, ORDER).total == 0
    assert (stays.name_folded, stays.role) == (goes.name_folded, "press")
    assert house.kinds(goes) == ["confirmed", "cancelled"]
    assert "dwa razy" in house.letters(goes)[-1].text


def test_what_cannot_be_merged_is_refused(session: Session) -> None:
    house = House(session)
    one, other = house.comes(), house.comes(email="", contact_name="Jan", contact_email="jan@example.org")
    with pytest.raises(NoPairError):
        merge_registrations(session, one, one, merging(session, one, one), ORDER)
    far = make_edition(session, "far")
    make_category(session, far)
    wanted = merging(session, one, other)
    moved = Registration(id=99, edition_id=far.id, reference="FARAWAY0")
    with pytest.raises(NoPairError):
        merge_registrations(session, one, moved, wanted, ORDER)
    with pytest.raises(NoAddressError):
        merge_registrations(session, one, other, merging(session, one, other, email=""), ORDER)


def test_a_pair_that_has_changed_or_ended_is_stale(session: Session) -> None:
    house = House(session)
    one, other = house.comes(), house.comes()
    old = merging(session, one, other)
    other.phone = "+48 1"
    session.flush()
    with pytest.raises(StaleFormError):
        merge_registrations(session, one, other, old, ORDER)
    cancel(session, other, ORDER.actor, LATER)
    with pytest.raises(StaleFormError):
        merge_registrations(session, one, other, merging(session, one, other), ORDER)
