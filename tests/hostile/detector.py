"""What a page must never hold when only its data are hostile: elements, attributes and addresses made of them."""

import json
from html.parser import HTMLParser
from urllib.parse import urlsplit

# In every field: markup that breaks out of texts, attributes and scripts; a template; a header; a formula.
HEADERS = "\r\nBcc: victim@example.net\r\nATTENDEE:mailto:victim@example.net"
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)><b onclick=alert(3)>x</b></title></textarea>"
TEMPLATE = "{{7*7777}}{%endif%}%0d%0aBcc:x;{7*7777}${7*7777}%(name)s"
COMPUTED = "54439"  # 7 * 7777
LINE = f"=1+1{MARKUP}{TEMPLATE}"
LINES = LINE + HEADERS
SHORT = "=1+1<script>alert(1)</script>\"'><img src=x onerror=a>"

_LOADS = {"src", "href", "action", "formaction", "poster", "data", "srcset"}
_NEVER = {"object", "embed", "base", "applet", "frame"}
_SCHEMES = {"", "http", "https", "mailto", "tel", "data"}


class Detector(HTMLParser):
    """Collects what is suspicious; the product itself has no inline script and no handler, and one frame, of mail."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._json: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge a tag and its attributes."""
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given.get("type") == "application/ld+json":
            self._json = []
        elif tag == "script" and not given.get("src", "").startswith("/static/"):
            self.found.append(f"<script {given}>")
        if tag == "iframe" and not (given.get("src", "").startswith("/office/outbox/") and given.get("sandbox") == ""):
            self.found.append(f"<iframe {given}>")
        if tag in _NEVER or (tag == "img" and given.get("src") == "x") or "http-equiv" in given:
            self.found.append(f"<{tag} {given}>")
        self.found += [f"{tag} {name}" for name in given if name.startswith("on") or not _plain(name)]
        self.found += [f"{tag} {name}={given[name]}" for name in _LOADS & set(given) if not _harmless(given[name])]

    def handle_endtag(self, tag: str) -> None:
        """Read the data of a machine's script: they must be JSON."""
        if tag == "script" and self._json is not None:
            json.loads("".join(self._json))
            self._json = None

    def handle_data(self, data: str) -> None:
        """Keep what stands in a machine's script."""
        if self._json is not None:
            self._json.append(data)


def _plain(name: str) -> bool:
    return name.replace("-", "").replace(":", "").isalnum()


def _harmless(address: str) -> bool:
    try:
        return urlsplit(address.strip()).scheme in _SCHEMES
    except ValueError:
        return False


def suspicious(html: str) -> list[str]:
    """Return what in a page came from data, and computed templates."""
    return [*Detector(html).found, *([COMPUTED] if COMPUTED in html else [])]
