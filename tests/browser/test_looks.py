"""Each page of the registration: nothing for axe to object to in light and dark, nothing over the edge at 320 px."""

import json
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.story import Registrant

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def pages_on_the_way(person: Registrant) -> Iterator[str]:
    """Go the whole way and stop on each page; the names are for the message of a failure."""
    person.open("editions/demo/register")
    yield "choose"
    person.choose()
    yield "form"
    person.next()
    yield "form with errors"
    person.fill()
    person.next()
    person.page.locator('button[value="confirm"]').wait_for()
    yield "check"
    person.page.locator('button[value="confirm"]').click()
    person.reference()
    yield "done"
    person.open_own_page()
    yield "own page"
    person.page.locator("[data-dialog=cancel]").click()
    yield "dialog"
    person.page.goto(person.page.url + "/cancel")
    yield "cancel"


@pytest.mark.parametrize(("scheme", "language"), [("light", "pl"), ("dark", "en")])
def test_axe_objects_to_nothing(visit: Visit, site: Site, scheme: str, language: str) -> None:
    page = visit(viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    axe = Axe()
    found: dict[str, list[str]] = {}
    for name in pages_on_the_way(Registrant(site, page, language)):
        violations = axe.run(page).response["violations"]
        if violations:
            found[name] = [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations]
    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_nothing_is_wider_than_320_px(visit: Visit, site: Site, language: str) -> None:
    page = visit(viewport={"width": 320, "height": 700})
    wide = {
        name: page.evaluate("document.documentElement.scrollWidth")
        for name in pages_on_the_way(Registrant(site, page, language))
    }
    assert set(wide.values()) == {320}, wide
