"""Handing over: for what, to whom, with which columns, and what is refused."""

from typing import Any

import pytest
from sqlalchemy import select

from sokwms_reg.handovers import service
from sokwms_reg.handovers.models import Handover
from tests.attendees.people import Desk, Saving
from tests.handovers.handing import HOTEL, LISTS, NAMES, NEW

pytestmark = pytest.mark.pages


def test_from_the_list_to_the_purpose_with_the_filters(desk: Desk) -> None:
    page = desk.open("/office/test/attendees?state=confirmed&q=lodz")
    assert f'href="{LISTS}/new?q=lodz&amp;state=confirmed"' in page
    page = desk.open(f"{LISTS}/new?q=lodz&state=confirmed")
    assert "“lodz”; State: Confirmed: 2 registrations." in page
    assert f'href="{LISTS}/new?purpose=printer&amp;q=lodz&amp;state=confirmed"' in page


@pytest.mark.parametrize(
    ("purpose", "proposed"),
    [
        ("hotel", {"first_name", "last_name", "institution", "days"}),
        ("caterer", {"first_name", "last_name", "days", "diet"}),
        ("coach", {"first_name", "last_name", "phone", "institution", "days"}),
        ("printer", {"role", "title", "first_name", "last_name", "position", "institution"}),
        ("interpreters", {"role", "title", "first_name", "last_name", "position", "institution"}),
        ("other", {"first_name", "last_name", "institution"}),
    ],
)
def test_the_least_that_is_needed_is_proposed(desk: Desk, reader: Desk, purpose: str, proposed: set[str]) -> None:
    boxes = 'type="checkbox" id="columns-{}" name="columns" value="{}"{}>'
    page = desk.open(NEW + purpose)
    for name in ("first_name", "diet", "accessibility", "role", "phone", "days", "institution", "email", "title"):
        assert boxes.format(name, name, " checked" if name in proposed else "") in page
    assert ('id="shape-meals" name="shape" value="meals" checked' in page) is (purpose == "caterer")
    theirs = reader.open(NEW + purpose)
    assert 'value="accessibility"' not in theirs
    assert 'value="diet"' not in theirs
    assert 'name="shape"' not in theirs


def test_how_a_list_is_shown_does_not_matter_here(desk: Desk) -> None:
    page = desk.open(f"{LISTS}/new?state=confirmed&page=2&columns=email&view=3&rows=200")
    assert f'href="{LISTS}/new?purpose=hotel&amp;state=confirmed"' in page


def test_a_list_of_everybody_is_warned_of(desk: Desk) -> None:
    warning = "The list also contains people who wait, have withdrawn or were not accepted."
    assert warning in desk.open(f"{LISTS}/new?purpose=hotel&q=lodz")
    assert f'href="{LISTS}/new?purpose=hotel&amp;q=lodz&amp;state=confirmed"' in desk.page
    assert warning not in desk.open(f"{NEW}hotel")


def test_what_means_nothing_is_refused(desk: Desk) -> None:
    desk.open(f"{NEW}hotel")
    for address in (f"{LISTS}/new?state=gone&purpose=hotel", f"{LISTS}/new?colour=red"):
        assert "This list cannot be handed over" in desk.open(address, 422)
    desk.open(f"{NEW}hotel")
    token = desk.token()
    for address in (f"{LISTS}/new?state=gone&purpose=hotel", f"{NEW}party"):
        answer = desk.client.post(address, data={"csrf_token": token, **HOTEL, **NAMES})
        assert (answer.status_code, "This list cannot be handed over" in answer.text) == (422, True)
    assert "Who gets the list?" in desk.open(f"{NEW}party")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"recipient": " "}, "Please give the institution that gets the list."),
        ({"recipient": "x" * 201}, "Please use at most 200 characters."),
        ({"note": "x" * 1001}, "Please use at most 1000 characters."),
        ({"keep_until": "soon"}, "Please give a day, such as 2027-11-17."),
        ({"keep_until": "2026-01-01"}, "This day has passed; please give a later one."),
        ({"columns": []}, "Please choose at least one column."),
        ({"columns": ["shoes"]}, "Please choose one of the answers offered."),
    ],
)
def test_mistakes_have_their_sentence_and_nothing_is_lost(
    desk: Desk, saving: Saving, fields: dict[str, Any], sentence: str
) -> None:
    desk.open(f"{NEW}hotel")
    page = desk.send(f"{NEW}hotel", 422, **{**HOTEL, **NAMES, **fields})
    assert sentence in page
    assert "<title>Error:" in page
    assert 'value="Ewa Maj"' in page
    assert ('value="phone" checked' in page) is ("columns" not in fields)
    with saving() as session:
        assert session.scalars(select(Handover)).all() == []


def test_needs_are_not_handed_over_by_whoever_may_not_read_them(reader: Desk) -> None:
    reader.open(f"{NEW}caterer")
    page = reader.send(f"{NEW}caterer", 422, **HOTEL, columns=["last_name", "diet"])
    assert "Please choose one of the answers offered." in page
    page = reader.send(f"{NEW}caterer", 422, **HOTEL, shape="meals")
    assert "Please choose at least one column." in page


def test_nobody_and_too_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open(f"{LISTS}/new?purpose=hotel&q=nobody")
    page = desk.send(f"{LISTS}/new?purpose=hotel&q=nobody", 422, **HOTEL, **NAMES)
    assert "There is nobody in this list now" in page
    monkeypatch.setattr(service, "MOST_PEOPLE", 2)
    page = desk.send(f"{NEW}hotel", 422, **HOTEL, **NAMES)
    assert "A list for one recipient has at most 2 people; please narrow it." in page
