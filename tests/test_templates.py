"""Every template compiles and is used, and no page of the house leaves a text untranslated."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from babel.support import Translations
from flask import Flask, url_for
from flask.testing import FlaskClient
from jinja2 import Environment, Template
from sqlalchemy import update
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.core import clock
from sokwms_reg.core.cache import page_cache
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.core.links import OwnLink, own_token
from sokwms_reg.core.templates import environment
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.forms import EditToken, issue_edit
from sokwms_reg.registration.forms.choices import VOIVODESHIPS
from sokwms_reg.registration.states import State
from tests.attendees.people import sign_in, staff
from tests.factories import FIRST_DAY, NOW, make_application
from tests.house import House, Values, filled, furnish, samples
from tests.pages import Page

pytestmark = pytest.mark.pages

Saving = Callable[[], AbstractContextManager[Session]]

# Reached by tests of their own room: accounts' pages and letters stand behind steps that no plain walk takes.
ELSEWHERE = ("security/", "email/accounts/", "errors/plain.html", "office/refused.html")
# Names that are the same in every language; and Flask-Security asks for a second step even where none is set up.
NO_WORDS = {"none", *VOIVODESHIPS.values()}


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the texts that a catalogue was asked for and did not have, from now on."""
    missing: set[str] = set()

    def watch(name: str) -> None:
        original = getattr(Translations, name)

        def asked(self: Translations, message: str, *rest: object) -> str:
            known = message in self._catalog or (message, 0) in self._catalog or (message, 1) in self._catalog
            if self.domain == "messages" and not known and message not in NO_WORDS:
                missing.add(message)
            return str(original(self, message, *rest))

        monkeypatch.setattr(Translations, name, asked)

    for name in ("gettext", "ugettext", "ngettext", "ungettext"):
        watch(name)
    return missing


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the names of the templates that are asked for from now on: pages, what they extend, include, import."""
    names: set[str] = set()
    original = Environment.get_template

    def get_template(self: Environment, name: str | Template, *rest: object, **more: object) -> Template:
        names.add(str(name if isinstance(name, str) else name.name))
        return original(self, name, *rest, **more)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(Environment, "get_template", get_template)
    return names


def all_templates(app: Flask) -> list[str]:
    return [name for name in app.jinja_env.list_templates() if "/texts/" not in name]


def test_every_template_compiles(app: Flask) -> None:
    for name in all_templates(app):
        made = environment() if name.startswith("email/") else app.jinja_env
        made.get_template(name)


def test_every_page_speaks_both_languages_and_every_template_is_used(
    app: Flask, saving: Saving, monkeypatch: pytest.MonkeyPatch, untranslated: set[str], used: set[str]
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for language in LANGUAGES:
        assert app.test_client().get(f"/{language}/").status_code == 200  # a house with no edition yet
    with saving() as session:
        house = furnish(session)
        staff(session, Role.ADMINISTRATOR, None)
    page_cache(app).clear()
    broken: list[str] = []
    for language in LANGUAGES:
        with saving() as session:
            session.execute(update(User).values(language=language))
        person, applicant = sign_in(app.test_client()), sign_in(app.test_client()).client
        for endpoint, address in addresses(app, samples(app, house)):
            # Some of Flask-Security's pages end the session: whoever opens those is somebody else.
            client = applicant if endpoint.startswith("security.") else person.client
            answer = client.get(address, headers={"Accept-Language": language})
            lost = client is person.client and "/login" in answer.headers.get("Location", "")
            broken += [address] if answer.status_code >= 500 or lost else []
        _checks_a_registration(applicant, language)
        _comes_back(app, house, language)
        applicant.get(f"/{language}/no-such-page")
        person.client.get("/office/no/such/page")
    assert broken == []
    assert untranslated == set()
    unused = set(all_templates(app)) - used
    assert sorted(name for name in unused if not name.startswith(ELSEWHERE)) == []


def _checks_a_registration(client: FlaskClient, language: str) -> None:
    address = f"/{language}/editions/test/register/ngo"
    token = Page(client.get(address).text).typed()["form_token"]
    application = make_application()
    typed = {name: getattr(application, name) for name in ("first_name", "last_name", "email", "institution")}
    chosen = {"voivodeship": "16", "days": FIRST_DAY.isoformat(), "accept_rules": "yes", "step": "check"}
    assert client.post(address, data={**typed, **chosen, "form_token": token}).status_code == 200
    assert client.post(address, data={"form_token": token}).status_code == 422


def _comes_back(app: Flask, house: House, language: str) -> None:
    """Look for a lost link, try to change what has ended, and ask for a new link."""
    client, key, number = app.test_client(), str(app.config["SECRET_KEY"]), house.number(State.CANCELLED, language)
    own = f"/{language}/my/{own_token(key, OwnLink(number, 1))}"
    assert client.post(f"/{language}/find", data={"email": "nobody@example.org"}).status_code == 200
    assert client.post(own + "/edit", data={"form_token": issue_edit(key, EditToken(number, ""))}).status_code == 422
    assert client.post(own + "/renew").status_code == 200


def addresses(app: Flask, given: dict[str, list[Values]]) -> Iterator[tuple[str, str]]:
    """Return endpoint and address of every page that a GET opens, with sample arguments."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "security.logout":
            continue
        for values in filled(rule, given):
            with app.test_request_context():
                yield rule.endpoint, url_for(rule.endpoint, **values)  # type: ignore[arg-type] # any argument of an address
