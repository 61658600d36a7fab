"""What was typed is there again: after Back, a reload, another language, another category, an ended session."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from sokwms_reg.accounts.queries import user_by_email
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.models import Registration
from tests.attendees.people import EMAIL, PASSWORD, staff
from tests.browser.conftest import Site
from tests.browser.story import Registrant

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
AGAIN = {
    "pl": "Przywrócono dane wpisane wcześniej w tym oknie.",
    "en": "What was typed before in this window has been filled in again.",
}
SIZES = [("pl", 390), ("en", 1280)]


def note(page: Page) -> str:
    """Return what the form's own region says; it must be one that is read out politely."""
    region = page.locator("#registration [role=status]")
    expect(region.locator(".note")).to_be_visible()
    return region.inner_text()


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_back_reload_and_clearing(visit: Visit, site: Site, language: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900})
    person = Registrant(site, page, language)
    person.choose()
    person.fill()
    page.locator("details.fold summary", has_text=re.compile("Contact|kontakt", re.IGNORECASE)).click()
    page.locator("#contact_name").fill("Anna Sekretarka")
    page.locator("#contact_email").fill("anna@example.org")
    person.next()
    # The answers must be there before one leaves them: Chromium refuses to look at a history that is still changing.
    expect(page.locator('button[value="confirm"]')).to_be_visible()
    page.wait_for_load_state()
    page.evaluate("history.back()")
    person.expect_filled()
    expect(page.locator("#contact_name")).to_be_visible()
    assert AGAIN[language] in note(page)
    page.reload()
    person.expect_filled()
    page.locator("#registration [role=status] button").click()
    expect(page.locator("#first_name")).to_have_value("")
    expect(page.locator("#accept_rules")).not_to_be_checked()
    expect(page.locator("#registration [role=status]")).to_have_count(0)
    page.reload()
    expect(page.locator("#first_name")).to_have_value("")
    expect(page.locator("#registration .note")).to_have_count(0)


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_another_language_and_category_and_the_end(visit: Visit, site: Site, language: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900})
    person = Registrant(site, page, language)
    person.choose()
    person.fill()
    other = {"pl": "en", "en": "pl"}[language]
    page.goto(f"/{other}/editions/demo/register/ngo")
    person.expect_filled()
    assert AGAIN[other] in note(page)
    page.goto(f"/{language}/editions/demo/register/academia")
    person.expect_filled()
    change_category(page, "foreign")
    expect(page.locator("#first_name")).to_have_value(person.texts["first_name"])
    page.locator("#country").select_option("NO")
    page.reload()  # sends once more what was sent before the country was chosen
    expect(page.locator("#country")).to_have_value("NO")
    assert AGAIN[language] in note(page)
    change_category(page, "ngo")
    person.expect_filled()
    change_category(page, "foreign")
    expect(page.locator("#country")).to_have_value("NO")
    change_category(page, "ngo")
    page.goto(f"/{language}/editions/demo/register/foreign")
    expect(page.locator("#country")).to_have_value("NO")
    page.goto(f"/{language}/editions/demo/register/ngo")
    person.expect_filled()
    person.next()
    page.locator('button[value="confirm"]').click()
    person.reference()
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.goto(f"/{language}/editions/demo/register/ngo")
    expect(page.locator("#first_name")).to_have_value("")


def change_category(page: Page, key: str) -> None:
    page.locator("aside details summary").click()
    page.locator(f'button[formaction$="/register/{key}"]').click()
    expect(page.locator("#registration")).to_have_attribute("action", re.compile(f"/{key}$"))


def test_without_script_another_category_keeps_everything(visit: Visit, site: Site) -> None:
    page = visit(viewport={"width": 390, "height": 900}, java_script_enabled=False)
    person = Registrant(site, page, "pl")
    person.choose()
    person.fill()
    change_category(page, "foreign")
    change_category(page, "ngo")
    person.expect_filled()


