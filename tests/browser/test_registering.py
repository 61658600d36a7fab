"""A person registers from the choice of a category to the withdrawal, as people do: mouse, keys alone, no script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.story import Registrant

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
WITHDRAWN = {"pl": "Wycofane", "en": "Withdrawn"}
CONFIRMED = {"pl": "Potwierdzone", "en": "Confirmed"}
ERROR = {"pl": "Błąd:", "en": "Error:"}


def focused(page: Page) -> str:
    """Return the id of what has the focus, its class where it has none."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


@pytest.mark.parametrize(("language", "width"), [("pl", 390), ("en", 1280)])
def test_a_person_registers_and_withdraws(visit: Visit, site: Site, language: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    person = Registrant(site, page, language)
    person.choose()
    an_empty_form_leads_to_its_fields(person)
    person.fill()
    person.change_language()
    person.expect_filled()
    person.change_language()
    person.expect_filled()
    person.next()
    expect(page.locator(".answers").first).to_be_visible()
    page.locator('#registration button[value="edit"]').last.click()
    person.expect_filled()
    person.next()
    page.locator('button[value="confirm"]').click()
    reference = person.reference()
    expect(page.locator("main")).to_contain_text(CONFIRMED[language])
    person.open_own_page()
    expect(page.locator("main")).to_contain_text(reference)
    withdraw_through_the_dialog(page, language)


def an_empty_form_leads_to_its_fields(person: Registrant) -> None:
    page = person.page
    person.next()
    expect(page).to_have_title(re.compile(f"^{ERROR[person.language]}"))
    expect(page.locator(".errors")).to_be_focused()
    links = page.locator(".errors a")
    assert links.count() == 7
    for number in range(links.count()):
        target = str(links.nth(number).get_attribute("href")).removeprefix("#")
        links.nth(number).click()
        assert focused(page) == target
        expect(page.locator(f"#{target}")).to_be_in_viewport()


def withdraw_through_the_dialog(page: Page, language: str) -> None:
    opener = page.locator("[data-dialog=cancel]")
    opener.click()
    dialog = page.locator("dialog#cancel")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "btn" in focused(page)
    opener.click()
    dialog.locator(".btn.alt").click()
    expect(page.locator("main")).to_contain_text(CONFIRMED[language])
    opener.click()
    dialog.locator(".btn.danger").click()
    expect(page.locator("main .badge")).to_have_text(WITHDRAWN[language])


@pytest.mark.parametrize(("language", "width"), [("pl", 1280), ("en", 390)])
def test_by_keyboard_alone(visit: Visit, site: Site, language: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900})
    person = Registrant(site, page, language)
    person.open("editions/demo/register")
    page.keyboard.press("Tab")
    assert "skip" in focused(page)
    page.keyboard.press("Enter")
    press_on(page, 'ul.pick a[href$="/ngo"]', "Enter")
    expect(page.locator("#first_name")).to_be_visible()
    press_on(page, "#first_name", "Enter")
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator("html")).to_have_attribute("lang", language)
    press_on(page, ".errors a", "Enter")
    assert focused(page) == "first_name"
    for name in ("first_name", "last_name", "email"):
        reach(page, f"#{name}")
        page.keyboard.type(person.texts[name])
    change_the_language_twice_by_keyboard(person)
    for name in ("first_name", "last_name", "email"):
        expect(page.locator(f"#{name}")).to_have_value(person.texts[name])
    reach(page, "#institution")
    page.keyboard.type(person.texts["institution"])
    reach(page, "#voivodeship")
    for _option in range(6):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#voivodeship")).to_have_value("10")
    press_on(page, '[name="days"]', "Space")
    press_on(page, "#accept_rules", "Space")
    press_on(page, "#registration .btn", "Enter")
    press_on(page, 'button[value="confirm"]', "Enter")
    person.reference()
    person.open_own_page()
    press_on(page, "[data-dialog=cancel]", "Enter")
    press_on(page, "dialog#cancel .btn.danger", "Enter")
    expect(page.locator("main .badge")).to_have_text(WITHDRAWN[language])


def change_the_language_twice_by_keyboard(person: Registrant) -> None:
    own, other = person.language, {"pl": "en", "en": "pl"}[person.language]
    for language in (other, own):
        press_on(person.page, f".lang button[lang={language}]", "Enter")
        expect(person.page.locator("html")).to_have_attribute("lang", language)


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; it must be visible on the way."""
    page.locator(selector).first.wait_for()
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            return
    pytest.fail(f"Tab does not reach {selector}")


def press_on(page: Page, selector: str, key: str) -> None:
    reach(page, selector)
    page.keyboard.press(key)


@pytest.mark.parametrize(("language", "width"), [("pl", 1280), ("en", 390)])
def test_without_script(visit: Visit, site: Site, language: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900}, java_script_enabled=False)
    person = Registrant(site, page, language)
    person.choose()
    person.next()
    expect(page).to_have_title(re.compile(f"^{ERROR[language]}"))
    expect(page.locator(".errors a")).to_have_count(7)
    person.fill()
    person.change_language()
    person.expect_filled()
    person.change_language()
    person.next()
    page.locator('#registration button[value="edit"]').last.click()
    person.expect_filled()
    person.next()
    page.locator('button[value="confirm"]').click()
    reference = person.reference()
    person.open_own_page()
    expect(page.locator("main")).to_contain_text(reference)
    page.locator("[data-dialog=cancel]").click()
    expect(page).to_have_url(re.compile("/cancel$"))
    page.locator(".btn.danger").click()
    expect(page.locator("main .badge")).to_have_text(WITHDRAWN[language])
