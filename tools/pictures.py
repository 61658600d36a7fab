"""Take the pictures of README and guides anew: start a demonstration in a temporary folder, photograph it, end it.

Needs a Chromium (SOKWMS_CHROMIUM names one). The people in the pictures are the demonstration's invented ones.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
BROWSERS = (os.environ.get("SOKWMS_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
LARGEST = 300_000  # bytes: a README should load at once
WIDTH, HOME_HEIGHT, OFFICE_HEIGHT = 1280, 1010, 860
LINES = 200  # of output before the password; the demonstration prints a dozen


@dataclass(frozen=True)
class Demonstration:
    """A running demonstration: its address without a slash at the end, and the account that opens its office."""

    address: str
    account: str
    password: str


def main() -> int:
    """Write docs/pictures/*.png; return the exit status."""
    chromium = next(filter(None, map(shutil.which, filter(None, BROWSERS))), None)
    if chromium is None:
        print("No Chromium was found; install one, or name it in SOKWMS_CHROMIUM.", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demonstration() as shown, sync_playwright() as playwright:
        # No sandbox: as root, and in most containers, Chromium cannot make one. The pages are our own.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        take_home(browser, shown)
        office = sign_in(browser, shown)
        for language in ("pl", "en"):
            take_guide(office, shown, language)
        take_office(office, shown)
        browser.close()
    return _report()


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """Run `sokwms-reg demo` on a free port and a folder of its own; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sokwms-pictures-") as folder:
        port = _free_port()
        command = [sys.executable, "-u", "-m", "sokwms_reg", "demo", "--port", str(port)]
        environment = {**os.environ, "SOKWMS_INSTANCE": folder}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                said = _said(process)
                yield Demonstration(f"http://127.0.0.1:{port}", said["Account"], said["Password"])
            finally:
                process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _said(process: "subprocess.Popen[str]") -> dict[str, str]:
    """Read what the demonstration prints, up to the line with the password."""
    said: dict[str, str] = {}
    if process.stdout is not None:
        for _number, line in zip(range(LINES), process.stdout, strict=False):
            name, _colon, value = line.partition(":")
            said[name.strip()] = value.strip()
            if "Password" in said:
                return said
    message = "The demonstration ended before it was ready."
    raise RuntimeError(message)


def take_home(browser: Browser, shown: Demonstration) -> None:
    """Photograph the home page in English."""
    page = _page(browser, WIDTH, HOME_HEIGHT)
    page.goto(f"{shown.address}/en/")
    page.screenshot(path=PICTURES / "home-en.png")


def sign_in(browser: Browser, shown: Demonstration) -> Page:
    """Sign in to the office as people do."""
    page = _page(browser, WIDTH, OFFICE_HEIGHT)
    page.goto(f"{shown.address}/office/demo/attendees")
    page.locator("input[name=email]").fill(shown.account)
    page.locator("input[name=password]").fill(shown.password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/attendees")
    return page


def take_office(page: Page, shown: Demonstration) -> None:
    """Photograph the attendee list in English."""
    _speak(page, shown, "en")
    page.goto(f"{shown.address}/office/demo/attendees")
    page.screenshot(path=PICTURES / "office-en.png")


def take_guide(page: Page, shown: Demonstration, language: str) -> None:
    """Photograph what the secretariat's guide shows, in one language."""
    _speak(page, shown, language)
    people = f"{shown.address}/office/demo/attendees"

    def take(name: str) -> None:
        page.screenshot(path=PICTURES / f"guide-{name}-{language}.png")

    page.goto(f"{shown.address}/office/demo")
    take("front")
    page.goto(f"{people}?category=foreign&category=academia")
    take("list")
    page.locator("input[name=reference]").nth(0).check()
    page.locator("input[name=reference]").nth(1).check()
    page.locator("#bulk summary").click()
    page.locator("button[name=deed][value=accept]").click()
    take("bulk")
    page.goto(f"{shown.address}/office/demo/protocol")
    page.locator("tbody th a, tbody td a").first.click()
    page.goto(page.url.replace("/protocol/", "/attendees/"))
    take("person")
    page.goto(f"{shown.address}/office/demo/handovers/1")
    take("handover")


def _speak(page: Page, shown: Demonstration, language: str) -> None:
    """Choose the language of the office."""
    page.goto(f"{shown.address}/office/demo/attendees")
    chosen = page.locator(f"button[name=language][value={language}]")
    if chosen.count():  # the language that is spoken already is no button
        with page.expect_navigation():
            chosen.dispatch_event("click")


def _page(browser: Browser, width: int, height: int) -> Page:
    return browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", locale="en-GB")


def _report() -> int:
    """Say what was written; status 1 where a picture is too large."""
    too_large = 0
    for path in sorted(PICTURES.glob("*.png")):
        size = path.stat().st_size
        too_large += size > LARGEST
        print(f"{path.relative_to(ROOT)}: {size / 1000:.0f} kB")
    if too_large:
        print(f"A picture is larger than {LARGEST // 1000} kB; make it smaller.", file=sys.stderr)
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
