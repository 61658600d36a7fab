"""Nothing typed is lost: when registration closes, the category changes, or a place goes to somebody quicker."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from sokwms_reg.core.cache import page_cache
from sokwms_reg.editions.models import Edition
from tests.factories import CLOSES
from tests.pages import Page
from tests.registration.conftest import FIRST, PERSON, SECOND, At, Saving, Stored, Visitor

OwnAddress = Callable[..., str]


def answers(page: Page) -> dict[str, str]:
    """Return the list of what was typed."""
    names, values = page.all("dt"), page.all("dd")
    return {name.text: value.text for name, value in zip(names, values, strict=True)}


@pytest.mark.parametrize("step", ["check", "confirm", "edit", "language"])
def test_a_form_that_comes_after_closing_is_given_back_to_read(
    visitor: Visitor, at: At, stored: Stored, step: str
) -> None:
    visitor.address = visitor.address.replace("/pl/", "/en/")
    visitor.open()
    at(CLOSES)
    page = visitor.send(step, contact_name="", phone="600 000 001")
    assert visitor.status == 422
    assert page.one("h1").text == "Registration is closed"
    assert "The data below were not sent." in page.text
    assert "tel:+48410000000" in [link.attributes.get("href") for link in page.all("a")]
    assert answers(page) == {
        "Category": "Organisations",
        "Form of address": "Pani (Ms)",
        "Title or degree": "prof. dr hab.",
        "First name": "Żaneta",
        "Last name": "Gżegżółka-Łoś",
        "E-mail address": "zaneta@example.org",
        "Telephone": "600 000 001",
        "Name of the institution or organisation": "Fundacja „Wspólna Zlewnia” & Przyjaciele",
        "Function or position": "prezeska",
        "Voivodeship": "łódzkie",
        "Days of participation": "Wednesday 27 January; Thursday 28 January",
        "Simultaneous interpreting": "I would like to listen in English",
        "Meals": "Vegan",
        "Access needs and diet details": "pętla indukcyjna miejsce z przodu",
        "I accept the rules of the conference.": "yes",
        "Publication in the list of participants": "yes",
        "News about future editions": "no",
    }
    assert stored() == []


def test_what_cannot_be_used_is_given_back_to_read_too(visitor: Visitor, at: At) -> None:
    visitor.open()
    at(CLOSES)
    odd: dict[str, Any] = {
        "email": "zaneta@@",
        "voivodeship": "<b>99",
        "days": ["tomorrow", FIRST],
        "diet": "",
        "honorific": "",
    }
    page = visitor.send("check", **odd)
    given = answers(page)
    assert given["Adres e-mail"] == "zaneta@@"
    assert given["Województwo"] == "<b>99"
    assert given["Dni udziału"] == "tomorrow; środa, 27 stycznia"
    assert "Forma grzecznościowa" not in given


def test_the_list_changes_its_language_and_keeps_everything(visitor: Visitor, at: At) -> None:
    visitor.open()
    at(CLOSES)
    page = visitor.send("check")
    switch = page.one("button", lang="en")
    assert switch.attributes["form"] == page.by_id("registration").attributes["id"]
    kept = page.typed()
    visitor.address = switch.attributes["formaction"]
    english = visitor.send("language", {name: value for name, value in kept.items() if name != "step"})
    assert english.one("html").attributes["lang"] == "en"
    assert answers(english)["Voivodeship"] == "łódzkie"
    assert english.typed() == kept


def test_an_edition_called_off_and_one_without_a_contact(
    visitor: Visitor, saving: Saving, app: Flask, stored: Stored
) -> None:
    visitor.open()
    with saving() as session:
        session.execute(update(Edition).values(cancelled=True, contact_email="", contact_phone=""))
    page_cache(app).clear()
    page = visitor.send("confirm")
    assert visitor.status == 422
    assert page.one("h1").text == "Konferencja została odwołana"
    assert answers(page)["Nazwisko"] == PERSON["last_name"]
    assert "Można je stąd skopiować." in page.text
    assert stored() == []


def test_changes_that_come_after_closing_are_given_back_to_read(
    visitor: Visitor, own_address: OwnAddress, at: At, stored: Stored
) -> None:
    visitor.register()
    editor = Visitor(visitor.client, own_address(1) + "/edit")
    editor.open()
    at(CLOSES)
    data = {name: value for name, value in PERSON.items() if name != "accept_rules"}
    page = editor.send("save", data, institution="Urząd Miasta", days=[SECOND])
    assert editor.status == 422
    assert answers(page)["Nazwa instytucji lub organizacji"] == "Urząd Miasta"
    assert answers(page)["Dni udziału"] == "czwartek, 28 stycznia"
    assert stored()[0].institution == PERSON["institution"]
    editor.address = page.one("button", lang="en").attributes["formaction"]
    english = editor.send("language", {k: v for k, v in page.typed().items() if k != "step"})
    assert answers(english)["Days of participation"] == "Thursday 28 January"


def others(page: Page) -> dict[str, str]:
    """Return the names of the categories that the form offers to change to, with the addresses."""
    found = page.all("button", form="registration", value="edit")
    return {one.text: one.attributes["formaction"] for one in found}


def test_the_category_changes_there_and_back_with_everything_typed(visitor: Visitor) -> None:
    page = visitor.open()
    assert "Goście z zagranicy" in others(page)
    offered = page.one("ul", **{"class": "stack"}).text.replace("\u00a0", " ")
    assert offered == "Goście z zagranicy 10 wolnych miejsc z 10 Organizacje 1 wolne miejsce z 1"
    typed = visitor.send("check").typed()
    home = visitor.address
    visitor.address = others(page)["Goście z zagranicy"]
    abroad = visitor.send("edit")
    assert visitor.status == 200
    assert abroad.one("h1").text.endswith("Goście z zagranicy")
    assert abroad.typed()["voivodeship"] == ["10"], "hidden: this category asks for a country"
    assert abroad.one("input", name="voivodeship").attributes["type"] == "hidden"
    checked = visitor.send("check", country="NO")
    assert checked.typed()["voivodeship"] == ["10"]
    visitor.address = home
    back = visitor.send("edit", {**abroad.typed(), "country": "NO"}, form_token=visitor.token)
    assert back.one("input", name="country").attributes == {"type": "hidden", "name": "country", "value": "NO"}
    again = back.typed()
    assert {name: again[name] for name in PERSON if PERSON[name] and name in typed} == {
        name: typed[name] for name in PERSON if PERSON[name] and name in typed
    }


def test_an_empty_form_and_one_given_back_say_which_they_are(visitor: Visitor, own_address: OwnAddress) -> None:
    form = visitor.open().by_id("registration").attributes
    assert (form["data-draft"], "data-draft-fresh" in form) == ("register/test", True)
    form = visitor.send("edit").by_id("registration").attributes
    assert (form["data-draft"], "data-draft-fresh" in form) == ("register/test", False)
    done = visitor.register()
    assert [one.attributes["data-draft-done"] for one in done.elements if "data-draft-done" in one.attributes] == [
        "register/test"
    ]
    form = visitor.open(own_address(1) + "/edit").by_id("registration").attributes
    assert form["data-draft"].startswith("my/")
    assert "data-draft-fresh" in form


def fill_up(visitor: Visitor) -> None:
    """Let two others take the places."""
    for number in range(2):
        visitor.register(first_name=f"Osoba {number}", email=f"osoba{number}@example.org")


LATE = "was taken while the form was being filled in"


def test_who_was_promised_a_place_is_told_that_it_went(visitor: Visitor, stored: Stored, at: At) -> None:
    visitor.address = visitor.address.replace("/pl/", "/en/")
    expected = visitor.send("check").typed()["expected"]
    token = visitor.token
    fill_up(visitor)
    for _time in range(2):  # the button pressed twice says the same
        visitor.send("confirm", form_token=token, expected=expected)
        assert visitor.status == 303
        assert LATE in visitor.open(visitor.location).text
    at(CLOSES - timedelta(days=1))
    assert stored()[-1].state == "waiting"
    visitor.open()
    assert "expected" not in visitor.send("check", first_name="Ewa", email="ewa@example.org").typed()


@pytest.mark.parametrize("expected", [None, "", "waiting", ["place", "x"]])
def test_who_expected_no_place_or_got_one_is_told_nothing_of_the_kind(
    visitor: Visitor, stored: Stored, expected: list[str] | str | None
) -> None:
    visitor.address = visitor.address.replace("/pl/", "/en/")
    assert LATE not in visitor.register(expected="place").text
    if expected == ["place", "x"]:
        expected = None
    visitor.register(first_name="Osoba", email="osoba@example.org")
    assert LATE not in visitor.register(expected=expected, first_name="Ewa", email="ewa@example.org").text
    assert [kept.state for kept in stored()] == ["confirmed", "confirmed", "waiting"]


def test_of_an_earlier_registration_of_that_person_nothing_is_told(visitor: Visitor, stored: Stored) -> None:
    visitor.address = visitor.address.replace("/pl/", "/en/")
    fill_up(visitor)
    visitor.register()
    assert stored()[-1].state == "waiting"
    assert LATE not in visitor.register(expected="place").text
    assert len(stored()) == 3
