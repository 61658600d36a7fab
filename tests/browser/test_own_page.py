"""The own page as people use it: another person instead, the language of letters, a consent; mouse and keys alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.story import Registrant
from tests.browser.test_registering import press_on, reach

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
PASSED_ON = {"pl": "Zgłoszenie zostało przekazane", "en": "The registration has been passed on"}
LETTERS = {"pl": "po angielsku", "en": "in Polish"}
CHANGED = {"pl": "- Language of messages: English", "en": "- Język wiadomości: Polski"}
ENTER, SPACE = "Enter", "Space"


def registered(page: Page, site: Site, language: str) -> Registrant:
    """Register somebody and open the own page from the letter."""
    person = Registrant(site, page, language)
    person.choose()
    person.fill()
    person.next()
    page.locator('button[value="confirm"]').click()
    person.reference()
    person.open_own_page()
    return person


def code_of(page: Page) -> bytes:
    """Return the picture of the entry code on the own page."""
    source = page.locator(".qr img").get_attribute("src")
    return page.request.get(str(source)).body()


def colleague_of(person: Registrant) -> dict[str, str]:
    """Return what is typed about another person."""
    return {"first_name": "Ewa", "last_name": f"Wójcik-{person.number}", "email": f"ewa{person.number}@example.org"}


def the_place_has_moved(person: Registrant, link: str, code: bytes) -> None:
    """Find the old link dead, and the new one in the new person's letter with another code behind it."""
    page = person.page
    expect(page.locator("h1")).to_have_text(PASSED_ON[person.language])
    answer = page.request.get(link)
    assert answer.status == 410
    person.email = f"ewa{person.number}@example.org"
    person.open_own_page()
    assert page.url != link
    expect(page.locator("h1")).to_have_text(f"Ewa Wójcik-{person.number}")
    expect(page.locator("main")).to_contain_text("Fundacja „Wspólna Zlewnia”")
    assert code_of(page) != code


@pytest.mark.parametrize(("language", "width"), [("pl", 390), ("en", 1280)])
def test_another_person_comes_instead(visit: Visit, site: Site, language: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    person = registered(page, site, language)
    link, code = page.url, code_of(page)
    page.locator("a[href$='/replace']").click()
    person.next()
    expect(page.locator(".errors")).to_be_focused()
    typed = colleague_of(person)
    for name, text in typed.items():
        page.locator(f"#{name}").fill(text)
    page.locator("#consent_next").check()
    person.change_language()
    person.change_language()
    person.next()
    expect(page.locator("#means")).to_be_visible()
    page.locator('#registration button[value="edit"]').click()
    for name, text in typed.items():
        expect(page.locator(f"#{name}")).to_have_value(text)
    person.next()
    page.locator('button[value="confirm"]').click()
    the_place_has_moved(person, link, code)


@pytest.mark.parametrize(("language", "width"), [("pl", 1280), ("en", 390)])
def test_by_keyboard_alone(visit: Visit, site: Site, language: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 900})
    person = registered(page, site, language)
    link, code, other = page.url, code_of(page), {"pl": "en", "en": "pl"}[language]
    press_on(page, 'form[action$="/consents/consent_list"] button', ENTER)
    expect(page).to_have_url(re.compile("said=consent_list"))
    expect(page.locator('form[action$="/consents/consent_list"] button')).to_have_attribute("value", "yes")
    press_on(page, f'form[action$="/language"] button[value={other}]', SPACE)
    expect(page.locator("main [role=status]")).to_contain_text(LETTERS[language])
    expect(page.locator(f'button[name=language][value="{other}"]')).to_have_attribute("aria-pressed", "true")
    body = site.letters_to(person.email)[-1].get_body(("plain",))
    assert body is not None
    assert CHANGED[language] in str(body.get_content())
    press_on(page, "a[href$='/replace']", ENTER)
    for name, text in colleague_of(person).items():
        reach(page, f"#{name}")
        page.keyboard.type(text)
    press_on(page, "#registration .btn", ENTER)
    press_on(page, 'button[value="confirm"]', ENTER)
    the_place_has_moved(person, link, code)


def test_on_a_phone_the_state_stands_above_the_actions(visit: Visit, site: Site) -> None:
    page = visit(viewport={"width": 390, "height": 900}, java_script_enabled=False)
    person = registered(page, site, "pl")
    assert person.number
    state, actions = page.locator("main .note.ok").bounding_box(), page.locator("main a[href$='/edit']").bounding_box()
    assert state is not None
    assert actions is not None
    assert state["y"] < actions["y"]
