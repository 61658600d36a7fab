"""A hotel's list: handed over, somebody changed, the difference seen, handed over again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from sokwms_reg.core.clock import now
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import register
from tests.attendees.people import PASSWORD, staff
from tests.browser.conftest import Site
from tests.factories import make_application, make_category, make_edition

pytestmark = pytest.mark.browser

SLUG, EMAIL = "handing-over", "hotel.desk@example.org"


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    """Give the list of an edition with three people, to a secretariat that reads English."""
    at = now()
    with site.app.app_context(), writing() as session:
        window = {"registration_opens_at": at - timedelta(1), "registration_closes_at": at + timedelta(9)}
        edition = make_edition(session, SLUG, **window)
        make_category(session, edition)
        for number in range(3):
            register(session, edition, make_application(last_name=f"Guest-{number}"), at)
        staff(session, Role.SECRETARIAT, edition, EMAIL)
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"/office/{SLUG}/attendees?state=confirmed")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    yield page
    context.close()


def test_a_hotel_has_a_list_that_was_true_on_tuesday(desk: Page, site: Site) -> None:
    desk.get_by_role("link", name="Hand over this list").click()
    desk.get_by_role("link", name="Hotel", exact=True).click()
    desk.get_by_label("Recipient", exact=True).fill("Hotel Polonia")
    expect(desk.get_by_role("checkbox", name="Days")).to_be_checked()
    desk.get_by_text("Other columns", exact=True).click()
    expect(desk.get_by_role("checkbox", name="E-mail address", exact=True)).not_to_be_checked()
    desk.get_by_role("checkbox", name="Telephone", exact=True).check()
    desk.get_by_role("button", name="Hand the list over").click()
    expect(desk.locator(".flashes")).to_contain_text("The list is kept as handed over, with 3 people.")
    with site.app.app_context(), writing() as session:
        changed = session.scalars(select(Registration.id).where(Registration.last_name == "Guest-1")).one()
        session.execute(update(Registration).where(Registration.id == changed).values(phone="+48 600 000 001"))
    desk.reload()
    row = desk.get_by_role("region", name="Changed").get_by_role("row").nth(1)
    expect(row).to_contain_text("Telephone: not given")
    expect(row.locator("ins")).to_have_text("+48 600 000 001")
    desk.get_by_role("link", name="Hand over again…").click()
    desk.get_by_role("dialog").get_by_role("button", name="Hand over again").click()
    expect(desk.locator("main")).to_contain_text("Nobody has been added, removed or changed since.")
    desk.get_by_role("link", name="Lists handed over").first.click()
    expect(desk.get_by_role("row").nth(1)).to_contain_text("2 deliveries")
