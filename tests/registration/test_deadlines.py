"""What can still be done on the own page, until when, in words; what happens after; the offer; the line."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.i18n import speaking
from sokwms_reg.editions.models import Category, Edition, Promotion
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.views.deadlines import deadlines, until_words
from tests.factories import CLOSES, NOW
from tests.pages import Page
from tests.registration.conftest import At, Saving, Stored, Visitor

OwnAddress = Callable[..., str]
STAFF = Actor("staff", "1", "Anna Kowalska")
SOON = NOW + timedelta(days=2)


@pytest.fixture
def own(visitor: Visitor, own_address: OwnAddress) -> str:
    """Register a person and return the own page's address, in English."""
    visitor.register()
    return own_address(1, language="en")


def settings(saving: Saving, table: type[Edition | Category | Registration], **values: Any) -> None:  # noqa: ANN401
    """Change columns of all rows."""
    with saving() as session:
        session.execute(update(table).values(**values))


def can(page: Page) -> list[str]:
    """Return the rows of what can be done, each with its deadline."""
    return [item.text for item in page.all("li") if "ossible" in item.text or "cancelled" in item.text]


def test_each_action_has_its_deadline_in_words(visitor: Visitor, own: str, saving: Saving) -> None:
    assert can(visitor.open(own)) == [
        "Change the data Possible until 10 December 2026, 11:00, Polish time.",
        "Send another person instead Possible until the end of 26 January 2027, Polish time.",
        "Withdraw the registration… Possible at any time.",
    ]
    ends = {"editing_until": SOON, "replacement_until": CLOSES, "withdrawal_until": CLOSES + timedelta(hours=13)}
    settings(saving, Edition, **ends)
    assert [row.rpartition("Possible")[2] for row in can(visitor.open(own))] == [
        " until 22 November 2026, 11:00, Polish time.",
        " until 10 December 2026, 11:00, Polish time.",
        " until the end of 10 December 2026, Polish time.",
    ]


def test_after_a_deadline_the_row_says_so_and_whom_to_phone(visitor: Visitor, own: str, saving: Saving, at: At) -> None:
    settings(saving, Edition, editing_until=SOON, replacement_until=SOON, withdrawal_until=SOON)
    at(SOON)
    page = visitor.open(own)
    phone = "For urgent changes, please phone or write to the secretariat: +48 41 000 00 00, sekretariat@example.org"
    over = f"This was possible until 22 November 2026, 11:00, Polish time. {phone}"
    names = ("Change the data", "Send another person instead", "Withdraw the registration")
    assert can(page) == [f"{name} {over}" for name in names]
    links = {link.attributes.get("href", "").removeprefix(f"{own}/") for link in page.all("a")}
    assert not {"edit", "replace", "cancel"} & links
    assert page.all("dialog", id="cancel") == []
    page = visitor.open(f"{own}/edit")
    assert over in page.text


def test_the_form_of_changes_names_its_own_deadline(visitor: Visitor, own: str, saving: Saving) -> None:
    settings(saving, Edition, editing_until=SOON)
    assert "Changes are possible until 22 November 2026, 11:00, Polish time." in visitor.open(f"{own}/edit").text


def test_withdrawing_ends_with_a_sentence_and_a_telephone(
    visitor: Visitor, own: str, saving: Saving, at: At, stored: Stored
) -> None:
    settings(saving, Edition, withdrawal_until=SOON)
    at(SOON - timedelta(seconds=1))
    assert visitor.open(f"{own}/cancel").one("h1").text == "Withdraw the registration?"
    at(SOON)
    page = visitor.open(f"{own}/cancel")
    assert (visitor.status, page.one("h1").text) == (200, "The registration can no longer be withdrawn here")
    assert "This was possible until 22 November 2026" in page.text
    assert "tel:+48410000000" in [link.attributes.get("href") for link in page.all("a")]
    assert page.all("form") == []
    answer = visitor.client.post(f"{own}/cancel")
    assert (answer.status_code, Page(answer.text).one("h1").text) == (422, page.one("h1").text)
    assert stored()[0].state == "confirmed"


def test_of_a_cancelled_edition_one_can_only_withdraw(visitor: Visitor, own: str, saving: Saving) -> None:
    settings(saving, Edition, cancelled=True)
    assert can(visitor.open(own)) == [
        "Withdraw the registration… Possible at any time.",
        "The edition has been cancelled.",
    ]
    visitor.client.post(f"{own}/cancel")
    assert can(visitor.open(own)) == []


def test_an_edition_without_registrations_of_its_own_sends_to_the_secretariat() -> None:
    edition = Edition(timezone="Europe/Warsaw", cancelled=False)
    with speaking("en"):
        rows = deadlines(edition, "confirmed", None, NOW)
    assert [(row.action, row.open, row.words) for row in rows] == [
        ("edit", False, "This is not possible on this page."),
        ("replace", False, "This is not possible on this page."),
        ("withdraw", True, "Possible at any time."),
    ]
    assert deadlines(edition, "cancelled", None, NOW) == []


