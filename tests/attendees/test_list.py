"""The page of the list: its columns, chips, orders and rows, all of them in the address and without script."""

import re
from html import unescape

import pytest

from sokwms_reg.attendees import queries
from sokwms_reg.editions.models import Role
from tests.attendees.people import Desk, Saving, sign_in, staff
from tests.attendees.test_office import LIST
from tests.factories import FIRST_DAY, SECOND_DAY

pytestmark = pytest.mark.pages


def headings(page: str) -> list[str]:
    """Return the words of the table's headings, without the arrows and the one for the boxes."""
    found = re.findall(r'<th scope="col"[^>]*><a [^>]*>([^<]+)', page)
    return [unescape(words).strip() for words in found]


def people(page: str) -> list[str]:
    """Return who is in the table, by the words of the links."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page)


def chips(page: str) -> dict[str, str]:
    """Return the address behind each chip of the filters in use."""
    nav = re.search(r'aria-label="Filters in use".*?</nav>', page, re.DOTALL)
    links = re.findall(r'<a href="([^"]+)">(.*?)</a>', nav[0] if nav else "", re.DOTALL)
    return {re.sub(r"<[^>]+>|×|Remove the filter: ", "", words).strip(): unescape(href) for href, words in links}


def test_columns_are_chosen_in_an_order(desk: Desk, references: dict[str, str]) -> None:
    page = desk.open(f"{LIST}?columns=state,email,last_name")
    assert headings(page) == ["State", "E-mail address", "Last name"]
    assert f'href="{LIST}.csv?columns=state,email,last_name"' in page
    assert people(page)[0] == "Awaiting a decision"
    page = desk.open(f"{LIST}?columns=last_name,institution,role,consent_list,days,registered_at")
    assert headings(page) == [
        "Person and institution",
        "Role",
        "Publication in the list of participants",
        "Days",
        "Date of registration",
    ]
    assert people(page)[0] == "Ångström"
    assert '<td data-label="Role">Participant</td>' in page
    assert '<td data-label="Publication in the list of participants">no</td>' in page
    for first, expected in (
        ("reference", references["Ångström"]),
        ("registered_at", "20 November 2026, 11:04"),
        ("days", "27 January, 28 January"),
        ("consent_list", "no"),
        ("phone", references["Ångström"]),
    ):
        assert people(desk.open(f"{LIST}?columns={first}"))[0].replace("\xa0", " ") == expected, first


def test_columns_are_moved_left_out_and_added(desk: Desk) -> None:
    page = desk.open(f"{LIST}?state=confirmed&columns=last_name,email,role")
    for change in ("email,last_name,role", "last_name,role,email", "last_name,role", "email,role", "last_name,email"):
        assert f'href="{LIST}?state=confirmed&amp;columns={change}#columns"' in page, change
    assert page.count("#columns") == 2 + 2 + 3 + 2, "moved there, and back; left out; the form; the usual ones"
    added = desk.client.get(f"{LIST}?state=confirmed&columns=last_name,email&columns=tags")
    assert (added.status_code, added.location) == (302, f"{LIST}?state=confirmed&columns=last_name,email,tags#columns")
    usual = ",".join(queries.USUAL[1:])
    tidied = desk.client.get(f"{LIST}?columns={queries.USUAL[0]}&columns={usual}")
    assert tidied.location == f"{LIST}#columns", "the usual ones need no words"
    page = desk.open(f"{LIST}?columns=last_name&columns=shoes")
    assert "This list has no column “shoes”; it was left out." in page
    assert "leave out" not in desk.open(f"{LIST}?columns=last_name")


def test_columns_and_filters_of_needs_are_for_some(desk: Desk, saving: Saving) -> None:
    page = desk.open(f"{LIST}?columns=last_name,diet&sort=diet")
    assert headings(page) == ["Last name", "Meals"]
    assert '<option value="accessibility">' in page
    with saving() as session:
        staff(session, Role.RECEPTION, None, "door@example.org")
    door = sign_in(desk.client.application.test_client(), "door@example.org")
    page = door.open(f"{LIST}?columns=last_name,diet&needs=diet&sort=diet")
    assert headings(page) == ["Last name"]
    for words in (
        "The column “Meals” is not open to you; it was left out.",
        "The filter “Needs” is not open to you; it was left out.",
    ):
        assert words in page
    for words in ("accessibility", 'name="needs"', "Save this view", 'value="diet"'):
        assert words not in page
    assert len(people(page)) == 5


def test_chips_say_what_is_in_use_and_remove_it(desk: Desk) -> None:
    page = desk.open(f"{LIST}?q=a&state=confirmed&state=waiting&institution=urząd&institution=gmin&from=2026-11-20")
    assert "2 registrations match these filters:" in page
    common = "institution=urz%C4%85d&institution=gmin"
    dated = f"{common}&from=2026-11-20"
    assert chips(page) == {
        "“a”": f"{LIST}?state=confirmed&state=waiting&{dated}",
        "State: Confirmed": f"{LIST}?q=a&{dated}&state=waiting",
        "State: Waiting list": f"{LIST}?q=a&{dated}&state=confirmed",
        "Institution: “urząd”": f"{LIST}?q=a&state=confirmed&state=waiting&from=2026-11-20&institution=gmin",
        "Institution: “gmin”": f"{LIST}?q=a&state=confirmed&state=waiting&from=2026-11-20&institution=urz%C4%85d",
        "Registered from: 20\xa0November\xa02026": f"{LIST}?q=a&state=confirmed&state=waiting&{common}",
        "Remove all filters": LIST,
    }
    assert people(page) == ["Łącka Ewa", "Zając Zofia"]
    assert 'name="institution" value="urząd" checked' in page
    assert 'name="institution" type="text"' in page
    assert chips(desk.open(LIST)) == {}
    assert "1 registration matches these filters:" in desk.open(f"{LIST}?state=waiting")
    assert "0 registrations match these filters:" in desk.open(f"{LIST}?q=nobody")


def test_many_choices_are_added_one_by_one(desk: Desk) -> None:
    page = desk.open(f"{LIST}?voivodeship=10")
    assert 'name="voivodeship" value="10" checked' in page
    assert '<option value="">one more</option>' in page
    page = desk.open(f"{LIST}?voivodeship=10&voivodeship=02")
    assert list(chips(page))[:2] == ["Voivodeship: dolnośląskie", "Voivodeship: łódzkie"]
    assert 'name="tag"' not in page, "there are no tags to choose from"


def test_headings_turn_the_order_round(desk: Desk) -> None:
    page = desk.open(f"{LIST}?day={FIRST_DAY}")
    assert people(page) == ["Ångström Åsa", "Łącka Ewa", "Nowak Jan, dr", "Zając Zofia"]
    assert '<th scope="col" aria-sort="ascending">' in page
    assert f'href="{LIST}?day={FIRST_DAY}&amp;sort=-name"' in page
    page = desk.open(f"{LIST}?day={SECOND_DAY}&sort=-days")
    assert people(page)[0] == "Ćwik Ada"
    assert 'aria-sort="descending"' in page
    assert f'href="{LIST}?day={SECOND_DAY}&amp;sort=days"' in page


def test_rows_of_a_page_are_50_100_or_200(desk: Desk) -> None:
    assert '<option value="50" selected>' in desk.open(LIST)
    assert '<option value="200" selected>' in desk.open(f"{LIST}?rows=200")
    assert "The value given for “Rows on a page” does not exist here; it was left out." in desk.open(f"{LIST}?rows=51")
