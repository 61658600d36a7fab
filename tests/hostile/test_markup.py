"""Markup, templates, headers and formulas in every field: pages show them as what they are, letters on paper."""

from collections.abc import Iterator

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from icalendar import Calendar
from werkzeug.test import TestResponse

from sokwms_reg.core.i18n import LANGUAGES
from tests.attendees.people import Desk
from tests.hostile.conftest import Saving, browser_of
from tests.hostile.detector import LINES, MARKUP, suspicious
from tests.hostile.poison import poison
from tests.house import House
from tests.pages import Page
from tests.registration.conftest import PERSON
from tests.samples import filled, samples

pytestmark = pytest.mark.pages

ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"
# Whatever else shows it, these must, or the house is not poisoned and the test proves nothing.
SHOWING = {
    *("site.home", "site.editions", "site.edition", "site.rules", "site.edition_privacy", "site.materials"),
    *("agenda.overview", "agenda.day", "registration.choose", "registration.form", "registration.done"),
    *("registration.my", "registration.cancel", "backoffice.front", "backoffice.outbox", "backoffice.message"),
    *("attendees.people", "attendees.person", "attendees.step_asked"),
    *("handovers.overview", "handovers.show", "handovers.register"),
}


def opened(app: Flask, desk: Desk, house: House) -> Iterator[tuple[str, str, TestResponse]]:
    """Open every page of the house that a GET opens; give endpoint, address and answer."""
    given, stranger = samples(app, house), app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "security.logout":
            for values in filled(rule, given):
                with app.test_request_context():
                    address = url_for(rule.endpoint, **values)  # type: ignore[arg-type] # any argument of an address
                yield rule.endpoint, address, browser_of(desk, stranger, rule).get(address)


def test_no_page_takes_a_text_for_markup(app: Flask, desk: Desk, house: House, saving: Saving) -> None:
    with saving() as session:
        poison(session)
    found, shown = [], set()
    for endpoint, address, answer in opened(app, desk, house):
        assert answer.status_code < 500, address
        assert "victim" not in str(answer.headers), address
        if answer.mimetype == "text/html":
            found += [(address, one) for one in suspicious(answer.text)]
            shown |= {endpoint} if ESCAPED in answer.text else set()
        elif answer.mimetype == "text/calendar":
            _reads_as_a_calendar(answer)
    assert found == []
    assert shown >= SHOWING


def _reads_as_a_calendar(answer: TestResponse) -> None:
    """Check that no text begins a line of its own (RFC 5545, 3.1), and that texts come back whole."""
    lines = answer.data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line for line in lines if b"\n" in line or line.startswith((b"ATTENDEE", b"Bcc"))] == []
    calendar = Calendar.from_ical(answer.data)
    assert [one for one in calendar.walk("VEVENT") if "ATTENDEE" in one] == []
    summaries = [str(one["SUMMARY"]) for one in calendar.walk("VEVENT")]
    assert [one for one in summaries if MARKUP not in one] == []


@pytest.mark.usefixtures("edition")
def test_the_detector_finds_a_page_that_does_not_escape(app: Flask, saving: Saving, client: FlaskClient) -> None:
    with saving() as session:
        poison(session)
    app.jinja_env.bytecode_cache, app.jinja_env.autoescape = None, False
    for address in ("/pl/editions/test", "/en/editions/test/register", "/pl/"):
        answer = client.get(address)
        assert "<script {}>" in suspicious(answer.text), address


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        "<script src=//evil.example/x.js></script>",
        "<img src=x>",
        "<p onclick=a>",
        "<a href=' JavaScript:alert(1)'>",
        "<iframe>",
        "<meta http-equiv=refresh content=0>",
        "<form action='vbscript:x'>",
        '<p title="a"<b">',
        "<p>54439",
    ],
)
def test_the_detector_finds_each_kind(html: str) -> None:
    assert suspicious(html) != []
    assert suspicious('<p class="a">x</p><a href="mailto:a@b">') == []


@pytest.mark.usefixtures("edition")
def test_no_step_of_the_form_takes_what_was_typed_for_markup(client: FlaskClient) -> None:
    for language in LANGUAGES:
        for step in ("edit", "language", "check", "confirm"):
            address = f"/{language}/editions/test/register/ngo"
            token = Page(client.get(address).text).typed()["form_token"][0]
            fields = {name: LINES for name in PERSON if name not in {"days", "accept_rules"}}
            for typed in (fields, {**fields, "days": LINES, "unknown": LINES}, {**PERSON, "first_name": LINES}):
                answer = client.post(address, data={**typed, "form_token": token, "step": step})
                assert answer.status_code in {200, 303, 422}
                assert suspicious(answer.text) == []
            assert client.post(address, data={**PERSON, "form_token": token, "step": LINES}).status_code in {200, 422}
            altered = client.post(address, data={**PERSON, "form_token": LINES, "step": step})
            assert (altered.status_code, suspicious(altered.text)) == (400, [])
