"""An organiser raises and lowers the places of a category: reads what it does, saves, moves those who are above."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from sokwms_reg.core.clock import now
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.service import register
from tests.attendees.people import PASSWORD, staff
from tests.browser.conftest import Site
from tests.factories import make_application, make_category, make_edition

pytestmark = pytest.mark.browser

_numbers = count(1)
WORDS = {
    "pl": {
        "up": "2 osoby z listy rezerwowej od razu otrzymają miejsca",
        "saved": "Zapisano ustawienia. Osobom z listy rezerwowej przyznano 2 miejsca.",
        "over": "3 osoby nie mieszczą się w nowym limicie",
        "choose": "Prosimy wybrać, co zrobić z tymi zgłoszeniami.",
        "moved": "Na listę rezerwową przeniesiono 3 osoby.",
        "changed": "Organizacje: Liczba miejsc: 4 → 1",
    },
    "en": {
        "up": "2 people get a place from the waiting list at once",
        "saved": "The settings are saved. 2 places went to the waiting list.",
        "over": "3 people are above the new limit",
        "choose": "Please choose what shall become of these people.",
        "moved": "3 people were moved to the waiting list.",
        "changed": "Organisations: Places: 4 → 1",
    },
}


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages with the settings of an edition of their own, two places for five people, signed in.

    Unlike those of public pages, their browser keeps a cookie.
    """
    contexts = []

    def open_settings(language: str, **wishes: Any) -> Page:  # noqa: ANN401 - as Playwright takes them
        slug = f"settings-{language}-{next(_numbers)}"
        with site.app.app_context(), writing() as session:
            hire(session, slug, language)
        contexts.append(browser.new_context(base_url=site.url, **wishes))
        page = contexts[-1].new_page()
        page.goto(f"/office/{slug}/settings")
        page.locator("#email").fill(f"{slug}@example.org")
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site.url}/office/{slug}/settings")
        return page

    yield open_settings
    for context in contexts:
        context.close()


def hire(session: Session, slug: str, language: str) -> None:
    """Add the edition, its people, and an organiser who reads the language."""
    at = now()
    window = {"registration_opens_at": at - timedelta(1), "registration_closes_at": at + timedelta(9)}
    edition = make_edition(session, slug, **window)
    make_category(session, edition, capacity=2)
    for number in range(5):
        register(session, edition, make_application(last_name=f"Osoba-{number}"), at)
    staff(session, Role.ORGANISER, edition, f"{slug}@example.org").language = language


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, False)])
def test_places_are_added_and_taken_away(
    desk: Callable[..., Page],
    language: str,
    width: int,
    script: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    words = WORDS[language]
    page = desk(language, viewport={"width": width, "height": 900}, java_script_enabled=script)
    page.locator('a[href$="/categories/ngo"]').click()
    page.locator("#capacity").fill("4")
    page.locator("#capacity").press("Enter")
    expect(page.locator("main")).to_contain_text(words["up"])
    page.locator('button[value="edit"]').click()
    expect(page.locator("#capacity")).to_have_value("4")
    page.locator('button[value="check"]').click()
    page.locator('button[value="save"]').click()
    expect(page.locator(".flashes")).to_contain_text(words["saved"])
    page.locator('a[href$="/categories/ngo"]').click()
    page.locator("#capacity").fill("1")
    page.locator('button[value="check"]').click()
    expect(page.locator(".note.rej")).to_contain_text(words["over"])
    for number in (1, 2, 3):
        expect(page.locator(".note.rej")).to_contain_text(f"Osoba-{number}")
    page.locator('button[value="save"]').click()
    expect(page.locator(".errors a")).to_have_text(words["choose"])
    page.locator("#over-move").check()
    page.locator('button[value="save"]').click()
    expect(page.locator(".flashes")).to_contain_text(words["moved"])
    expect(page.locator("ol.line li").first).to_contain_text(words["changed"])
