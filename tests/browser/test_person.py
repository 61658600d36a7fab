"""Two colleagues change one person's telephone number at once; the second sees both numbers and keeps hers."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.clock import now
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Edition, Role
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from tests.attendees.people import PASSWORD, staff
from tests.browser.conftest import Site
from tests.factories import make_application, make_category, make_edition

pytestmark = pytest.mark.browser
SLUG = "person-pl"
MINE, THEIRS = "+48 600 000 001", "+48 600 000 002"


def furnish(session: Session) -> str:
    """Add an edition with one person and a secretariat; return the person's reference."""
    moment = now()
    opens, closes = moment - timedelta(days=9), moment + timedelta(days=9)
    edition = make_edition(session, SLUG, registration_opens_at=opens, registration_closes_at=closes)
    make_category(session, edition)
    staff(session, Role.SECRETARIAT, edition, f"{SLUG}@example.org")
    return service.register(session, edition, make_application(last_name="Łoś"), moment).registration.reference


def colleague_changes(session: Session, reference: str) -> None:
    """Change the telephone number, as a colleague at another desk does."""
    one = session.scalars(select(Registration).where(Registration.reference == reference)).one()
    assert session.get_one(Edition, one.edition_id).slug == SLUG
    mark = service.section_mark(session, one, "contact")
    wanted = service.Amended("contact", {"phone": THEIRS}, mark, {})
    service.amend(session, one, wanted, service.Order(Actor("staff", "9", "Jan Nowak"), now(), ""))


def sign_in(page: Page) -> None:
    page.goto("/office/login?lang=pl")
    page.locator("#email").fill(f"{SLUG}@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form .btn").first.click()


def test_the_second_of_two_colleagues_sees_both_and_saves_hers(browser: Browser, site: Site) -> None:
    with site.app.app_context(), writing() as session:
        reference = furnish(session)
    context = browser.new_context(base_url=site.url, viewport={"width": 390, "height": 900})
    page = context.new_page()
    sign_in(page)
    page.goto(f"/office/{SLUG}/attendees/{reference}")
    contact = page.locator("#contact")
    contact.get_by_role("link", name="Zmień").click()
    expect(page).to_have_url(f"{site.url}/office/{SLUG}/attendees/{reference}?edit=contact#contact")
    contact.locator("#edit-phone").fill(MINE)
    contact.locator("#edit-letter").uncheck()
    with site.app.app_context(), writing() as session:
        colleague_changes(session, reference)
    contact.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.locator(".errors")).to_contain_text("(Jan Nowak)")
    expect(contact.locator("tbody tr")).to_have_count(1)
    for number in (MINE, THEIRS):
        expect(contact.locator("tbody")).to_contain_text(number.replace(" ", "\u00a0"))
    expect(contact.locator("#edit-phone")).to_have_value(MINE)
    expect(contact.locator("#edit-letter")).not_to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    contact.get_by_role("button", name="Zapisz moją wersję").click()
    expect(page.get_by_text("Zmiany zostały zapisane; nie wysłano wiadomości.")).to_be_visible()
    expect(contact).to_contain_text(MINE.replace(" ", "\u00a0"))
    expect(page.locator("ol.line")).to_contain_text("Jan Nowak")
    context.close()