@pytest.mark.parametrize(
    ("language", "hour", "words"),
    [
        ("pl", 0, "końca dnia 9 grudnia 2026 r. czasu polskiego"),
        ("pl", 12, "10 grudnia 2026 r., 12:00 czasu polskiego"),
        ("en", 0, "the end of 9 December 2026, Polish time"),
        ("en", 12, "10 December 2026, 12:00, Polish time"),
    ],
)
def test_midnight_is_the_end_of_the_day_before(language: str, hour: int, words: str) -> None:
    instant = datetime(2026, 12, 10, hour, tzinfo=UTC) - timedelta(hours=1)
    with speaking(language):
        assert until_words(instant, "Europe/Warsaw").replace("\u00a0", " ") == words


@pytest.fixture
def third(visitor: Visitor, own_address: OwnAddress) -> str:
    """Register three people for two places; return the address of the one who waits, in English."""
    for number in (1, 2, 3):
        visitor.register(first_name=f"Osoba {number}", email=f"osoba{number}@example.org")
    return own_address(3, language="en")


def test_one_who_waits_reads_the_position_and_the_rule_before_any_action(
    visitor: Visitor, third: str, saving: Saving
) -> None:
    page = visitor.open(third)
    assert page.one("p", **{"class": "big"}).text.startswith("1 position on the waiting list of 1 person")
    rule = "Until 10 December 2026, 11:00, a place that becomes free goes automatically to the first in line"
    assert rule in page.text
    assert page.text.index("position on the waiting list") < page.text.index(rule) < page.text.index("Change the data")
    settings(saving, Edition, promotion=Promotion.BY_HAND)
    assert "The secretariat decides on places that become free" in visitor.open(third).text


def test_one_whom_the_limit_keeps_back_is_told(visitor: Visitor, third: str, saving: Saving) -> None:
    words = "at most 2 people from one institution may hold places"
    assert words not in visitor.open(third).text
    settings(saving, Category, institution_limit=2)
    assert words in visitor.open(third).text
    settings(saving, Registration, limit_lifted=True)
    assert words not in visitor.open(third).text


@pytest.fixture
def offered(third: str, saving: Saving) -> str:
    """Offer a place to the one who waits, for two days; return the own page's address."""
    with saving() as session:
        session.execute(update(Category).where(Category.key == "ngo").values(capacity=3))
        service.offer(session, session.get_one(Registration, 3), SOON, STAFF, NOW)
    return third


def test_the_offer_stands_first_with_its_deadline_and_both_answers(visitor: Visitor, offered: str) -> None:
    page = visitor.open(offered)
    offer = page.one("section", **{"aria-labelledby": "offer"}).text
    assert offer.startswith("A place has been offered. Please answer by 22 November 2026, 11:00 (Polish time).")
    assert "Accept the place" in offer
    assert "Withdraw the registration…" in offer
    assert page.text.index("Accept the place") < page.text.index("What can be done here")


def test_a_second_press_after_accepting_says_so(visitor: Visitor, offered: str, stored: Stored) -> None:
    assert visitor.client.post(f"{offered}/accept").headers["Location"] == offered
    again = visitor.client.post(f"{offered}/accept").headers["Location"]
    assert visitor.open(again).one("p", role="status").text == (
        "The place has already been accepted. Nothing more needs to be done."
    )
    assert stored()[2].state == "confirmed"


def test_an_offer_that_has_ended_says_what_happens(
    visitor: Visitor, offered: str, at: At, saving: Saving, stored: Stored
) -> None:
    at(SOON)
    page = visitor.open(offered)
    offer = page.one("section", **{"aria-labelledby": "offer"}).text
    assert "The time for an answer ended on 22 November 2026, 11:00 (Polish time)" in offer
    assert "returns to the end of the waiting list" in offer
    assert f"{offered}/accept" not in visitor.html
    again = visitor.client.post(f"{offered}/accept").headers["Location"]
    assert "The time for an answer is over" in visitor.open(again).one("p", role="status").text
    assert stored()[2].state == "offered"
    settings(saving, Registration, state="waiting")
    again = visitor.client.post(f"{offered}/accept").headers["Location"]
    assert "The offer has ended" in visitor.open(again).one("p", role="status").text


def test_promotion_by_day_is_said_as_a_day(visitor: Visitor, third: str, saving: Saving) -> None:
    settings(saving, Edition, promotion=Promotion.OFFERS, promotion_until=date(2026, 12, 1), offer_hours=48)
    assert (
        "Until 1 December 2026, a place that becomes free is offered to the first in line" in visitor.open(third).text
    )
    assert "48 godzin" in visitor.open(third.replace("/en/", "/pl/")).text
