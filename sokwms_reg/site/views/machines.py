"""Addresses without a language: the way in, what robots and monitors ask for, the styleguide of development."""

from flask import Response, abort, current_app, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from sokwms_reg.core import clock
from sokwms_reg.core.assets import asset, asset_exists
from sokwms_reg.core.cache import cached
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.core.web import absolute, preferred_language, url_or_none
from sokwms_reg.editions.queries import DatedEdition, editions_with_materials
from sokwms_reg.registration.states import Phase
from sokwms_reg.site.queries import days_with_sessions
from sokwms_reg.site.service.readiness import OK, readiness
from sokwms_reg.site.states import shown_phase
from sokwms_reg.site.views.frame import machines, published

Address = tuple[str, dict[str, object]]
SERIES_PAGES = ("home", "about", "editions", "privacy", "accessibility")


@machines.get("/")
def root() -> AnyResponse:
    """Lead to the home page in the language that the browser asks for."""
    response = redirect(url_for("site.home", language=preferred_language()))
    response.vary.add("Accept-Language")
    return response


@machines.get("/robots.txt")
def robots() -> Response:
    """Keep robots out of the office and of people's own pages (RFC 9309)."""
    closed = ["/office/", "/*/my/", *(f"/{language}/my/" for language in LANGUAGES)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {absolute('/sitemap.xml')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@machines.get("/sitemap.xml")
@cached
def sitemap() -> Response:
    """List every public page in both languages, each naming the other (sitemaps.org 0.9)."""
    addresses: list[Address] = [
        (f"site.{name}", {}) for name in ("home", "about", "editions", "privacy", "accessibility")
    ]
    left, planned = editions_with_materials(db.session()), days_with_sessions(db.session())
    for item in published():
        addresses.extend(_pages_of(item, planned, has_materials=item.edition.id in left))
    pages = [urls for endpoint, values in addresses if (urls := _in_all_languages(endpoint, values))]
    response = make_response(render_template("site/sitemap.xml", pages=pages))
    response.mimetype = "application/xml"
    return response


def _pages_of(item: DatedEdition, planned: frozenset[int], *, has_materials: bool) -> list[Address]:
    """Return the pages of an edition; its programme by days that have one, for /agenda shows one of them again."""
    edition = item.edition
    pages: list[Address] = [("site.edition", {})]
    pages += [("registration.choose", {})] if shown_phase(item, clock.now()) in (Phase.NOT_YET, Phase.OPEN) else []
    pages += [("agenda.day", {"date": day.date.isoformat()}) for day in item.days if day.id in planned]
    pages += [("site.materials", {})] if has_materials else []
    pages += [("site.rules", {})] if edition.rules else []
    pages += [("site.edition_privacy", {})] if edition.privacy else []
    return [(endpoint, {"slug": edition.slug, **values}) for endpoint, values in pages]


def _in_all_languages(endpoint: str, values: dict[str, object]) -> dict[str, str]:
    urls = {language: url_or_none(endpoint, language=language, **values) for language in LANGUAGES}
    return {language: absolute(url) for language, url in urls.items() if url}


@machines.get("/healthz")
def healthz() -> Response:
    """Say that the process answers."""
    return Response("ok", mimetype="text/plain")


@machines.get("/readyz")
def readyz() -> tuple[dict[str, str], int]:
    """Say whether visitors can be served; 503 with the reason where not."""
    checks = readiness(db.session(), current_app.config["SOKWMS"].instance, clock.now())
    return checks, 200 if set(checks.values()) == {OK} else 503


@machines.get("/favicon.ico")
def favicon() -> AnyResponse:
    """Answer browsers that ask before they have read the page."""
    return redirect(asset("favicon.svg")) if asset_exists("favicon.svg") else Response(status=204)


@machines.get("/styleguide")
def styleguide() -> str:
    """Show every component in every state, while developing only."""
    if current_app.config["ENV"] != "development":
        abort(404)
    return render_template("site/styleguide.html")
