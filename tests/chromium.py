"""Where a Chromium is, for the tests marked `browser`."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Return the path of the browser in SOKWMS_CHROMIUM, else of the first one found by name, else None."""
    return next(filter(None, map(shutil.which, (os.environ.get("SOKWMS_CHROMIUM", ""), *NAMES))), None)


def browser_required() -> bool:
    """Tell whether leaving the browser tests out is a failure."""
    return os.environ.get("SOKWMS_REQUIRE_BROWSER") == "1"
