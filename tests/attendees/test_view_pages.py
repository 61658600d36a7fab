"""Saved views at the desk: saved, opened, changed by two at once, renamed, opened by themselves, deleted."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from sokwms_reg.attendees import service
from sokwms_reg.attendees.models import SavedView
from sokwms_reg.attendees.queries import Wish, views_in
from sokwms_reg.attendees.service import Doing
from sokwms_reg.audit.models import Actor
from sokwms_reg.core.clock import now
from sokwms_reg.editions.models import Edition, Role
from tests.attendees.people import Desk, Saving, sign_in, staff
from tests.attendees.test_list import people
from tests.attendees.test_office import LIST

pytestmark = pytest.mark.pages
VIEWS = "/office/test/views"
NEW = f"{VIEWS}/new"
COLLEAGUE = Actor("staff", "9", "Jan Nowak")
SAVED = "The view has been saved. The whole office of this edition has it now."


def save(saving: Saving, name: str, wish: Wish, *, default: bool = False) -> int:
    """Save a view, as a colleague does; return its number."""
    with saving() as session:
        edition = session.scalars(select(Edition).where(Edition.slug == "test")).one()
        view = service.save_view_as(session, edition, name, wish, Doing(COLLEAGUE, now()))
        if default:
            service.open_by_itself(session, edition, view, Doing(COLLEAGUE, now()))
        return view.id


def stored(saving: Saving) -> dict[str, tuple[object, ...]]:
    """Return by name what is kept of each view."""
    with saving() as session:
        edition = session.scalars(select(Edition).where(Edition.slug == "test")).one()
        return {
            view.name: (view.question, view.columns, view.rows, view.is_default)
            for view in views_in(session, edition.id)
        }


def chips(page: str) -> list[tuple[str, str, bool]]:
    """Return address, words and whether it is the current one of each view above the list."""
    nav = re.search(r'aria-label="Saved views".*?</nav>', page, re.DOTALL)
    links = re.findall(r'<a href="([^"]+)"( aria-current="true")?>(.*?)</a>', nav[0] if nav else "", re.DOTALL)
    return [(unescape(href), re.sub("<[^>]+>", "", words), bool(current)) for href, current, words in links]


def test_a_list_is_saved_under_a_name_and_opened_again(desk: Desk, saving: Saving) -> None:
    page = desk.open(f"{LIST}?state=confirmed&sort=-name&columns=last_name,email&rows=100")
    action = f"{NEW}?state=confirmed&amp;sort=-name&amp;columns=last_name,email&amp;rows=100"
    assert f'action="{action}"' in page
    assert chips(page) == []
    page = desk.send(unescape(action), name=" Do\thotelu ")
    assert SAVED in page
    assert stored(saving) == {
        "Do hotelu": ({"state": "confirmed", "sort": "-name"}, ["last_name", "email"], 100, False)
    }
    assert people(page) == ["Nowak", "Łącka", "Ćwik"]
    number = re.search(r"view=(\d+)", page)
    assert number
    mine = f"{LIST}?view={number[1]}"
    assert chips(page) == [(LIST, "Everybody", False), (mine, "Do hotelu", True), (VIEWS, "All views", False)]
    assert "Save changes of the view" not in page
    assert chips(desk.open(LIST))[0] == (LIST, "Everybody", True)
    page = desk.open(f"{mine}&state=waiting&sort=-name&columns=last_name,email&rows=100")
    assert chips(page)[1] == (mine, "Do hotelu (changes not saved)", True)
    assert "Save changes of the view “Do hotelu”" in page
    assert f'href="{mine}&amp;sort=-name&amp;columns=last_name,email&amp;rows=100"' in page, "the chip keeps the view"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Please name the view."),
        ("\u0301", "Please name the view."),
        ("x" * 81, "Please use at most 80 characters."),
        ("ŁODZ", "There is a view of this name already. Please choose another name."),
    ],
)
def test_a_name_that_does_not_serve_comes_back(desk: Desk, saving: Saving, name: str, sentence: str) -> None:
    save(saving, "Łódź", Wish())
    desk.open(f"{NEW}?state=confirmed")
    page = desk.send(f"{NEW}?state=confirmed", 422, name=name)
    assert page.count(sentence) == 2
    assert "<title>Error:" in page
    assert f'action="{NEW}?state=confirmed"' in page
    assert "State: Confirmed" in page
    assert not name.isprintable() or not name or f'value="{name}"' in page
    assert list(stored(saving)) == ["Łódź"]


def test_what_means_nothing_is_no_view(desk: Desk, saving: Saving, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{NEW}?state=gone&colour=red"
    for page in (desk.open(address), desk.send(address, 422, name="Nowy")):
        assert "The value given for “State” does not exist in this edition." in page
        assert "Lists have no filter “colour”." in page
    monkeypatch.setattr("sokwms_reg.attendees.service.views.MOST_VIEWS", 0)
    page = desk.send(NEW, 422, name="Nowy")
    assert "An edition has at most 50 views. Please delete one that nobody needs." in page
    assert 'value="Nowy"' in page
    assert stored(saving) == {}


def test_the_view_that_opens_by_itself(desk: Desk, saving: Saving) -> None:
    number = save(saving, "Czekający", Wish(chosen={"state": "waiting"}), default=True)
    page = desk.open(LIST)
    assert people(page) == ["Zając Zofia"]
    assert chips(page)[:2] == [
        (f"{LIST}?view=none", "Everybody", False),
        (f"{LIST}?view={number}", "Czekający (opens by itself)", True),
    ]
    assert f'href="{LIST}?view={number}&amp;rows=50"' in page, "everybody, and still from the view"
    assert f'type="hidden" name="view" value="{number}"' in page
    page = desk.open(f"{LIST}?view=none")
    assert len(people(page)) == 5
    assert chips(page)[0] == (f"{LIST}?view=none", "Everybody", True)
    assert 'type="hidden" name="view" value="none"' in page
    assert f'href="{LIST}?sort=-name"' in page
    assert f'href="{LIST}?view=none"' in desk.open(f"{LIST}?q=nobody"), "all filters removed"
    with saving() as session:
        session.get_one(SavedView, number).question = {"state": "gone"}
    assert "The value given for “State” does not exist here; it was left out." in desk.open(LIST)
    assert "(changes not saved)" not in desk.page


def test_unknown_views_are_named(desk: Desk) -> None:
    for asked in ("9", "x"):
        assert "The value given for “Saved view” does not exist here; it was left out." in desk.open(
            f"{LIST}?view={asked}"
        )
    assert "“Saved view” was given more than once; it was left out." in desk.open(f"{LIST}?view=1&view=2")
    for address in (f"{VIEWS}/9", f"{VIEWS}/{2**31}", f"{VIEWS}/9/delete"):
        desk.open(address, 404)


def test_more_views_than_stand_above_the_list(desk: Desk, saving: Saving) -> None:
    numbers = [save(saving, f"Widok {number}", Wish(rows=100)) for number in range(9)]
    assert [words for _href, words, _current in chips(desk.open(LIST))][-2:] == ["Widok 7", "All views"]
    page = desk.open(f"{LIST}?view={numbers[8]}")
    assert [words for _href, words, _current in chips(page)][-2:] == ["Widok 8", "All views"]


def test_another_content_is_saved(desk: Desk, saving: Saving) -> None:
    number = save(saving, "Do hotelu", Wish(chosen={"state": "confirmed"}))
    page = desk.open(f"{LIST}?view={number}&state=waiting")
    changes = re.search(r'name="changes" value="(\d+)"', page)
    assert changes
    assert SAVED in desk.send(f"{VIEWS}/{number}/list?state=waiting", changes=changes[1])
    assert stored(saving) == {"Do hotelu": ({"state": "waiting"}, [], 50, False)}
    page = desk.send(f"{VIEWS}/{number}/list?state=gone", 422, changes="1")
    assert "The value given for “State” does not exist in this edition." in page
    assert stored(saving) == {"Do hotelu": ({"state": "waiting"}, [], 50, False)}


@pytest.mark.parametrize("seen", ["0", "", "-1", "²", "9" * 12])
def test_of_two_the_second_sees_both_lists_and_chooses(desk: Desk, saving: Saving, seen: str) -> None:
    number = save(saving, "Do hotelu", Wish())
    with saving() as session:
        edition = session.scalars(select(Edition).where(Edition.slug == "test")).one()
        wish = Wish(chosen={"state": "confirmed"}, columns=("last_name", "phone"))
        service.save_view(session, edition, session.get_one(SavedView, number), wish, Doing(COLLEAGUE, now(), 0))
    desk.open(LIST)
    mine = f"{VIEWS}/{number}/list?state=waiting&rows=100"
    page = desk.send(mine, 422, changes=seen)
    assert re.search(
        r"Changed by a colleague at \d\d:\d\d \(Jan Nowak\)\. Nothing typed here has been saved yet\.", page
    )
    rows = re.findall(r'<th scope="row">(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', page)
    assert rows[0] == ("Filters", "State: Confirmed", "State: Waiting list")
    assert [label for label, _theirs, _yours in rows] == ["Filters", "Columns", "Rows on a page"]
    assert rows[1][1] == "Last name, Telephone"
    assert "The colleague&#39;s version has been kept." in desk.send(mine, deed="theirs", changes="1")
    assert stored(saving)["Do hotelu"][0] == {"state": "confirmed"}
    assert SAVED in desk.send(mine, deed="mine", changes="1")
    assert stored(saving) == {"Do hotelu": ({"state": "waiting"}, [], 100, False)}


def test_renaming_alone_and_at_once(desk: Desk, saving: Saving) -> None:
    number, _other = save(saving, "Do hotelu", Wish()), save(saving, "Autokar", Wish())
    page = desk.open(f"{VIEWS}/{number}")
    assert 'value="Do hotelu"' in page
    assert "Everybody who has registered" in page
    assert "Please name the view." in desk.send(f"{VIEWS}/{number}", 422, name=" ", changes="0")
    assert "There is a view of this name already." in desk.send(f"{VIEWS}/{number}", 422, name="autokar", changes="0")
    assert "The view has been renamed." in desk.send(f"{VIEWS}/{number}", name="Hotel Polonia", changes="0")
    desk.open(f"{VIEWS}/{number}")
    page = desk.send(f"{VIEWS}/{number}", 422, name="Noclegi", changes="0")
    assert "Changed by a colleague at" in page
    assert ">Hotel Polonia</td>" in page
    assert ">Noclegi</td>" in page
    assert 'value="Noclegi"' in page
    assert "The colleague&#39;s version has been kept." in desk.send(f"{VIEWS}/{number}", name="Noclegi", deed="theirs")
    assert set(stored(saving)) == {"Hotel Polonia", "Autokar"}
    assert "The view has been renamed." in desk.send(f"{VIEWS}/{number}", name="Noclegi", changes="1", deed="mine")
    assert set(stored(saving)) == {"Noclegi", "Autokar"}


def test_opening_by_itself_is_chosen_and_given_up(desk: Desk, saving: Saving) -> None:
    number = save(saving, "Do hotelu", Wish())
    assert "Open the list with this view" in desk.open(f"{VIEWS}/{number}")
    page = desk.send(f"{VIEWS}/{number}", deed="open")
    assert "The list opens with this view from now on, for the whole office of this edition." in page
    assert "opens by itself" in page
    assert "Open the list with everybody instead" in desk.open(f"{VIEWS}/{number}")
    assert "The list opens with everybody from now on." in desk.send(f"{VIEWS}/{number}", deed="plain")
    assert stored(saving)["Do hotelu"][3] is False


def test_deleting_asks_first_and_twice_is_once(desk: Desk, saving: Saving) -> None:
    number = save(saving, "Do hotelu", Wish())
    page = desk.open(f"{VIEWS}/{number}/delete")
    assert "Delete the view “Do hotelu”?" in page
    assert list(stored(saving)) == ["Do hotelu"]
    for _time in range(2):
        page = desk.send(f"{VIEWS}/{number}/delete")
        assert "The view has been deleted." in page
        assert "There are no saved views yet." in page
        desk.open(LIST)
    gone = "The view does not exist any more; perhaps a colleague has deleted it. Nothing was changed."
    assert gone in desk.send(f"{VIEWS}/{number}", name="Hotel")
    desk.open(LIST)
    assert gone in desk.send(f"{VIEWS}/{number}", deed="open")
    desk.open(LIST)
    page = desk.send(f"{VIEWS}/{number}/list?state=waiting", 422, changes="0")
    assert "The view has been deleted meanwhile. This list can be saved as a new one." in page
    assert f'action="{NEW}?state=waiting"' in page


def test_readers_see_views_and_save_none(app: Flask, desk: Desk, saving: Saving) -> None:
    number = save(saving, "Do hotelu", Wish(chosen={"needs": "diet"}))
    with saving() as session:
        staff(session, Role.READER, None, "reader@example.org")
    reader = sign_in(app.test_client(), "reader@example.org")
    page = reader.open(f"{LIST}?view={number}")
    assert "The filter “Needs” is not open to you; it was left out." in page
    assert (f"{LIST}?view={number}", "Do hotelu", True) in chips(page)
    assert "Save this view" not in page
    assert f"{VIEWS}/{number}" not in reader.open(VIEWS)
    for address in (NEW, f"{VIEWS}/{number}", f"{VIEWS}/{number}/delete"):
        reader.open(address, 403)
    assert f'href="{VIEWS}/{number}"' in desk.open(VIEWS)
