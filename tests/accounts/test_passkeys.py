"""Passkeys, in a browser with an authenticator made of software."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from sokwms_reg.accounts.models import User, WebAuthn
from sokwms_reg.audit.queries import history
from tests.accounts.conftest import EMAIL, PASSWORD, Saving

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve the application to a real browser; passkeys are bound to a name, so not by its number."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, site: str, anna: int) -> Iterator[Page]:
    """Give a page in which Anna has signed in, with an authenticator, and without complaints in the console."""
    del anna
    context = browser.new_context(locale="en-GB")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    device = context.new_cdp_session(opened)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    opened.goto(f"{site}/office/login")
    opened.get_by_label("E-mail address").fill(EMAIL)
    opened.get_by_label("Password").fill(PASSWORD)
    opened.get_by_role("button", name="Sign in").click()
    yield opened
    context.close()
    assert not complaints


def _add(page: Page, site: str, usage: str) -> None:
    page.goto(f"{site}/office/account/passkeys")
    page.locator("input[name=name]:not([type=hidden])").fill("Blue key")
    page.locator(f"input[name=usage][value={usage}]").check()
    page.locator("form[action$='/passkeys'] button").click()
    page.wait_for_url(f"{site}/office/account/passkeys")
    expect(page.get_by_text("Blue key", exact=True)).to_be_visible()


def _leave(page: Page, site: str) -> None:
    page.goto(f"{site}/office/logout")
    page.locator("main form button").click()
    page.wait_for_url(f"{site}/office/login")


def _sign_in(page: Page) -> None:
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()


def test_a_passkey_replaces_the_password(page: Page, site: str, saving: Saving, anna: int) -> None:
    _add(page, site, "first")
    with saving() as session:
        (passkey,) = session.get_one(User, anna).webauthn
        assert (passkey.name, passkey.usage) == ("Blue key", "first")
        assert history(session, f"user:{anna}")[0].action == "passkey added"
    _leave(page, site)
    page.locator("a[href='/office/login/passkey']").click()
    page.locator("main form button").click()
    page.wait_for_url(f"{site}/office/")


def test_a_passkey_is_the_second_step(page: Page, site: str) -> None:
    _add(page, site, "secondary")
    _leave(page, site)
    _sign_in(page)
    page.wait_for_url(lambda url: "/office/login/passkey" in url)
    page.locator("main form button").first.click()
    page.wait_for_url(f"{site}/office/")


def test_a_passkey_is_removed(page: Page, site: str, saving: Saving) -> None:
    _add(page, site, "secondary")
    page.locator("form[action$='/passkeys/delete'] button").click()
    expect(page.locator(".flashes .note.ok")).to_be_visible()
    with saving() as session:
        assert session.query(WebAuthn).count() == 0
    _leave(page, site)
    _sign_in(page)
    page.wait_for_url(f"{site}/office/")
