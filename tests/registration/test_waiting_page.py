"""The waiting list as the office sees it: positions, why there is no place, and how free places go out."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import Category, CategoryDay, Edition, EditionDay, Role
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, Saving, sign_in, staff, stored
from tests.factories import FIRST_DAY, NOW, SECOND_DAY, make_application, make_category, make_edition
from tests.registration.conftest import At

PAGE = "/office/test/waiting"
STAFF = Actor("staff", "9", "Zofia")
ROWS = (
    ("Łącka", "Fundacja", (FIRST_DAY, SECOND_DAY)),
    ("Smith", "Fundacja", (FIRST_DAY,)),
    ("Ćwik", "Stowarzyszenie", (SECOND_DAY,)),
    ("Zając", "Fundacja", (SECOND_DAY,)),
)


def register(session: Session, name: str, institution: str, days: tuple[object, ...], category: str = "ngo") -> str:
    edition = session.scalars(select(Edition).where(Edition.slug == "test")).one()
    application = make_application(last_name=name, institution=institution, days=days, category=category)
    return service.register(session, edition, application, NOW).registration.reference


@pytest.fixture
def people(at: At, saving: Saving) -> dict[str, str]:
    """Return the references of four people, of whom the last three wait for the one place of a category."""
    at(NOW)
    with saving() as session:
        edition = make_edition(session)
        make_category(session, edition, capacity=1, institution_limit=1)
        make_category(session, edition, "academia", name_en="Academia", capacity=0)
        staff(session, Role.SECRETARIAT, edition)
        return {name: register(session, name, institution, days) for name, institution, days in ROWS}


@pytest.fixture
def office(client: FlaskClient, people: dict[str, str]) -> Desk:
    """Give the secretariat's desk."""
    del people
    return sign_in(client)


def change(saving: Saving, **given: object) -> None:
    """Change columns of the edition, or of the category where it has them, and let nobody in for it."""
    with saving() as session:
        edition = session.scalars(select(Edition).where(Edition.slug == "test")).one()
        category = session.scalars(select(Category).where(Category.key == "ngo")).one()
        for name, value in given.items():
            setattr(category if hasattr(category, name) else edition, name, value)


