"""The secretariat imports a file with one bad row, at both widths and in both languages, with and without script."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from sokwms_reg.core.clock import now
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Role
from tests.attendees.people import PASSWORD, staff
from tests.browser.conftest import Site
from tests.factories import make_category, make_edition
from tests.imports.story import person, table

pytestmark = pytest.mark.browser

WORDS = {
    "pl": {
        "next": "Dalej: kolumny",
        "check": "Dalej: sprawdź, co stanie się z każdym wierszem",
        "bad": "nie można zarejestrować",
        "do": "Zarejestruj 2 osoby, pomiń 1 wiersz",
        "done": "Zarejestrowano 2 osoby z pliku. Pominięto 1 wiersz.",
    },
    "en": {
        "next": "Next: the columns",
        "check": "Next: see what becomes of each row",
        "bad": "cannot be registered",
        "do": "Register 2 people, leave 1 row out",
        "done": "2 people from the file are registered. 1 row was left out.",
    },
}


def hire(site: Site, slug: str, language: str) -> None:
    """Add an edition that is open now, and its secretariat."""
    with site.app.app_context(), writing() as session:
        window = {"registration_opens_at": now() - timedelta(1), "registration_closes_at": now() + timedelta(9)}
        edition = make_edition(session, slug, **window)
        make_category(session, edition, name_pl="Organizacje", name_en="Organisations")
        staff(session, Role.SECRETARIAT, edition, f"{slug}@example.org").language = language


@pytest.mark.parametrize(("language", "width", "script"), [("pl", 390, False), ("en", 1280, True)])
def test_a_file_with_a_bad_row(browser: Browser, site: Site, language: str, width: int, script: bool) -> None:  # noqa: FBT001 - a parameter of the test
    slug, words = f"import-{language}", WORDS[language]
    hire(site, slug, language)
    context = browser.new_context(
        base_url=site.url, viewport={"width": width, "height": 900}, java_script_enabled=script
    )
    page = context.new_page()
    page.goto(f"/office/{slug}/import")
    page.locator("#email").fill(f"{slug}@example.org")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    content = table(person(1), person(2), ["", "Bez", "nobody"], encoding="cp1250")
    page.locator("#file").set_input_files({"name": "lista.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name=words["next"]).click()
    expect(page.locator("summary", has_text="Windows-1250")).to_be_visible()
    page.locator("#accept_rules").check()
    page.get_by_role("button", name=words["check"]).click()
    expect(page.locator("tbody").get_by_text(words["bad"])).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name=words["do"]).click()
    expect(page.get_by_text(words["done"])).to_be_visible()
    expect(page.locator("tbody")).to_contain_text("lista.csv")
    context.close()
