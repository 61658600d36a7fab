"""Every page that the product can show, in every state, as the server sends it: for tests that look at all of them.

The addresses come from the table of routes with the samples of tests/samples.py, so a new page hangs here by itself.
What only a sent form or an accident brings about is listed in tests/gallery_states.py; a template of a page that
nothing here shows fails tests/browser/test_gallery.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from jinja2 import Environment, Template
from sqlalchemy import update
from werkzeug.test import TestResponse

from sokwms_reg.accounts.models import User
from sokwms_reg.core import clock
from sokwms_reg.core.cache import page_cache
from sokwms_reg.core.db import writing
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.editions.models import Role
from tests.attendees.people import sign_in, staff
from tests.factories import NOW
from tests.house import House, furnish
from tests.samples import filled, samples

# A letter in a frame of its own, files, and what leaves the office.
NO_PAGES = {
    *(
        "backoffice.message_html",
        "backoffice.attachment",
        "attendees.export",
        "attendees.data",
        "security.logout",
        "static",
    ),
    *("backoffice.audit_file", "planning.calendar_file"),
    *("handovers.file", "handovers.changes", "handovers.register_file"),
    *("registration.qr", "registration.calendar", "registration.confirmation", "agenda.calendar"),
}


@dataclass(frozen=True)
class Shown:
    """One page in one state."""

    name: str
    language: str
    status: int
    html: str
    headers: list[tuple[str, str]] = field(repr=False)

    def __str__(self) -> str:
        """Return its name, for the message of a failure."""
        return f"{self.name} ({self.language})"


@dataclass
class Gallery:
    """The pages, the templates that made them, and who opens what."""

    app: Flask
    pages: list[Shown] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)
    language: str = "pl"
    now: datetime = NOW

    def hang(self, name: str, answer: TestResponse) -> str:
        """Keep an answer if it is a page; return its text."""
        html = answer.text if answer.mimetype == "text/html" else ""
        if html and answer.status_code not in {301, 302, 303}:
            self.keep(name, answer.status_code, html, list(answer.headers))
        return html

    def keep(self, name: str, status: int, html: str, headers: list[tuple[str, str]]) -> None:
        """Keep a page, which must be in the language in turn."""
        assert f'<html lang="{self.language}">' in html, (name, self.language)
        self.pages.append(Shown(name, self.language, status, html, headers))

    def visitor(self) -> FlaskClient:
        """Return a browser of its own that asks for the language in turn."""
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = self.language
        return client

    def colleague(self) -> FlaskClient:
        """Return a browser in which the administrator has signed in and reads the language in turn."""
        with self.app.app_context(), writing() as session:
            session.execute(update(User).values(language=self.language))
        client = self.visitor()
        sign_in(client)
        return client

    def speak(self) -> Iterator[str]:
        """Go through the languages."""
        for language in LANGUAGES:
            self.language = language
            yield language


@contextmanager
def _noting(templates: set[str]) -> Iterator[None]:
    """Note the names of templates as they are asked for."""
    original = Environment.get_template

    def get_template(self: Environment, name: str | Template, *rest: Any, **more: Any) -> Template:  # noqa: ANN401
        templates.add(str(name if isinstance(name, str) else name.name))
        return original(self, name, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "get_template", get_template)
        yield


@contextmanager
def _living_at(gallery: Gallery) -> Iterator[None]:
    """Let it be the gallery's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: gallery.now)
        yield


def fill(app: Flask, *more: Callable[["Gallery", House], None]) -> Gallery:
    """Furnish an empty installation and hang all that its addresses show, before and after."""
    gallery = Gallery(app)
    with _noting(gallery.templates), _living_at(gallery):
        with app.app_context(), writing() as session:
            staff(session, Role.ADMINISTRATOR, None)
        _hang_empty(gallery)
        with app.app_context(), writing() as session:
            house = furnish(session)
        page_cache(app).clear()
        _hang_addresses(gallery, house)
        for states in more:
            states(gallery, house)
    return gallery


def _hang_empty(gallery: Gallery) -> None:
    for language in gallery.speak():
        for name in ("", "editions", "privacy", "accessibility"):
            gallery.hang(f"/{name} of an empty house", gallery.visitor().get(f"/{language}/{name}"))
        colleague = gallery.colleague()
        for name in ("", "outbox"):
            gallery.hang(f"/office/{name} of an empty house", colleague.get(f"/office/{name}"))


def _one_a_state(house: House, language: str) -> House:
    """Return the house with one registration of each state, of whoever reads the language if there is one."""
    known = house.registrations
    states = dict.fromkeys(state for state, _language in known)
    return replace(
        house, registrations={(state, "pl"): known.get((state, language), known[state, "pl"]) for state in states}
    )


def _hang_addresses(gallery: Gallery, house: House) -> None:
    """Open every address that a GET opens: those of the office, and with samples in the language in turn."""
    rules = [rule for rule in gallery.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    for language in gallery.speak():
        given = samples(gallery.app, _one_a_state(house, language))
        colleague, applicant = gallery.colleague(), gallery.colleague()
        for rule in (rule for rule in rules if rule.endpoint not in NO_PAGES):
            for number, values in enumerate(filled(rule, given)):
                if values.get("language", language) != language:
                    continue
                with gallery.app.test_request_context():
                    address = url_for(rule.endpoint, **values)  # type: ignore[arg-type] # any argument of an address
                # Some of Flask-Security's pages end the session: whoever opens those is somebody else.
                client = applicant if rule.endpoint.startswith("security.") else colleague
                gallery.hang(f"{rule.endpoint}, sample {number}", client.get(address))
