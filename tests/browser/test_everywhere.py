"""Every page, public and office, in every state: what axe says, how it flows, how large its targets are.

The pages are those of tests/gallery.py: a new address or template is looked at without a line here.
"""

import json
from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.browser.wall import Wall

pytestmark = pytest.mark.browser

Frame = Callable[..., Page]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
OF_COLOUR = ("color-contrast", "link-in-text-block")
COLOURS = {"runOnly": list(OF_COLOUR)}
NO_COLOURS = {"rules": {rule: {"enabled": False} for rule in OF_COLOUR}}


def say(found: object) -> str:
    """Return what was found, readable."""
    return json.dumps(found, indent=1, ensure_ascii=False)


def look_with_axe(page: Page, *, dark: bool = True) -> list[str]:
    """Ask axe for everything in light, and for what depends on colours in dark."""
    page.emulate_media(color_scheme="light")
    found = page.evaluate("wish => looks.axe(wish)", {})
    if not dark:
        return list(found)
    page.emulate_media(color_scheme="dark")
    return [*found, *page.evaluate("wish => looks.axe(wish)", COLOURS)]


def test_axe_objects_to_nothing_in_light_and_dark(frame: Frame, wall: Wall) -> None:
    page = frame()
    page.context.add_init_script(path=AXE)
    dull = [shown for shown in wall.distinct_in("pl") if shown not in wall.colourful]
    found = wall.walk(page, wall.colourful, lambda: look_with_axe(page))
    found |= wall.walk(page, dull, lambda: look_with_axe(page, dark=False))
    assert found == {}, say(found)


def test_axe_objects_to_nothing_in_english(frame: Frame, wall: Wall) -> None:
    """The same pages in the other language; colours do not depend on it."""
    page = frame()
    page.context.add_init_script(path=AXE)
    found = wall.walk(page, wall.distinct_in("en"), lambda: page.evaluate("wish => looks.axe(wish)", NO_COLOURS))
    assert found == {}, say(found)


def test_axe_would_object(frame: Frame, wall: Wall) -> None:
    page = frame()
    page.context.add_init_script(path=AXE)
    page.goto(wall.named("site.home"))
    assert look_with_axe(page) == []
    page.evaluate("document.querySelector('main').append(new Image(9, 9))")
    page.evaluate("document.querySelector('main h2').style.color = '#555'")  # too pale on the dark ground
    found = look_with_axe(page)
    assert [one.partition(":")[0] for one in found] == ["image-alt", "color-contrast"]


def test_axe_objects_to_nothing_in_a_dialog(frame: Frame, wall: Wall) -> None:
    page = frame()
    page.context.add_init_script(path=AXE)
    asking = [shown for shown in wall.distinct_in("pl") if "<dialog" in shown.html]
    assert len(asking) > 3

    def open_and_look() -> list[str]:
        page.evaluate("document.querySelector('dialog').showModal()")
        return look_with_axe(page)

    found = wall.walk(page, asking, open_and_look)
    assert found == {}, say(found)


def test_no_page_is_wider_than_320_px(frame: Frame, wall: Wall) -> None:
    page = frame(320, 700)
    found = wall.walk(page, wall.gallery.pages, lambda: page.evaluate("looks.wide()"))
    assert found == {}, say(found)


@pytest.mark.parametrize("width", [1280, 640])
def test_text_may_be_twice_as_large(frame: Frame, wall: Wall, width: int) -> None:
    page = frame(width)
    page.add_init_script("addEventListener('DOMContentLoaded', () => looks.enlarge())")
    all_looks = "[...looks.wide(), ...looks.cut(), ...looks.over()]"
    found = wall.walk(page, wall.distinct_in("pl"), lambda: page.evaluate(all_looks))
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert found == {}, say(found)


@pytest.mark.parametrize("width", [1280, 390])
def test_targets_are_24_px_large(frame: Frame, wall: Wall, width: int) -> None:
    page = frame(width)
    found = wall.walk(page, wall.distinct_in("pl"), lambda: page.evaluate("looks.small()"))
    assert found == {}, say(found)