def rows(page: str) -> list[str]:
    found = re.findall(r'<tr><td class="n">.*?</tr>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).replace("\xa0", " ").split()) for row in found]


def test_the_line_says_where_everybody_is_and_why(office: Desk) -> None:
    first, second, third = rows(office.open(PAGE))
    assert first.startswith("1 Żaneta Smith Fundacja 27 January 20 November All places")
    reasons = "All places in the category are taken. 1 person from the institution holds a place, and no more may."
    assert reasons in first
    assert second.startswith("2 Żaneta Ćwik Stowarzyszenie 28 January")
    assert second.endswith("All places in the category are taken. Move… : Żaneta Ćwik")
    assert third.startswith("3 Żaneta Zając")
    assert "Lift the limit… : Żaneta Zając" in third
    page = office.page.replace("\xa0", " ")
    assert "Free places are given automatically." in page
    assert "Until 10 December 2026, 11:00, a place that becomes free goes automatically to the first in line" in page
    assert "3 people wait; 0 places are free" in page
    assert "Give the first in line a place" not in page


def test_full_days_are_named(office: Desk, saving: Saving) -> None:
    change(saving, capacity=5, institution_limit=0, promotion="by_hand")
    with saving() as session:
        day = session.scalars(select(EditionDay).where(EditionDay.date == FIRST_DAY)).one()
        day.capacity = day.taken
        other = session.scalars(select(EditionDay).where(EditionDay.date == SECOND_DAY)).one()
        category = session.scalars(select(Category).where(Category.key == "ngo")).one()
        session.add(CategoryDay(category_id=category.id, day_id=other.id, capacity=1, taken=1))
    first, second, _third = rows(office.open(PAGE))
    assert "All places are taken on 27 January 2027." in first
    assert "All places are taken on 28 January 2027." in second


@pytest.mark.both_databases
def test_the_page_and_the_question_about_one_agree(people: dict[str, str], saving: Saving) -> None:
    for limit, capacity, lifted in ((0, 1, False), (1, 1, False), (1, 3, True), (0, 3, False), (1, 3, False)):
        change(saving, institution_limit=limit, capacity=capacity)
        with saving() as session:
            category = session.scalars(select(Category).where(Category.key == "ngo")).one()
            line = queries.lines_of(session, category.edition_id, [category], 1, 9)[category.id]
            assert [one.position for one in line] == [1, 2, 3]
            for one in line:
                one.registration.limit_lifted = lifted and one.position == 1
            session.flush()
            line = queries.lines_of(session, category.edition_id, [category], 1, 9)[category.id]
            for one in line:
                days = queries.days_of(session, one.registration.id)
                assert one.obstacles == queries.obstacles(session, one.registration, category, days)
                assert one.position == queries.position(session, one.registration)
                assert list(one.days) == [day.date for day in days]
            first = next((one.registration for one in line if not one.obstacles), None)
            assert queries.firsts_with_room(session, category.edition_id).get(category.id) is first
            assert queries.first_in_line(session, category.edition_id) is first
    assert people


def test_the_end_of_promotion_shows_who_can_have_a_place(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    change(saving, capacity=2, promotion_until=(NOW - timedelta(days=1)).date())
    first, second, third = rows(office.open(PAGE))
    assert "Can be given a place" not in first
    assert "Can be given a place Give a place… : Żaneta Ćwik Offer a place… : Żaneta Ćwik Move…" in second
    assert "Can be given a place" not in third
    page = office.page
    asked = f"/office/test/attendees/{people['Ćwik']}/promote?back=waiting"
    assert f'class="btn sm push" href="{asked}"' in page
    assert "The secretariat decides on places that become free" in page
    office.open(asked)
    page = office.send(asked)
    assert "The place is given; the message is in the outbox." in page
    assert "<h1>Waiting list</h1>" in page
    assert len(rows(page)) == 2
    assert stored(saving, people["Ćwik"])[0] == "confirmed"


def test_open_offers_stand_above_with_their_deadlines(office: Desk, saving: Saving, people: dict[str, str]) -> None:
    change(saving, capacity=2, promotion="offers")
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == people["Ćwik"])).one()
        service.offer(session, found, NOW + timedelta(days=2), STAFF, NOW)
    page = office.open(PAGE).replace("\xa0", " ")
    assert "1 offer awaits an answer" in page
    assert "22 November 2026, 11:00</time>" in page
    assert "Free places are offered automatically." in page
    assert "1 offer" not in office.open(f"{PAGE}?category=academia")
    assert "Nobody waits for a place." in office.page


def test_moving_with_a_reason(office: Desk, people: dict[str, str]) -> None:
    address = f"/office/test/attendees/{people['Zając']}/move"
    office.open(f"{address}?back=waiting")
    page = office.send(f"{address}?back=waiting", position="1", reason="Prelegentka")
    assert "it is at position 1 now" in page
    assert [row.split()[2] for row in rows(page)] == ["Zając", "Smith", "Ćwik"]
    page = office.open(f"/office/test/attendees/{people['Zając']}")
    assert "Position on the waiting list: 3 → 1" in page
    assert "Reason: Prelegentka" in page


def test_a_long_line_has_pages(office: Desk, saving: Saving) -> None:
    with saving() as session:
        for number in range(60):
            register(session, f"Osoba {number:02d}", "Uczelnia", (FIRST_DAY,), "academia")
    page = office.open(PAGE)
    assert "60 people wait, 1–50 shown" in page
    assert f'href="{PAGE}?category=academia">Show the whole line' in page
    page = office.open(f"{PAGE}?category=academia&page=2")
    assert [row.split()[0] for row in rows(page)] == [str(number) for number in range(51, 61)]
    assert "60 people wait, 51–60 shown" in page
    assert "60 people wait, 1–50 shown" in office.open(f"{PAGE}?category=academia&page=9")
    assert office.client.get(f"{PAGE}?category=").location == PAGE


def test_a_reader_sees_no_buttons(app: Flask, saving: Saving, people: dict[str, str]) -> None:
    with saving() as session:
        edition = session.scalars(select(Edition).where(Edition.slug == "test")).one()
        staff(session, Role.READER, edition, "reader@example.org")
    page = sign_in(app.test_client(), "reader@example.org").open(PAGE)
    assert len(rows(page)) == 3
    assert "/move" not in page
    assert people
