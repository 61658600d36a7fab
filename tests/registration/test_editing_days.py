"""Changing one's days: places are taken and freed with them, and nobody is passed over."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from sokwms_reg.audit.queries import history
from sokwms_reg.editions.models import EditionDay
from sokwms_reg.outbox.queries import attachments
from sokwms_reg.registration.service import FullDaysError, UnknownChoiceError
from tests.factories import FIRST_DAY, SECOND_DAY
from tests.registration.editing_case import House

pytestmark = pytest.mark.both_databases


def test_a_holder_exchanges_days_and_the_freed_one_goes_to_the_first_in_line(session: Session) -> None:
    house = House(session, first=1, second=2)
    one = house.comes(days=(FIRST_DAY,))
    waits = house.comes(days=(FIRST_DAY,))
    assert (waits.state, house.taken()) == ("waiting", (1, 1, 0))
    house.edit(one, days=(SECOND_DAY,))
    assert house.dates(one) == [SECOND_DAY]
    assert (waits.state, house.taken()) == ("confirmed", (2, 1, 1))
    assert house.kinds(waits) == ["waiting", "promoted"]
    letter = house.letters(one)[1]
    assert "27 stycznia" in letter.text.replace("\u00a0", " "), "to be deleted from the calendar"
    (attached,) = attachments(session, letter.id)
    events = Calendar.from_ical(attached.content).walk("VEVENT")
    assert [event.decoded("DTSTART") for event in events] == [SECOND_DAY]
    assert history(session, one.subject_ref)[0].changes == {"days": [["2027-01-27"], ["2027-01-28"]]}


def test_a_full_day_is_refused_and_nothing_is_stored(session: Session) -> None:
    house = House(session, second=1)
    house.comes(days=(SECOND_DAY,))
    one = house.comes(days=(FIRST_DAY,))
    with pytest.raises(FullDaysError) as refused:
        house.edit(one, days=(FIRST_DAY, SECOND_DAY), institution="Urząd")
    assert refused.value.dates == [SECOND_DAY]
    assert house.taken() == (2, 1, 1)
    assert house.dates(one) == [FIRST_DAY]
    assert one.institution == "Fundacja Wspólna Zlewnia"
    assert house.edit(one, institution="Urząd"), "days that stay are not asked for again"


def test_of_two_new_days_one_full_takes_neither(session: Session) -> None:
    house = House(session, first=5, second=1)
    third = EditionDay(edition_id=house.edition.id, key="day-3", date=SECOND_DAY + timedelta(days=1))
    session.add(third)
    session.flush()
    house.comes(days=(SECOND_DAY,))
    one = house.comes(days=(third.date,))
    with pytest.raises(FullDaysError):
        house.edit(one, days=(FIRST_DAY, SECOND_DAY))
    assert house.taken() == (2, 0, 1)


def test_one_who_waits_keeps_the_number_and_may_be_given_a_place(session: Session) -> None:
    house = House(session, first=1)
    house.comes(days=(FIRST_DAY,))
    waits = house.comes(days=(FIRST_DAY, SECOND_DAY))
    number = waits.queue_number
    house.edit(waits, institution="Urząd")
    assert (waits.state, waits.queue_number) == ("waiting", number)
    house.edit(waits, days=(SECOND_DAY,))
    assert (waits.state, waits.queue_number) == ("confirmed", number)
    assert house.kinds(waits) == ["waiting", "changed", "changed", "promoted"]
    assert house.taken() == (2, 1, 1)
    changed = house.letters(waits)[2]
    assert attachments(session, changed.id) == [], "there was no place yet"


def test_one_who_waits_may_choose_a_full_day(session: Session) -> None:
    house = House(session, first=1, capacity=1)
    house.comes(days=(FIRST_DAY,))
    waits = house.comes(days=(SECOND_DAY,))
    house.edit(waits, days=(FIRST_DAY,))
    assert (waits.state, house.dates(waits)) == ("waiting", [FIRST_DAY])
    assert house.taken() == (1, 1, 0)


@pytest.mark.parametrize("days", [(), (FIRST_DAY - timedelta(days=1),)])
def test_days_of_another_edition_are_refused(session: Session, days: tuple[Any, ...]) -> None:
    house = House(session)
    one = house.comes()
    with pytest.raises(UnknownChoiceError):
        house.edit(one, days=days)
