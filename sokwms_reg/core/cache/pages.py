"""Pages as bytes, in front of the application: a hit touches neither Flask, Babel nor the database.

A view marked `cached` depends on its address alone: not on the query, the browser, or who asks. Its bytes live until
the site's version changes (asked at most once a second), until the next instant named by `fresh_until`, such as the
opening of a registration, and for ten seconds at most, because places left are shown without a version of their own.
"""

import gzip
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, wraps
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ParamSpec

from flask import Flask, current_app, has_request_context, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.http import parse_accept_header

from sokwms_reg.core import clock
from sokwms_reg.core.cache.version import changes_here, read_version
from sokwms_reg.core.db import db

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LIFE_SECONDS = 10.0
CHECK_SECONDS = 1.0
MOST_PAGES = 1024  # more than all editions have; a bound, not a plan
_EXTENSION = "sokwms_cache"
_KEEP = "sokwms.keep"
_UNTIL = "sokwms.until"
_OLDEST = "sokwms.oldest"
_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "application/xml", "image/svg+xml")
_OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition"}
_LONGEST_ACCEPT = 500
_SMALLEST = 500  # bytes; below, gzip saves less than a packet

P = ParamSpec("P")
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Life:
    """How long bytes count: for one version of the site, up to an instant (UTC), and for ten seconds at most.

    Without a version, for ever: files whose name is made of their content.
    """

    version: int | None
    started: float = 0.0
    until: datetime | None = None

    def is_over(self) -> bool:
        """Tell whether the ten seconds have passed."""
        return self.version is not None and time.monotonic() - self.started >= LIFE_SECONDS


@dataclass(frozen=True)
class Page:
    """A finished answer with status 200, plain and compressed, each under an ETag of its own (RFC 9110, 8.8.3)."""

    plain: tuple[str, Headers, bytes]
    packed: tuple[str, Headers, bytes] | None
    life: Life

    def answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Send the page, or 304 to a reader who has it."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")[:_LONGEST_ACCEPT]
        packed = self.packed if _takes_gzip(accepted) else None
        tag, headers, body = packed or self.plain
        if _has(tag, environ.get("HTTP_IF_NONE_MATCH", "")):
            start_response("304 NOT MODIFIED", [pair for pair in headers if pair[0] not in _OF_THE_BODY])
            return []
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _has(tag: str, condition: str) -> bool:
    """Tell whether an If-None-Match names the tag (weak comparison, RFC 9110, 13.1.2)."""
    return bool(condition) and (condition.strip() == "*" or tag in condition)


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    """Tell whether an Accept-Encoding allows gzip (RFC 9110, 12.5.3)."""
    weights = dict(parse_accept_header(accepted))
    return weights.get("gzip", weights.get("*", 0)) > 0


def _finished(headers: Headers, body: bytes, life: Life) -> Page:
    """Finish an answer: tagged, and compressed where that helps."""
    kept = [(name, value) for name, value in headers if name.lower() not in {"content-length", "etag", "vary"}]
    name = blake2b(body, digest_size=12).hexdigest()
    kind = next((value for header, value in headers if header.lower() == "content-type"), "")
    if len(body) < _SMALLEST or not kind.startswith(_COMPRESSIBLE):
        return Page(_variant(f'"{name}"', kept, body), None, life)
    kept.append(("Vary", "Accept-Encoding"))
    packed = _variant(f'"{name}.gz"', [*kept, ("Content-Encoding", "gzip")], gzip.compress(body, mtime=0))
    return Page(_variant(f'"{name}"', kept, body), packed, life)


def _variant(tag: str, headers: Headers, body: bytes) -> tuple[str, Headers, bytes]:
    return tag, [*headers, ("ETag", tag), ("Content-Length", str(len(body)))], body


