"""Draw the picture that links to the site carry in messengers: the mosaic with one amber parcel and the name.

Writes sokwms_reg/static/src/og.png. Needs a Chromium (SOKWMS_CHROMIUM names one) and the prepared font; run it again
only when the mosaic changes, for the result is kept with the sources.
"""

import base64
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "sokwms_reg" / "static"
PICTURE = STATIC / "src" / "og.png"
BROWSERS = (os.environ.get("SOKWMS_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
LARGEST = 60_000  # bytes: messengers fetch it for every link
WIDTH, HEIGHT = 1200, 630  # what the Open Graph's readers show uncut
PARCEL = "M760,90 844,94 858,170 731,175z"  # the third of templates/macros/drawing.html

PAGE = """<!doctype html><meta charset="utf-8"><style>
@font-face {{ font-family: Archivo; font-weight: 400 800; src: url(data:font/woff2;base64,{font}) }}
body {{ margin: 0; width: {width}px; height: {height}px; position: relative; overflow: hidden; background: #083f4a }}
svg {{ display: block; width: {width}px; height: 430px }}
p {{ margin: 0; position: absolute; left: 64px; bottom: 34px; color: #fff;
  font: 800 128px/1 Archivo, sans-serif; letter-spacing: 4px }}
</style>{symbols}<svg viewBox="478 0 640 229" preserveAspectRatio="xMidYMid slice"><use href="#parcels" width="1600"
height="320"></use><path fill="#f0a81c" stroke="#083f4a" stroke-width="4" stroke-linejoin="round" d="{parcel}"/></svg>
<p>SOKWMS</p>"""


def main() -> int:
    """Write the picture; return the exit status."""
    chromium = next(filter(None, map(shutil.which, filter(None, BROWSERS))), None)
    if chromium is None:
        print("No Chromium was found; install one, or name it in SOKWMS_CHROMIUM.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        # No sandbox: as root, and in most containers, Chromium cannot make one. The page is our own.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(_page())
        page.evaluate("document.fonts.ready")
        page.screenshot(path=PICTURE)
        browser.close()
    size = PICTURE.stat().st_size
    print(f"{PICTURE.name}: {size / 1000:.0f} kB")
    return 1 if size > LARGEST else 0


def _page() -> str:
    """Return the drawing as a page that needs nothing from outside; without the font the system's own letters serve."""
    fonts = sorted((STATIC / "dist").glob("archivo.*.woff2"))
    font = base64.b64encode(fonts[0].read_bytes()).decode() if fonts else ""
    symbols = (STATIC / "src" / "mosaic.svg").read_text(encoding="utf-8").replace("<svg ", '<svg hidden="" ', 1)
    symbols = f'<div hidden="">{symbols}</div>'
    return PAGE.format(font=font, width=WIDTH, height=HEIGHT, symbols=symbols, parcel=PARCEL)


if __name__ == "__main__":
    sys.exit(main())
