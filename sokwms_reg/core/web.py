"""The frame of every page: language from the address, security headers, words for templates."""

import logging
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask_babel import Babel

from sokwms_reg.core import i18n
from sokwms_reg.core.db import db, migrations_pending
from sokwms_reg.core.errors import init_errors
from sokwms_reg.core.folders import translations_folder
from sokwms_reg.core.sent import foreign_post
from sokwms_reg.core.templates import give_words

log = logging.getLogger(__name__)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
A_YEAR = 31_536_000
UNCONDITIONAL = {"static", "machines.healthz", "machines.readyz", "machines.favicon"}
_MIGRATED = "sokwms_migrated"


def public_blueprint(name: str, import_name: str) -> Blueprint:
    """Return a blueprint of public pages: under `/pl/` and `/en/`, without a cookie."""
    blueprint = Blueprint(name, import_name, url_prefix="/<any(pl, en):language>")
    blueprint.url_value_preprocessor(_take_language)
    blueprint.url_defaults(_give_language)
    blueprint.before_request(refuse_foreign_posts)
    return blueprint


def refuse_foreign_posts() -> None:
    """Refuse forms sent from another site (403): without a cookie this is all the authority a form could borrow."""
    if foreign_post():
        abort(403)


def _take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    del endpoint
    if values and "language" in values:
        i18n.set_language(values.pop("language"))


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values.setdefault("language", i18n.current_language())


def other_language() -> str:
    """Return the language that the reader did not choose."""
    return "en" if i18n.current_language() == "pl" else "pl"


def url_in(language: str, *, external: bool = False) -> str:
    """Return this page's address in `language`; the home page's where this page has no language in its address."""
    base = str(current_app.config["BASE_URL"]) if external else ""
    endpoint, values = request.endpoint, dict(request.view_args or {})
    if endpoint is None or not current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        return f"{base}/{language}/"
    return base + url_for(endpoint, **{**values, "language": language})


def absolute(path: str) -> str:
    """Return the public address of a path of this site, for mail, calendars and meta data."""
    return str(current_app.config["BASE_URL"]) + path


def preferred_language() -> str:
    """Return the language that the browser asks for; Polish when it asks for neither."""
    return request.accept_languages.best_match(i18n.LANGUAGES, i18n.DEFAULT_LANGUAGE) or i18n.DEFAULT_LANGUAGE


def _start_request() -> None:
    """Choose the language for pages that have none in their address, errors included.

    An address with a NUL leads nowhere; PostgreSQL would refuse to be asked for it.
    """
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    i18n.set_language(first if first in i18n.LANGUAGES else preferred_language())
    if "\0" in request.path:
        abort(404)


def _demand_migrated() -> None:
    """Answer 503 until the database is at this version's migrations; asked until the first yes of each process."""
    if current_app.extensions.get(_MIGRATED) or request.endpoint in UNCONDITIONAL:
        return
    if migrations_pending(db.session()):
        log.error("the database is not at this version's migrations; run: sokwms-reg db upgrade")
        abort(503)
    current_app.extensions[_MIGRATED] = True


def _words() -> dict[str, object]:
    return {
        "language": i18n.current_language(),
        "other_language": other_language(),
        "other_url": url_in(other_language()),
        "canonical_url": absolute(quote(request.path)),
        "alternates": _alternates(),
        "page_error": False,
        "absolute": absolute,
        "url_or_none": url_or_none,
    }


def _alternates() -> list[tuple[str, str]]:
    """Return hreflang pairs, absolute and reciprocal, for pages that exist in both languages."""
    endpoint = request.endpoint
    if endpoint is None or not current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        return []
    pairs = [(language, url_in(language, external=True)) for language in i18n.LANGUAGES]
    return [*pairs, ("x-default", pairs[0][1])]


def url_or_none(endpoint: str, **values: Any) -> str | None:  # noqa: ANN401 - whatever the address takes
    """Return the address, or None where no room has opened it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if str(current_app.config["BASE_URL"]).startswith("https://"):
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    response.headers.setdefault("Cache-Control", "no-store")
    _stay_here(response)
    return response


def _stay_here(response: Response) -> None:
    """Lead to a path of this site only: into some redirects Werkzeug writes the Host header and, by a proxy, http.

    Their page, which nobody sees, names it once more.
    """
    location = urlsplit(response.headers.get("Location", ""))
    if location.scheme or location.netloc:
        path = "/" + location.path.lstrip("/")
        response.headers["Location"] = urlunsplit(("", "", path, location.query, location.fragment))
        response.set_data(b"")


def init_web(app: Flask) -> None:
    """Set up language, filters, headers and error pages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations_folder())
    Babel(app, locale_selector=i18n.current_language)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    give_words(app.jinja_env)  # Flask-Babel's own way to a text takes four times as long; forms still go it
    app.before_request(_start_request)
    app.before_request(_demand_migrated)
    app.context_processor(_words)
    app.after_request(_protect)
    init_errors(app)
