"""Errors of the office: in the language of whoever works there, with a way back; never the public site's words."""

import pytest
from flask.testing import FlaskClient

from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from tests.attendees.people import Desk, Saving, sign_in, small_edition, staff
from tests.pages import Page

POLISH = {"Accept-Language": "pl"}
LINK = "If a link in a message led here"


@pytest.fixture
def desk(client: FlaskClient, saving: Saving) -> Desk:
    """Give the desk of a reader, who reads English at a browser that asks for Polish."""
    with saving() as session:
        staff(session, Role.READER, small_edition(session))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "pl"
    return sign_in(client)


def demand_office(html: str, language: str, home: str) -> Page:
    """Demand the office's frame in a language, and one way back."""
    page = Page(html)
    assert page.one("html").attributes["lang"] == language
    assert page.one("body").attributes["class"] == "office"
    back = {"en": "Back to the office", "pl": "Wróć do biura"}[language]
    assert [link.attributes["href"] for link in page.all("a") if link.text == back] == [home]
    assert LINK not in page.text
    assert "Jeśli prowadził tu link" not in page.text
    return page


@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("/office/a/b/c/d", 404, "Please check the address, or start from the overview."),
        ("/office/gone/attendees", 404, "Please check the address, or start from the overview."),
        ("/office/test/attendees/00000000", 404, "Please check the address, or start from the overview."),
        ("/office/outbox", 403, "The role of this account does not include this page."),
    ],
)
def test_errors_speak_the_accounts_language(desk: Desk, address: str, code: int, sentence: str) -> None:
    home = "/office/" if "/gone/" in address else "/office/test/"
    page = demand_office(desk.open(address, code), "en", home)
    assert sentence in page.text
    assert page.title.startswith("Error: ")
    assert "Anna Kowalska" in page.text, "the menu is there"


def test_refused_forms_stay_in_the_office(desk: Desk) -> None:
    answer = desk.client.post("/office/language", data={"language": "en"})
    assert answer.status_code == 400
    demand_office(answer.text, "en", "/office/test/")
    desk.open("/office/test/")
    demand_office(desk.send("/office/language", 422, language="de"), "en", "/office/test/")
    answer = desk.client.post("/office/")
    assert answer.status_code == 405
    page = demand_office(answer.text, "en", "/office/test/")
    assert "Please go back to the office and start from there." in page.text


def test_strangers_errors_speak_the_browsers_language_or_the_chosen_one(client: FlaskClient) -> None:
    answer = client.get("/office/a/b/c/d", headers=POLISH)
    assert answer.status_code == 404
    page = demand_office(answer.text, "pl", "/office/")
    assert "Prosimy sprawdzić adres albo zacząć od pulpitu." in page.text
    client.get("/office/login?lang=en", headers=POLISH)
    demand_office(client.get("/office/a/b/c/d", headers=POLISH).text, "en", "/office/")


def test_the_language_chosen_at_the_door_holds_for_errors(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        staff(session, Role.READER, small_edition(session))
    client.get("/office/login?lang=pl")
    desk = sign_in(client)
    demand_office(desk.open("/office/a/b/c/d", 404), "pl", "/office/test/")


def test_without_a_database_an_error_needs_none(desk: Desk, saving: Saving) -> None:
    desk.open("/office/test/")
    with saving() as session:
        session.connection().exec_driver_sql('ALTER TABLE "user" RENAME TO gone')
    for address in ("/office/a/b/c/d", "/office/test/"):
        answer = desk.client.get(address)
        assert answer.status_code == 503
        assert Page(answer.text).one("body").attributes["class"] == "door"


def test_the_public_sites_errors_are_its_own(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        assert edition_by_slug(session, "test") is None
    for address in ("/en/no-such-page", "/officer"):
        page = Page(client.get(address, headers={"Accept-Language": "en"}).text)
        assert LINK in page.text
        assert "Back to the office" not in page.text
