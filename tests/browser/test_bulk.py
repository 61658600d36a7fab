"""Many at once: two rows get a tag, the list shows those two, and all that match move to another category."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from sokwms_reg.core.clock import now
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Role
from sokwms_reg.registration import service
from tests.attendees.people import PASSWORD, staff
from tests.browser.conftest import Site
from tests.factories import make_application, make_category, make_edition

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Words:
    """What the pages say in one language."""

    language: str
    many: str
    tag: str
    preview: str
    two_change: str
    add: str
    two_changed: str
    tags: str
    move: str
    move_them: str


POLISH = Words(
    "pl",
    "Zmień wiele zgłoszeń naraz",
    "Dodaj etykietę…",
    "Pokaż podgląd",
    "Zostaną zmienione 2 zgłoszenia.",
    "Dodaj etykietę",
    "Zmieniono 2 zgłoszenia.",
    "Wszystkie etykiety",
    "Przenieś do innej kategorii…",
    "Przenieś zgłoszenia",
)
ENGLISH = Words(
    "en",
    "Change many at once",
    "Add a tag…",
    "Show the preview",
    "2 registrations will be changed.",
    "Add the tag",
    "2 registrations were changed.",
    "All tags",
    "Move to another category…",
    "Move them",
)


def furnish(session: Session, slug: str) -> list[str]:
    """Add an edition with four people and a secretariat; return the people's references."""
    moment = now()
    opens, closes = moment - timedelta(days=9), moment + timedelta(days=9)
    edition = make_edition(session, slug, registration_opens_at=opens, registration_closes_at=closes)
    make_category(session, edition)
    make_category(session, edition, "academia", name_pl="Nauka", name_en="Academia", ordinal=2)
    staff(session, Role.SECRETARIAT, edition, f"{slug}@example.org")
    return [
        service.register(session, edition, make_application(), moment).registration.reference for _number in range(4)
    ]


def sign_in(page: Page, slug: str, language: str) -> None:
    page.goto(f"/office/login?lang={language}")
    page.locator("#email").fill(f"{slug}@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form .btn").first.click()


def fits(page: Page, width: int) -> bool:
    return int(page.evaluate("document.documentElement.scrollWidth")) == width


@pytest.mark.parametrize(("width", "words"), [(390, POLISH), (1280, ENGLISH)], ids=["390-pl", "1280-en"])
def test_two_are_tagged_and_all_that_match_move(browser: Browser, site: Site, width: int, words: Words) -> None:
    slug = f"bulk-{words.language}"
    with site.app.app_context(), writing() as session:
        one, other, *rest = furnish(session, slug)
    context = browser.new_context(base_url=site.url, viewport={"width": width, "height": 900})
    page = context.new_page()
    sign_in(page, slug, words.language)
    page.goto(f"/office/{slug}/attendees")
    for reference in (one, other):
        page.locator(f'input[name="reference"][value="{reference}"]').check()
    page.get_by_text(words.many).click()
    page.get_by_role("button", name=words.tag).click()
    page.locator("#tag").fill("autokar")
    page.get_by_role("button", name=words.preview).click()
    expect(page.locator("main")).to_contain_text(words.two_change)
    expect(page.locator("main")).to_contain_text(one)
    assert fits(page, width)
    page.get_by_role("button", name=words.add, exact=True).click()
    expect(page.get_by_text(words.two_changed)).to_be_visible()

    page.get_by_text(words.many).click()
    page.get_by_role("link", name=words.tags).click()
    page.get_by_role("link", name="autokar", exact=True).click()
    expect(page.locator('input[name="reference"]')).to_have_count(2)
    assert fits(page, width)

    page.get_by_text(words.many).click()
    page.locator('input[name="everybody"]').check()
    page.get_by_role("button", name=words.move).click()
    page.locator('input[name="category"][value="academia"]').check()
    page.get_by_role("button", name=words.preview).click()
    expect(page.locator("main")).to_contain_text(words.two_change)
    page.get_by_role("button", name=words.move_them, exact=True).click()
    expect(page.get_by_text(words.two_changed)).to_be_visible()
    page.goto(f"/office/{slug}/attendees?category=academia")
    expect(page.locator('input[name="reference"]')).to_have_count(2)
    for reference in rest:
        expect(page.locator(f'input[name="reference"][value="{reference}"]')).to_have_count(0)
    context.close()
