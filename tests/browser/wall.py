"""The gallery in a browser: its pages on the wall, one after the other, in one frame."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.gallery import Gallery, Shown
from tests.shapes import distinct

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PLACE = "/hung/"
COLOURED_BY = ("class", "aria-current", "aria-invalid")
_OF_ITS_TIME = {"Content-Type", "Content-Length", "Content-Encoding", "Set-Cookie", "ETag"}


@dataclass
class Wall:
    """A gallery that is being served."""

    gallery: Gallery
    url: str

    @cached_property
    def distinct(self) -> list[Shown]:
        """Return the pages that are built unlike all before them."""
        return list(distinct(self.gallery.pages))

    @cached_property
    def colourful(self) -> list[Shown]:
        """Return the pages with something that the style sheet may colour unlike anything before, whatever it is in."""
        return list(distinct(self.distinct_in("pl"), COLOURED_BY, 1))

    def distinct_in(self, language: str) -> list[Shown]:
        """Return those of them that speak a language."""
        return [shown for shown in self.distinct if shown.language == language]

    def address(self, shown: Shown) -> str:
        """Return where a page hangs."""
        return f"{self.url}{PLACE}{self.gallery.pages.index(shown)}"

    def named(self, name: str, language: str = "pl") -> str:
        """Return where the page of this name hangs, or the first of several whose names begin so."""
        found = [shown for shown in self.gallery.pages if shown.name.startswith(name) and shown.language == language]
        assert found, name
        return self.address(found[0])

    def walk(self, page: Page, pages: Iterable[Shown], look: Callable[[], object]) -> dict[str, object]:
        """Show one page after the other; return what the look found, by the page's name, where it found anything."""
        page.goto(self.named("site.home"))
        found: dict[str, object] = {}
        for shown in pages:
            page.evaluate("html => looks.next(html)", shown.html)
            seen = look()
            if seen:
                found[str(shown)] = seen
        return found


@contextmanager
def on_the_wall(gallery: Gallery) -> Iterator[Wall]:
    """Serve the pages as they were, with their headers, and for all other addresses the application."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(PLACE):
            return gallery.app(environ, start_response)
        shown = gallery.pages[int(path.removeprefix(PLACE))]
        body = shown.html.encode()
        kept = [pair for pair in shown.headers if pair[0] not in _OF_ITS_TIME]
        start_response("200 OK", [*kept, ("Content-Type", "text/html; charset=utf-8")])
        return [body]

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Wall(gallery, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
