"""Every template compiles and is used, and no page of the house leaves a text untranslated."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

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
from sokwms_reg.letters.service import rendering
from sokwms_reg.registration import service
from sokwms_reg.registration.forms import EditToken, ReplacementToken, issue_edit, issue_replacement
from sokwms_reg.registration.forms.choices import VOIVODESHIPS
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State
from tests.attendees.people import Desk, sign_in, staff
from tests.factories import FIRST_DAY, NOW, make_application
from tests.house import STAFF, House, furnish
from tests.imports.story import Importer, table
from tests.imports.story import person as imported
from tests.pages import Page
from tests.samples import Values, filled, samples

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
    rendering._shapes.clear()  # noqa: SLF001 - letters that an earlier test has made would not ask again
    return names


def all_templates(app: Flask) -> list[str]:
    return [name for name in app.jinja_env.list_templates(("html", "txt", "xml")) if "/texts/" not in name]


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
        _passes_on(app, house, language)
        _asks_before_deciding(person)
        _previews_a_setting(person)
        _looks_at_twins(person, house)
        person.send(f"/office/test/views/{house.view_id}/list?state=waiting", 422, changes="x")
        _imports_a_file(person)
        _tags_everybody(person)
        applicant.get(f"/{language}/no-such-page")
        person.client.get("/office/no/such/page")
    with saving() as session:
        _office_writes(session, house, "pl")
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


def _asks_before_deciding(desk: Desk) -> None:
    desk.open("/office/test/decisions")
    for deed in ("accept", "refuse"):
        desk.send(f"/office/test/decisions/{deed}", 200, everybody="1")


def _looks_at_twins(desk: Desk, house: House) -> None:
    """Give two people the same address, so that each is suggested as the other's duplicate."""
    one, other = (f"/office/test/attendees/{house.reference(state)}" for state in (State.CONFIRMED, State.OFFERED))
    for page in (one, other):
        desk.open(f"{page}?edit=contact")
        desk.send(f"{page}/edit/contact", email="biuro@example.org")
    desk.open(one)
    desk.open("/office/test/attendees/duplicates")


def _tags_everybody(desk: Desk) -> None:
    """Look at what tagging everybody would do."""
    people = "/office/test/attendees"
    desk.open(people)
    desk.send(f"{people}/bulk", 200, deed="tag", everybody="yes", tag="autokar", step="preview")


def _comes_back(app: Flask, house: House, language: str) -> None:
    """Look for a lost link, try to change what has ended, and ask for a new link."""
    client, key, number = app.test_client(), str(app.config["SECRET_KEY"]), house.number(State.CANCELLED, language)
    own = f"/{language}/my/{own_token(key, OwnLink(number, 1))}"
    assert client.post(f"/{language}/find", data={"email": "nobody@example.org"}).status_code == 200
    assert client.post(own + "/edit", data={"form_token": issue_edit(key, EditToken(number, ""))}).status_code == 422
    assert client.post(own + "/replace", data={"form_token": issue_replacement(key, _first(number))}).status_code == 422
    assert client.post(own + "/renew").status_code == 200


def _first(number: int) -> ReplacementToken:
    """Return what the form for another person says under the first link of a registration."""
    return ReplacementToken(number, 1)


def _office_writes(session: Session, house: House, language: str) -> None:
    """Write the letters about what the secretariat changes its mind on, and about offers that nobody answered."""
    service.lapse_offers(session, NOW + timedelta(days=4))
    service.reopen(session, session.get_one(Registration, house.number(State.REJECTED, language)), STAFF, NOW)
    confirmed = session.get_one(Registration, house.number(State.CONFIRMED, language))
    service.demote(session, confirmed, service.Order(STAFF, NOW, "Inny powód"))


def _passes_on(app: Flask, house: House, language: str) -> None:
    """Send the form for another person in each of its steps, and once more when its link is dead."""
    client, key, number = app.test_client(), str(app.config["SECRET_KEY"]), house.number(State.PENDING, language)
    address = f"/{language}/my/{own_token(key, OwnLink(number, 1))}/replace"
    typed = {"form_token": Page(client.get(address).text).typed()["form_token"][0]}
    assert client.post(address, data=typed).status_code == 422
    typed |= {"first_name": "Ewa", "last_name": language, "email": "ewa@example.org"}
    statuses = [client.post(address, data={**typed, "step": step}).status_code for step in ("check", "confirm")]
    again = client.post(address, data={**typed, "first_name": "Jan", "step": "confirm"})
    assert [*statuses, again.status_code] == [200, 200, 410]


def _previews_a_setting(desk: Desk) -> None:
    typed = Page(desk.open("/office/test/settings/days")).typed()
    answer = desk.client.post("/office/test/settings/days", data={**typed, "csrf_token": typed["csrf_token"][:1]})
    assert answer.status_code == 200


def _imports_a_file(desk: Desk) -> None:
    """Choose a file with a row that is nobody's, look at its columns and try it, and leave it there."""
    importer = Importer(desk)
    importer.upload(b"", status=422)
    importer.upload(table(imported(1), ["x"]))
    importer.check(category="ngo")


def addresses(app: Flask, given: dict[str, list[Values]]) -> Iterator[tuple[str, str]]:
    """Return endpoint and address of every page that a GET opens, with sample arguments."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "security.logout":
            continue
        for values in filled(rule, given):
            with app.test_request_context():
                yield rule.endpoint, url_for(rule.endpoint, **values)  # type: ignore[arg-type] # any argument of an address
