"""What visitors are told about a category before, while and after they type: window, decision, limits, reserves."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from sokwms_reg.core.cache import page_cache
from sokwms_reg.editions.models import Category, Edition
from tests.factories import NOW
from tests.registration.conftest import PERSON, At, Saving, Stored, Visitor

CHOICE = "/en/editions/test/register"
SOON = NOW + timedelta(days=2)


@pytest.fixture
def english(client: FlaskClient, conference: str) -> Visitor:
    """Return somebody at the English form of "ngo"."""
    return Visitor(client, f"/en/editions/{conference}/register/ngo")


def change(app: Flask, saving: Saving, key: str = "ngo", **values: object) -> None:
    """Change the rules of a category as the office does."""
    with saving() as session:
        session.execute(update(Category).where(Category.key == key).values(**values))
    page_cache(app).clear()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"policy": "closed"}, "The secretariat registers participants in this category. The secretariat's telephone:"),
        ({"opens_at": SOON}, "Registration in this category opens on 22 November 2026, 11:00."),
        ({"closes_at": NOW}, "Registration in this category closed on 20 November 2026, 11:00."),
    ],
)
def test_a_shut_category_says_why_and_names_the_others(
    app: Flask, english: Visitor, saving: Saving, values: dict[str, Any], words: str
) -> None:
    change(app, saving, **values)
    choice = english.open(CHOICE)
    assert words in choice.text.replace("\u00a0", " ")
    assert "/en/editions/test/register/ngo" not in english.html
    page = english.open()
    assert english.status == 200
    assert words in page.text.replace("\u00a0", " ")
    assert page.one("h1").text == "No registration in this category now"
    assert "/en/editions/test/register/foreign" in english.html
    home = english.client.get("/en/").text.replace("\u00a0", " ")
    assert words.replace("'", "&#39;") in home


@pytest.mark.parametrize("step", ["check", "confirm", "edit"])
def test_a_category_that_shuts_with_the_form_open_loses_nothing(
    app: Flask, english: Visitor, saving: Saving, stored: Stored, step: str
) -> None:
    english.open()
    change(app, saving, policy="closed")
    page = english.send(step)
    assert english.status == 422
    assert stored() == []
    assert str(PERSON["institution"]) in page.text
    other = next(
        button for button in page.all("button") if "register/foreign" in button.attributes.get("formaction", "")
    )
    english.address = other.attributes["formaction"]
    given = english.send("edit", voivodeship=None)
    assert english.status == 200
    assert given.typed()["institution"] == [PERSON["institution"]]


def test_a_window_that_closes_before_the_confirmation_refuses_it(
    app: Flask, english: Visitor, saving: Saving, at: At, stored: Stored
) -> None:
    change(app, saving, closes_at=SOON)
    assert "Registration in this category is open until 22 November 2026, 11:00." in english.open().text.replace(
        "\u00a0", " "
    )
    english.send("check")
    at(SOON)
    page = english.send("confirm")
    assert english.status == 422
    assert "Registration in this category closed on" in page.text
    assert stored() == []


def test_the_rules_are_said_before_anything_is_typed(app: Flask, english: Visitor, saving: Saving) -> None:
    with saving() as session:
        session.execute(update(Edition).values(notice_pl="Wejście od ulicy Żeromskiego.", notice_en=""))
    rules: dict[str, Any] = {
        "reserved_speakers": 1,
        "institution_limit": 1,
        "notice_en": "For foundations",
        "capacity": 5,
    }
    change(app, saving, **rules)
    for page in (english.open(CHOICE), english.open()):
        assert "At most 1 person from one institution may hold a place in this category." in page.text
        assert "In addition, 1 place is reserved for speakers and invited guests." in page.text
        assert "4 free places out of 4" in page.text
        assert "Wejście od ulicy Żeromskiego." in page.text.replace("\u00a0", " ")
        assert '<p lang="pl">' in english.html
    assert "For foundations" in english.open().text
    government = english.open("/en/editions/test/register/government")
    assert "The secretariat decides on each registration in this category." in government.text


def test_beyond_the_limit_of_the_institution_one_is_told_on_the_check_and_after(
    app: Flask, english: Visitor, saving: Saving, stored: Stored
) -> None:
    change(app, saving, institution_limit=1)
    english.register()
    english.token = ""
    colleague: dict[str, Any] = {"first_name": "Ewa", "email": "ewa@example.org"}
    colleague["institution"] = "FUNDACJA Wspólna Zlewnia i przyjaciele"
    english.open()
    assert "waiting list" not in english.send("check", **colleague).text
    colleague["institution"] = "fundacja wspólna zlewnia & przyjaciele"
    reason = "somebody from this institution does already"
    assert reason in english.send("check", **colleague).text
    english.send("confirm", **colleague)
    page = english.open(english.location)
    assert reason in page.text
    assert [one.state for one in stored()] == ["confirmed", "waiting"]


def test_how_freed_places_go_out_is_said_where_places_are_gone(app: Flask, english: Visitor, saving: Saving) -> None:
    change(app, saving, capacity=0)
    until = "Until 10 December 2026, 11:00, a place that becomes free goes automatically to the first in line"
    for page in (english.open(CHOICE), english.open(), english.send("check")):
        assert until in page.text.replace("\u00a0", " ")
    with saving() as session:
        session.execute(update(Edition).values(promotion="by_hand"))
    page_cache(app).clear()
    page = english.register(first_name="Ewa")
    assert "The secretariat decides on places that become free" in page.text
    assert "+48 41 000 00 00" in page.text.replace("\u00a0", " ")
