"""The choice of a category, the empty form, and the pages of an edition that takes no registrations."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from sokwms_reg.editions.models import Category, Edition, EditionDay
from tests.factories import CLOSES, FIRST_DAY, NOW, OPENS, SECOND_DAY, make_category, make_edition
from tests.pages import Page
from tests.registration.conftest import FIRST, At, Saving, Stored, Visitor

SHUT: dict[str, tuple[dict[str, Any], str]] = {
    "none": (
        {"registration_opens_at": None, "registration_closes_at": None},
        "This edition takes no registrations here",
    ),
    "not_yet": ({"registration_opens_at": NOW + timedelta(days=1)}, "Registration is not open yet"),
    "closed": ({"registration_closes_at": NOW}, "Registration is closed"),
    "cancelled": ({"cancelled": True}, "The conference has been cancelled"),
}


@pytest.mark.parametrize(
    ("language", "first", "full"),
    [
        ("pl", "2 wolne miejsca z 2", "brak wolnych miejsc; lista rezerwowa: 3 osoby"),
        ("en", "2 free places out of 2", "no free places; waiting list: 3 people"),
    ],
)
def test_categories_stand_with_their_places(
    client: FlaskClient, saving: Saving, conference: str, language: str, first: str, full: str
) -> None:
    with saving() as session:
        session.execute(update(Category).where(Category.key == "government").values(taken=1, waiting=3))
    page = Page(client.get(f"/{language}/editions/{conference}/register").text)
    links = [link.attributes["href"] for link in page.all("a") if "/register/" in link.attributes["href"]]
    assert links == [f"/{language}/editions/test/register/{key}" for key in ("ngo", "foreign", "government")]
    assert first in page.text
    assert full in page.text


def test_an_empty_form_has_a_token_of_its_own_and_sets_no_cookie(visitor: Visitor) -> None:
    first = visitor.open().typed()
    second = visitor.open().typed()
    assert visitor.status == 200
    assert first["form_token"] != second["form_token"]
    assert first["step"] == ["check"]
    assert "days" not in first
    assert first["interpretation"] == ["none"]
    assert 'autocomplete=""' not in visitor.html


def test_the_only_day_is_chosen_already(client: FlaskClient, at: At, saving: Saving) -> None:
    del at
    with saving() as session:
        edition = make_edition(session, "short")
        make_category(session, edition)
        session.flush()
        session.connection().exec_driver_sql("DELETE FROM edition_day WHERE key = 'day-2'")
    assert Page(client.get("/pl/editions/short/register/ngo").text).typed()["days"] == [FIRST_DAY.isoformat()]


@pytest.mark.parametrize(
    ("language", "title"), [("pl", "Błąd: Nie ma takiej strony"), ("en", "Error: There is no such page")]
)
def test_what_is_not_there_is_404_in_the_readers_language(
    client: FlaskClient, saving: Saving, conference: str, language: str, title: str
) -> None:
    with saving() as session:
        make_category(session, make_edition(session, "hidden", published=False))
    form, lost = ["GET", "POST"], ["GET"]
    missing = [("nobody", "", lost), ("nobody", "/ngo", form), (conference, "/nothing", form)]
    missing += [(conference, "/NGO", form), (conference, "/ngo/done", lost), ("hidden", "/ngo", form)]
    for slug, rest, methods in missing:
        for method in methods:
            answer = client.open(f"/{language}/editions/{slug}/register{rest}", method=method)
            assert answer.status_code == 404
            assert Page(answer.text).title.startswith(title)
            assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("phase", SHUT)
def test_each_phase_has_its_page_and_no_form(client: FlaskClient, at: At, saving: Saving, phase: str) -> None:
    del at
    given, heading = SHUT[phase]
    with saving() as session:
        make_category(session, make_edition(session, **given))
    for path in ("", "/ngo"):
        _says_only(client, path, heading)


def _says_only(client: FlaskClient, path: str, heading: str) -> None:
    answer = client.get(f"/en/editions/test/register{path}")
    page = Page(answer.text)
    assert answer.status_code == 200
    assert page.one("h1").text == heading
    assert page.all("form") == []
    assert "sekretariat@example.org" in page.one("main").text
    polish = Page(client.get(f"/pl/editions/test/register{path}").text)
    assert polish.one("html").attributes["lang"] == "pl"
    assert polish.one("h1").text != heading


@pytest.mark.parametrize(("seconds", "heading"), [(-1, "Registration is not open yet"), (0, "Choose a category")])
def test_registration_opens_on_the_second(
    client: FlaskClient, at: At, conference: str, seconds: int, heading: str
) -> None:
    at(OPENS + timedelta(seconds=seconds))
    assert Page(client.get(f"/en/editions/{conference}/register").text).one("h1").text == heading


@pytest.mark.parametrize(("seconds", "heading"), [(-1, "Choose a category"), (0, "Registration is closed")])
def test_registration_closes_on_the_second(
    client: FlaskClient, at: At, conference: str, seconds: int, heading: str
) -> None:
    at(CLOSES + timedelta(seconds=seconds))
    assert Page(client.get(f"/en/editions/{conference}/register").text).one("h1").text == heading


def test_a_full_category_says_so_before_anything_is_typed(visitor: Visitor, saving: Saving) -> None:
    with saving() as session:
        session.execute(update(Category).where(Category.key == "ngo").values(taken=2))
    assert "Zgłoszenie trafi na listę rezerwową." in visitor.open().text


def test_guests_from_abroad_name_a_country_and_nobody_else_does(visitor: Visitor, foreigner: Visitor) -> None:
    at_home, abroad = visitor.open().typed(), foreigner.open().typed()
    assert ("voivodeship" in at_home, "country" in at_home) == (True, False)
    assert ("voivodeship" in abroad, "country" in abroad) == (False, True)


def test_voivodeships_carry_their_terc_codes(visitor: Visitor) -> None:
    page = visitor.open()
    start = page.elements.index(page.by_id("voivodeship"))
    options = page.elements[start + 1 : start + 19]
    assert [option.attributes["value"] for option in options] == ["", "00", *(f"{n:02d}" for n in range(2, 33, 2))]
    assert options[6].text == "łódzkie"


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("pl", ["Austria", "Litwa", "Luksemburg", "Łotwa", "Niemcy", "Szwecja", "Ukraina", "Węgry", "Zimbabwe"]),
        ("en", ["Austria", "Germany", "Hungary", "Latvia", "Lithuania", "Sweden", "Ukraine", "Zimbabwe"]),
    ],
)
def test_countries_are_named_and_sorted_in_the_readers_language(
    client: FlaskClient, conference: str, language: str, in_order: list[str]
) -> None:
    page = Page(client.get(f"/{language}/editions/{conference}/register/foreign").text)
    start = page.elements.index(page.by_id("country"))
    options = [element for element in page.elements[start:] if element.tag == "option"]
    names = [option.text for option in options if option.attributes["value"]]
    assert [name for name in names if name in in_order] == in_order
    codes = {option.attributes["value"] for option in options}
    assert {"DE", "UA", "GB", "LV"} <= codes
    assert not codes & {"PL", "EU", "ZZ", "XA"}
    assert len(codes) == 249  # 249 of ISO 3166 without Poland, and the empty first line


def test_the_closing_hour_stands_on_the_form_in_polish_time(visitor: Visitor, saving: Saving) -> None:
    given: dict[str, Any] = {"registration_closes_at": NOW.replace(month=12, hour=22, minute=59)}
    with saving() as session:
        session.execute(update(Edition).values(**given))
    until = "20 grudnia 2026 r., 23:59 czasu polskiego."
    assert until in visitor.open().text
    assert until in visitor.open("/pl/editions/test/register").text


def test_a_full_category_is_said_on_the_check_page(visitor: Visitor, saving: Saving) -> None:
    with saving() as session:
        session.execute(update(Category).where(Category.key == "ngo").values(taken=2))
    assert "Lista rezerwowa" in visitor.send("check").text


def test_a_full_day_says_so_and_leads_to_the_waiting_list(visitor: Visitor, saving: Saving, stored: Stored) -> None:
    with saving() as session:
        session.execute(update(EditionDay).where(EditionDay.date == SECOND_DAY).values(capacity=1, taken=1))
    note = "No free place on this day: a registration for it goes to the waiting list."
    visitor.address = visitor.address.replace("/pl/", "/en/")
    assert visitor.open().text.count(note) == 1
    assert "The place is confirmed at once." in visitor.send("check", days=[FIRST]).text
    assert "All places in the category, or on one of the chosen days, are taken now." in visitor.send("check").text
    visitor.send("confirm")
    assert [kept.state for kept in stored()] == ["waiting"]


@pytest.mark.parametrize("full", [[], [SECOND_DAY], [FIRST_DAY, SECOND_DAY]], ids=["none", "one day", "all days"])
def test_all_pages_say_the_same_of_places(
    client: FlaskClient, saving: Saving, conference: str, full: list[date]
) -> None:
    with saving() as session:
        session.execute(update(EditionDay).where(EditionDay.date.in_(full)).values(capacity=1, taken=1))
        session.execute(update(Category).where(Category.key == "foreign").values(waiting=7))
    words = {True: "no free places; waiting list: 7 people", False: "10 free places out of 10; waiting list: 7 people"}
    whole = {True: words[True], False: "13 free places out of 13"}
    is_full = len(full) == 2
    for path in ("", f"editions/{conference}/register", f"editions/{conference}/register/foreign"):
        text = Page(client.get(f"/en/{path}").text).text
        assert words[is_full] in text
        assert words[not is_full] not in text
    for path in ("", f"editions/{conference}"):
        assert whole[is_full] in Page(client.get(f"/en/{path}").text).text


def test_where_every_day_is_full_form_and_check_lead_to_the_waiting_list(foreigner: Visitor, saving: Saving) -> None:
    with saving() as session:
        session.execute(update(EditionDay).values(capacity=1, taken=1))
    assert "There are no free places now. The registration will be put on the waiting list" in foreigner.open().text
    checked = foreigner.send("check", voivodeship=None, country="DE", days=[FIRST]).text
    assert "All places in the category, or on one of the chosen days, are taken now." in checked
