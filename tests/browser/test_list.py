"""The list at both widths: filtered, a chip removed, a column added, sorted, saved as a view and opened again."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sokwms_reg.core.clock import now
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.service import register
from tests.attendees.people import PASSWORD, staff
from tests.browser.conftest import Site
from tests.factories import make_application, make_category, make_edition

pytestmark = pytest.mark.browser
NAMES = ("Łoś", "Nowak", "Zając")


def furnish(site: Site, slug: str) -> None:
    """Add an edition with a secretariat, two people who have a place and one who waits."""
    with site.app.app_context(), writing() as session:
        window = {"registration_opens_at": now() - timedelta(9), "registration_closes_at": now() + timedelta(9)}
        edition = make_edition(session, slug, **window)
        make_category(session, edition, capacity=2, name_pl="Organizacje", name_en="Organisations")
        staff(session, Role.SECRETARIAT, edition, f"{slug}@example.org")
        for name in NAMES:
            given = make_application(last_name=name, institution=f"Urząd Gminy {name}", phone="+48 600 000 001")
            register(session, edition, given, now())


def sign_in(page: Page, slug: str) -> None:
    page.goto(f"/office/{slug}/attendees")
    page.locator("#email").fill(f"{slug}@example.org")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Participants")).to_be_visible()


def people(page: Page) -> list[str]:
    """Return the last names in the table, from its top."""
    return [words.split()[0] for words in page.locator("tbody th a").all_inner_texts()]


@pytest.mark.parametrize(("width", "script"), [(390, False), (1280, True)])
def test_a_list_becomes_a_view(browser: Browser, site: Site, tmp_path: Path, width: int, script: bool) -> None:  # noqa: FBT001 - a parameter of the test
    slug = f"list-{width}"
    furnish(site, slug)
    context = browser.new_context(
        base_url=site.url, viewport={"width": width, "height": 900}, java_script_enabled=script
    )
    page = context.new_page()
    sign_in(page, slug)
    assert people(page) == list(NAMES)
    page.locator("summary", has_text="Filters and order").click()
    page.get_by_label("Confirmed (2)").check()
    page.get_by_label("Institution", exact=True).fill("urzad")
    page.get_by_role("button", name="Show").click()
    chips = page.get_by_role("navigation", name="Filters in use")
    expect(chips).to_contain_text("2 registrations match these filters:")
    chips.get_by_role("link", name="State: Confirmed").click()
    expect(chips).to_contain_text("3 registrations match these filters:")
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("One more column").select_option(label="Telephone")
    page.get_by_role("button", name="Add").click()
    phone = page.locator("tbody td", has_text="+48 600 000 001").first
    expect(phone).to_be_visible()
    if script:
        page.get_by_role("link", name="Person and institution").click()
    else:
        page.locator("summary", has_text="Filters and order").click()
        page.get_by_label("Sort by").select_option("-name")
        page.get_by_role("button", name="Show").click()
    assert people(page) == list(reversed(NAMES))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    shown = page.locator("td[data-label='Telephone']").first.evaluate(
        "one => getComputedStyle(one, '::before').content"
    )
    assert shown == ('"Telephone: "' if width < 500 else "none"), "a card says what a value is"
    page.locator("summary", has_text="Save this view").click()
    page.get_by_label("Name of the view").fill("Do hotelu")
    page.get_by_role("button", name="Save the view").click()
    views = page.get_by_role("navigation", name="Saved views")
    expect(views.locator("[aria-current]")).to_have_text("Do hotelu")
    views.get_by_role("link", name="Everybody").click()
    assert people(page) == list(NAMES)
    expect(page.locator("tbody td", has_text="+48 600 000 001")).to_have_count(0)
    views.get_by_role("link", name="Do hotelu").click()
    assert people(page) == list(reversed(NAMES))
    expect(page.locator("tbody td", has_text="+48 600 000 001")).to_have_count(3)
    page.screenshot(path=tmp_path / f"list-{width}.png", full_page=True)
    context.close()
