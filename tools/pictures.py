"""Take the pictures of the README anew: start a demonstration in a temporary folder, photograph its pages, end it.

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
        take_office(browser, shown)
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


def take_office(browser: Browser, shown: Demonstration) -> None:
    """Sign in as people do, choose English, photograph the attendee list."""
    page = _page(browser, WIDTH, OFFICE_HEIGHT)
    page.goto(f"{shown.address}/office/demo/attendees")
    page.locator("input[name=email]").fill(shown.account)
    page.locator("input[name=password]").fill(shown.password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/attendees")
    with page.expect_navigation():
        page.locator("button[name=language][value=en]").dispatch_event("click")
    page.screenshot(path=PICTURES / "office-en.png")


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
