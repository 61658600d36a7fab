"""Other ways of seeing a page: on paper, without movement, in the system's own colours."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_everywhere import say
from tests.browser.wall import Wall

pytestmark = pytest.mark.browser

Frame = Callable[..., Page]
PRINTED = {
    "site.edition, sample 4": 3,
    "agenda.overview, sample 4": 2,
    "registration.my": 2,
    "registration.done": 1,
    "attendees.people": 2,
    "attendees.person": 2,
    "protocol.welcome": 1,
    "account, recovery-codes": 1,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_and_shows_what_one_prints_for(frame: Frame, wall: Wall, scheme: str) -> None:
    page = frame(794)
    page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type] # light or dark
    found = {}
    for name in PRINTED:
        page.goto(wall.named(name))
        seen = page.evaluate("looks.paper()")
        if seen:
            found[name] = seen
    assert found == {}, say(found)


def test_paper_is_not_wasted(frame: Frame, wall: Wall) -> None:
    page = frame(794)
    sheets = {}
    for name in PRINTED:
        page.goto(wall.named(name))
        sheets[name] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert {name: number for name, number in sheets.items() if number > PRINTED[name]} == {}, sheets


def test_nothing_moves_for_those_who_want_no_movement(frame: Frame, wall: Wall) -> None:
    page = frame()
    found = wall.walk(page, wall.distinct_in("pl"), lambda: page.evaluate("looks.moving()"))
    assert found == {}, say(found)
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("looks.moving()") == ["HTML"], "who has no such wish sees the page glide to what a link names"


def test_the_systems_colours_keep_every_difference(frame: Frame, wall: Wall) -> None:
    page = frame(forced_colors="active")
    page.goto(wall.named("form of ngo, filled in"))
    boxes = page.locator("[type=checkbox], [type=radio]")
    assert {boxes.nth(n).evaluate("one => getComputedStyle(one).appearance") for n in range(boxes.count())} == {"auto"}
    assert page.locator("[aria-invalid=true]").first.evaluate("one => getComputedStyle(one).borderStyle") == "solid"
    page.goto(wall.named("agenda.day"))
    edges = "one => getComputedStyle(one).borderTopColor"
    chosen, other = page.locator(".days [aria-current]"), page.locator(".days a:not([aria-current])")
    assert chosen.evaluate(edges) != other.first.evaluate(edges)
    page.goto(wall.named("attendees.people"))
    badges = page.locator("tbody .badge").all()
    drawn = {badge.inner_text(): badge.evaluate("one => looks.mark(one)") for badge in badges}
    assert len(set(drawn.values())) >= 4, drawn
    assert len(drawn) >= 5