def test_nothing_that_nobody_typed_is_kept_and_another_tab_knows_nothing(visit: Visit, site: Site) -> None:
    page = visit()
    person = Registrant(site, page, "pl")
    person.choose()
    page.locator("#website").evaluate("field => field.value = 'http://spam'")
    page.locator("#first_name").fill("Żaneta")
    kept = page.evaluate("Object.entries(sessionStorage)")
    assert kept == [["draft:register/demo", '{"first_name":["Żaneta"]}']]
    tab = page.context.new_page()
    tab.goto(page.url)
    expect(tab.locator("#first_name")).to_have_value("")
    tab.close()


def test_a_shut_store_hinders_nobody(visit: Visit, site: Site) -> None:
    page = visit()
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no') }})")
    person = Registrant(site, page, "en")
    person.choose()
    person.fill()
    person.next()
    page.locator('button[value="confirm"]').click()
    person.reference()


def test_an_old_draft_of_changes_leaves_newer_data_alone(visit: Visit, site: Site) -> None:
    page = visit()
    person = Registrant(site, page, "en")
    person.choose()
    person.fill()
    person.next()
    page.locator('button[value="confirm"]').click()
    reference = person.reference()
    person.open_own_page()
    own = page.url
    page.goto(f"{own}/edit")
    page.locator("#position").fill("wójt")
    with site.app.app_context(), writing() as session:
        session.scalars(select(Registration).where(Registration.reference == reference)).one().institution = "Urząd"
    page.goto(own)
    page.goto(f"{own}/edit")
    expect(page.locator("#position")).to_have_value("wójt")
    expect(page.locator("#institution")).to_have_value("Urząd")
    assert AGAIN["en"] in note(page)
    page.locator("#registration .btn").click()
    expect(page).to_have_url(re.compile("changed=1"))
    assert page.evaluate("Object.keys(sessionStorage)") == []


@pytest.fixture
def office(browser: Browser, site: Site) -> Iterator[Page]:
    """Return a page of somebody of the office who has signed in and reads English."""
    with site.app.app_context(), writing() as session:
        if user_by_email(session, EMAIL) is None:
            staff(session, Role.ADMINISTRATOR, None)
    context = browser.new_context(base_url=site.url, locale="en-GB")
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page)
    yield page
    context.close()


def sign_in(page: Page) -> None:
    page.goto("/office/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form .btn").first.click()
    expect(page.locator("body")).to_have_class("office")


@pytest.mark.parametrize("scripted", [True, False])
def test_a_session_that_ends_while_a_reason_is_typed(
    browser: Browser, visit: Visit, site: Site, office: Page, *, scripted: bool
) -> None:
    person = Registrant(site, visit(), "en")
    person.choose()
    person.fill()
    person.next()
    person.page.locator('button[value="confirm"]').click()
    reference = person.reference()
    state = office.context.storage_state()
    context = browser.new_context(base_url=site.url, locale="en-GB", java_script_enabled=scripted, storage_state=state)
    page = context.new_page()
    page.goto(f"/office/demo/attendees/{reference}/cancel")
    page.locator("textarea").fill("Too few places & rooms\nsecond line")
    context.clear_cookies()
    page.locator("main form .btn").first.click()
    expect(page.locator("h1")).to_have_text("The session has ended")
    with context.expect_page() as opened:
        page.locator("a[target=_blank]").click()
    sign_in(opened.value)
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("main")).to_contain_text("The registration is cancelled")
    expect(page.locator("main")).to_contain_text("Too few places & rooms")
    context.close()


def test_a_reason_is_there_again_after_a_reload_and_gone_after_signing_out(
    visit: Visit, site: Site, office: Page
) -> None:
    person = Registrant(site, visit(), "en")
    person.choose()
    person.fill()
    person.next()
    person.page.locator('button[value="confirm"]').click()
    address = f"/office/demo/attendees/{person.reference()}"
    office.goto(address)
    office.locator("[data-dialog=ask-cancel]").click()
    office.locator("#ask-cancel textarea").fill("No room")
    office.goto(f"{address}/cancel")
    expect(office.locator("textarea")).to_have_value("No room")
    expect(office.locator("main [role=status] .note")).to_be_visible()
    office.goto("/office/logout")
    office.locator("main form .btn").first.click()
    expect(office.locator("#password")).to_be_visible()
    assert office.evaluate("Object.keys(sessionStorage)") == []