class PageCache:
    """The application with its pages in front of it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._inner: WSGIApplication = app.wsgi_app
        self._pages: dict[tuple[str, str], Page] = {}
        self.values: dict[Hashable, tuple[Life, Any]] = {}
        self._version: int | None = None
        self._checked = (float("-inf"), 0)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from the kept bytes, or let the application answer and keep what it says may be kept."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._inner(environ, start_response)
        key = (environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""))
        page = self._pages.get(key)
        if page is None or not self._counts(page.life):
            return self._ask(key, environ, start_response)
        return page.answer(environ, start_response)

    def version(self, session: Session | None = None) -> int | None:
        """Return the site's version as of the last second; None where the database does not answer.

        Asked over the connection of `session`, because who holds one may not wait for a second: twenty who do wait
        for one another.
        """
        now, here = time.monotonic(), changes_here()
        then, seen = self._checked
        if now - then >= CHECK_SECONDS or here != seen:
            self._checked = (now, here)  # first, so that others go on with what is known meanwhile
            try:
                self._version = self._read() if session is None else read_version(session.connection())
            except SQLAlchemyError:  # the page itself finds out why, and says so
                self._version, self._checked = None, (float("-inf"), here)
        return self._version

    def _read(self) -> int:
        with self._app.app_context(), db.engine.connect() as connection:
            return read_version(connection)

    def __len__(self) -> int:
        return len(self._pages)

    def clear(self) -> None:
        """Forget all pages, and the values that they are made of."""
        self._pages.clear()
        self.values.clear()

    def _counts(self, life: Life) -> bool:
        if life.version is None:
            return True
        if life.is_over() or life.version != self.version():
            return False
        return life.until is None or clock.now() < life.until

    def _ask(
        self, key: tuple[str, str], environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Let the application answer, and keep the page if it may be kept."""
        said: list[tuple[str, Headers, Any]] = []
        written: list[bytes] = []

        def listen(status: str, headers: Headers, exc_info: Any = None, /) -> Callable[[bytes], object]:  # noqa: ANN401
            said.append((status, list(headers), exc_info))
            return written.append

        answer = self._inner(environ, listen)
        status, headers, exc_info = said[-1]
        life: Life | None = environ.get(_KEEP)
        if life is None or not status.startswith("200") or environ["REQUEST_METHOD"] == "HEAD":
            start_response(status, headers, exc_info)
            return answer
        page = _finished(headers, _read(answer, written), life)
        if len(self._pages) >= MOST_PAGES:
            self._pages.clear()
        self._pages[key] = page
        return page.answer(environ, start_response)


def _read(answer: Iterable[bytes], written: list[bytes]) -> bytes:
    try:
        return b"".join([*written, *answer])
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()


def cached(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Mark a view whose page depends on its address alone."""

    @wraps(view)
    def kept(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        started = time.monotonic()
        version = page_cache(current_app).version(db.session())  # before the first read of what it shows
        answer = make_response(view(*args, **kwargs))
        if version is not None:
            oldest = min(started, request.environ.get(_OLDEST, started))
            request.environ[_KEEP] = Life(version, oldest, request.environ.get(_UNTIL))
            answer.headers["Cache-Control"] = "public, no-cache"
        return answer

    return kept


def kept_for_ever(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Mark a view of files whose names change with their content."""

    @wraps(view)
    def kept(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        request.environ[_KEEP] = Life(None)
        return view(*args, **kwargs)

    return kept


def fresh_until(instant: datetime | None, now: datetime) -> None:
    """Say that this page looks different from an instant on (UTC); what is past or never comes does not matter."""
    if instant is not None and instant > now:
        known = request.environ.get(_UNTIL)
        request.environ[_UNTIL] = instant if known is None else min(known, instant)


def built_on(life: Life) -> None:
    """Say that this page shows something read earlier: its ten seconds began then."""
    if has_request_context():
        request.environ[_OLDEST] = min(life.started, request.environ.get(_OLDEST, life.started))


def page_cache(app: Flask) -> PageCache:
    """Return the pages of an application."""
    found: PageCache = app.extensions[_EXTENSION]
    return found


def init_cache(app: Flask) -> None:
    """Stand in front of the application."""
    pages = PageCache(app)
    app.extensions[_EXTENSION] = pages
    app.wsgi_app = pages  # type: ignore[method-assign] # as Flask's documentation says
