"""Which pages are worth a look: of many that are built alike, the first of each way of building."""

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from tests.gallery import Shown
from tests.pages import VOID

TELLING = ("class", "type", "role", "aria-invalid", "aria-current", "open", "disabled", "checked")
DEPTH = 2  # an element and what it stands in


class Shape(HTMLParser):
    """What a page is built of: each element with what it stands in."""

    def __init__(self, html: str, telling: tuple[str, ...], depth: int) -> None:
        super().__init__()
        self._telling = telling
        self._above = depth - 1
        self.parts: set[tuple[str, ...]] = set()
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element in its place."""
        given = dict(attrs)
        what = " ".join([tag, *(f"{name}={given[name]}" for name in self._telling if name in given)])
        self.parts.add((*self._open[len(self._open) - self._above :], what))
        if tag not in VOID:
            self._open.append(what)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag not in VOID:
            self._open.pop()


def distinct(pages: Iterable[Shown], telling: tuple[str, ...] = TELLING, depth: int = DEPTH) -> Iterator[Shown]:
    """Return the pages in which something stands that stood in none before, each language for itself."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for shown in pages:
        known = seen.setdefault(shown.language, set())
        new = Shape(shown.html, telling, depth).parts - known
        known |= new
        if new:
            yield shown
