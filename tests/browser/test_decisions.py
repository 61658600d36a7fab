"""The secretariat decides on many at once and takes it back; a place is offered from the line and taken by its link."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.core.clock import now
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Category, Role
from sokwms_reg.registration import queries, service
from tests.attendees.people import PASSWORD, staff
from tests.browser.conftest import Site
from tests.factories import make_application, make_category, make_edition

pytestmark = pytest.mark.browser

Office = Callable[[str, int], Page]
LANGUAGES = [("pl", 390), ("en", 1280)]
PEOPLE = (
    ("Łącka", "academia", "pl"),
    ("Smith", "academia", "en"),
    ("Ćwik", "academia", "pl"),
    ("Held", "ngo", "en"),
    ("Waits", "ngo", "pl"),
)
REASONS = {"pl": "Zgłoszeń jest więcej niż miejsc.", "en": "There are more registrations than places."}
TAKEN_BACK = {"pl": "znów oczekują na decyzję", "en": "await a decision again"}


def furnish(session: Session, slug: str) -> None:
    """Add an edition with three undecided people, and one who waits though a place is free by now."""
    moment = now()
    edition = make_edition(
        session,
        slug,
        promotion="by_hand",
        registration_opens_at=moment - timedelta(days=9),
        registration_closes_at=moment + timedelta(days=9),
    )
    days = queries.days(session, edition.id)
    for number, day in enumerate(days):
        day.date = (moment + timedelta(days=60 + number)).date()
    make_category(session, edition, "academia", policy="approved", name_pl="Nauka", name_en="Academia")
    make_category(session, edition, capacity=1)
    session.flush()
    for name, category, language in PEOPLE:
        application = make_application(
            last_name=name,
            category=category,
            language=language,
            email=f"{name.encode('ascii', 'ignore').decode().lower()}-{slug}@example.org",
            days=tuple(day.date for day in days),
            nonce=f"{slug}-{name}",
        )
        service.register(session, edition, application, moment)
    session.scalars(select(Category).where(Category.edition_id == edition.id, Category.key == "ngo")).one().capacity = 2
    staff(session, Role.SECRETARIAT, edition, f"{slug}@example.org")


@pytest.fixture
def office(browser: Browser, site: Site) -> Iterator[Office]:
    """Return a maker of the secretariat's pages, in an edition of its own, signed in."""
    problems: list[str] = []
    with ExitStack() as stack:

        def sign_in(language: str, width: int) -> Page:
            slug = f"office-{language}"
            with site.app.app_context(), writing() as session:
                furnish(session, slug)
            context = browser.new_context(base_url=site.url, viewport={"width": width, "height": 900})
            stack.callback(context.close)
            context.set_default_timeout(10_000)
            page = context.new_page()
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.goto(f"/office/login?lang={language}")
            page.locator("#email").fill(f"{slug}@example.org")
            page.locator("#password").fill(PASSWORD)
            page.locator("main form .btn").first.click()
            page.goto(f"/office/{slug}/decisions")
            expect(page.locator("html")).to_have_attribute("lang", language)
            return page

        yield sign_in
    assert problems == []


@pytest.mark.parametrize(("language", "width"), LANGUAGES)
def test_deciding_on_many_and_offering_a_place(office: Office, site: Site, language: str, width: int) -> None:
    page = office(language, width)
    slug = f"office-{language}"
    accepting_everybody_and_taking_it_back(page, language)
    not_accepting_two(page, language)
    for name, spoken in (("cka", "pl"), ("smith", "en")):
        body = site.letters_to(f"{name}-{slug}@example.org")[-1].get_body(("plain",))
        assert body is not None
        assert REASONS[spoken] in " ".join(str(body.get_content()).split())
    offering_a_place(page, slug)
    page.goto(own_link(site, f"waits-{slug}@example.org"))
    page.locator("main form .btn").first.click()
    expect(page.locator("main")).to_contain_text("Potwierdzone")


def accepting_everybody_and_taking_it_back(page: Page, language: str) -> None:
    page.locator("#all").check()
    expect(page.locator("output")).to_contain_text("3")
    page.locator(".bulk .btn:not(.no)").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.locator("main form button[value=decide]").click()
    expect(page.locator(".flashes .ok")).to_contain_text("3")
    expect(page.locator("main")).not_to_contain_text("Smith")
    page.locator("form[action$=undo] button").click()
    expect(page.locator(".flashes")).to_contain_text(TAKEN_BACK[language])
    expect(page.locator("main form[data-list]")).to_contain_text("Smith")


def not_accepting_two(page: Page, language: str) -> None:
    boxes = page.locator("tbody [type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(page.locator("output")).to_contain_text("2")
    page.locator(".bulk .btn.no").click()
    page.locator("button[value=decide]").click()
    expect(page.locator(".errors")).to_be_focused()
    page.locator("details.fold summary").last.click()
    page.locator("button[value=propose-0]").click()
    for code, reason in REASONS.items():
        expect(page.locator(f"#reason_{code}")).not_to_have_value("")
        page.locator(f"#reason_{code}").fill(reason)
    page.locator("button[value=decide]").click()
    expect(page.locator(".flashes .ok")).to_contain_text("2")
    expect(page.locator("tbody [type=checkbox]")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", language)


def offering_a_place(page: Page, slug: str) -> None:
    page.goto(f"/office/{slug}/waiting")
    page.locator('a[href*="/offer"]').first.click()
    page.locator("main form button.btn").click()
    expect(page).to_have_url(re.compile(r"/waiting$"))
    expect(page.locator("main caption").first).to_contain_text("1")


def own_link(site: Site, address: str) -> str:
    """Return the link in the newest letter to an address."""
    body = site.letters_to(address)[-1].get_body(("plain",))
    assert body is not None
    link = re.search(r"http://\S+/my/\S+", str(body.get_content()))
    assert link
    return link[0]
