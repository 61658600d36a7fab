"""Where the focus is: visible at every stop, under nothing that sticks, past the navigation by the first link."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_everywhere import say
from tests.browser.wall import Wall

pytestmark = pytest.mark.browser

Frame = Callable[..., Page]
PAGES = (
    "site.home",
    *("site.edition, sample 4", "agenda.overview, sample 4", "/editions/test/register, now", "form of ngo, empty"),
    *(
        "form of ngo, checked",
        "registration.done",
        "registration.my",
        "site.accessibility",
        "404",
        "machines.styleguide",
    ),
    *("sign-in, empty", "account, two-factor", "backoffice.front", "attendees.people", "attendees.person"),
    *("backoffice.outbox", "backoffice.message", "style guide of the office"),
)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_focus_is_visible_and_covered_by_nothing(frame: Frame, wall: Wall, width: int) -> None:
    page = frame(width, 700)
    problems: list[str] = []
    page.on("console", lambda one: problems.append(one.text) if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    found = {}
    for name in PAGES:
        page.goto(wall.named(name))
        page.keyboard.press("Tab")
        seen = page.evaluate("looks.focus()")
        if seen:
            found[name] = seen
    assert found == {}, say(found)
    assert [one for one in problems if "frame" not in one] == []


def test_a_covered_or_invisible_focus_would_be_found(frame: Frame, wall: Wall) -> None:
    page = frame()
    page.goto(wall.named("site.home"))
    page.keyboard.press("Tab")
    page.evaluate(
        """() => {
          const [plain, covered] = document.querySelectorAll(".top .nav a");
          plain.style.outline = "none";
          const veil = document.createElement("div"), { top, left } = covered.getBoundingClientRect();
          veil.style.cssText = `position: fixed; inset: ${top}px auto auto ${left}px; height: 99px; width: 99px`;
          document.body.append(veil);
        }"""
    )
    found = page.evaluate("looks.focus()")
    assert [one.partition(":")[0] for one in found][:2] == ["shows no focus", "is covered"]


@pytest.mark.parametrize("name", ["site.home", "attendees.people", "form of ngo, checked"])
def test_the_first_stop_leads_past_the_navigation(frame: Frame, wall: Wall, name: str) -> None:
    page = frame(390)
    page.goto(wall.named(name))
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("Przejdź do treści")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
