"""How often the database is asked for a page: what a miss costs, and that a hit costs nothing."""

import re
from collections.abc import Callable, Iterable

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from sokwms_reg.core.base import Base, Public
from sokwms_reg.core.cache import SiteVersion, page_cache
from sokwms_reg.editions.models import Role
from tests.attendees.people import sign_in, staff
from tests.cache.conftest import Queries, Saving
from tests.house import House
from tests.samples import filled, samples

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("stopwatch")]

# The most queries that a page takes, over everything in the house, when nothing is kept or remembered yet.
KEPT = {
    "site.home": 6,
    "site.about": 2,
    "site.privacy": 2,
    "site.accessibility": 2,
    "site.editions": 2,
    "site.edition": 7,
    "site.materials": 3,
    "site.rules": 2,
    "site.edition_privacy": 2,
    "machines.sitemap": 4,
    "agenda.overview": 6,
    "agenda.day": 6,
    "agenda.calendar": 6,
    "registration.choose": 5,
}
EACH_TIME = {
    "machines.root": 0,
    "machines.robots": 0,
    "machines.healthz": 0,
    "machines.favicon": 0,
    "machines.readyz": 3,
    "machines.styleguide": 2,
    "registration.form": 9,
    "registration.done": 8,
    "registration.my": 8,
    "registration.cancel": 8,
    "registration.calendar": 5,
    "registration.confirmation": 5,
    "registration.qr": 3,
    "registration.data": 6,
    "registration.edit": 9,
    "registration.find": 2,
    "registration.renew": 8,
    "registration.replace": 7,
}
OFFICE = {
    "backoffice.home": 6,
    "backoffice.front": 27,
    "backoffice.outbox": 18,
    "backoffice.message": 14,
    "backoffice.message_html": 6,
    "backoffice.attachment": 7,
    "attendees.step_asked": 13,
    "attendees.link_asked": 10,
    "attendees.people": 21,
    "attendees.views": 15,
    "attendees.view_new": 14,
    "attendees.view": 15,
    "attendees.view_asked": 10,
    "attendees.data": 27,
    "attendees.duplicates": 14,
    "attendees.merge": 18,
    "attendees.note_asked": 11,
    "attendees.export": 18,
    "attendees.person": 43,
    "downloads.ask": 16,
    "downloads.progress": 13,
    "attendees.bulk_gone": 5,
    "attendees.tags": 11,
    "attendees.tag": 11,
    "downloads.file": 10,
    "handovers.overview": 18,
    "handovers.choose": 17,
    "handovers.show": 21,
    "handovers.file": 21,
    "handovers.changes": 23,
    "handovers.asked": 15,
    "handovers.register": 16,
    "handovers.register_file": 11,
    "imports.upload": 12,
    "imports.template": 9,
    "imports.mapping": 11,
    "imports.preview": 11,
    "imports.problems": 11,
    "places.decisions": 15,
    "places.waiting": 17,
    "places.enter": 12,
    "places.settings": 17,
    "places.settings_form": 15,
    "backoffice.audit": 25,
    "backoffice.audit_file": 25,
    "planning.calendar": 14,
    "planning.calendar_file": 8,
    "planning.new": 10,
    "planning.task": 11,
    "planning.delete_asked": 10,
    "protocol.welcome": 11,
    "protocol.card": 13,
    "protocol.card_asked": 13,
    "protocol.offices": 10,
    "protocol.office_new": 11,
    "protocol.office": 12,
    "protocol.office_asked": 12,
}


def addresses(app: Flask, house: House, rooms: Iterable[str]) -> dict[str, list[str]]:
    """Return the sample addresses of every page of these rooms by endpoint, in both languages."""
    with app.test_request_context():
        given = samples(app, house)
        return {
            rule.endpoint: [url_for(rule.endpoint, **one) for one in filled(rule, given)]  # type: ignore[arg-type] # any
            for rule in app.url_map.iter_rules()
            if rule.endpoint.partition(".")[0] in rooms and "GET" in (rule.methods or set())
        }


def counted(queries: Queries, paths: Iterable[str], open_page: Callable[[str], object]) -> int:
    """Return the most queries that one of the pages takes."""
    return max(len(queries.during(lambda path=path: open_page(path))) for path in paths)  # type: ignore[misc] # a default


def test_every_public_page_on_a_miss_and_on_a_hit(
    app: Flask, house: House, client: FlaskClient, queries: Queries
) -> None:
    client.get("/pl/about")  # the first page of a process also asks for the migrations
    misses, wrong = {}, []
    for endpoint, paths in addresses(app, house, {"agenda", "machines", "registration", "site"}).items():
        most = []
        for path in paths:
            page_cache(app).clear()
            most.append(counted(queries, [path], client.get))
            again = queries.during(lambda path=path: client.get(path))  # type: ignore[misc] # a default
            if endpoint in KEPT and client.get(path).status_code == 200 and again:
                wrong.append((path, again))
        misses[endpoint] = max(most)
    assert wrong == []
    assert misses == {**KEPT, **EACH_TIME}


def test_what_is_somebodys_own_is_never_kept(app: Flask, house: House, client: FlaskClient) -> None:
    for endpoint, paths in addresses(app, house, {"agenda", "machines", "registration", "site"}).items():
        for path in paths:
            page_cache(app).clear()
            answer = client.get(path)
            kept = endpoint in KEPT and answer.status_code == 200
            assert len(page_cache(app)) == int(kept), path
            assert (b"form_token" in answer.data) <= (not kept), path
            assert "Set-Cookie" not in answer.headers


def test_every_page_of_the_office(app: Flask, house: House, saving: Saving, queries: Queries) -> None:
    with saving() as session:
        staff(session, Role.ADMINISTRATOR, None)
    desk = sign_in(app.test_client()).client
    desk.get("/office/")
    rooms = {"attendees", "backoffice", "downloads", "handovers", "imports", "places", "planning", "protocol"}
    found = addresses(app, house, rooms)
    assert {endpoint: counted(queries, paths, desk.get) for endpoint, paths in found.items()} == OFFICE
    assert len(page_cache(app)) == 0


def tables_behind(queries: Queries, act: Callable[[], object]) -> set[str]:
    """Return the tables that an act reads."""
    return {name for sql in queries.during(act) for name in re.findall(r"(?:FROM|JOIN) (\w+)", sql)}


def hidden(tables: Iterable[str]) -> set[str]:
    """Return the tables whose changes do not renew the site."""
    shown = {str(mapper.local_table) for mapper in Base.registry.mappers if issubclass(mapper.class_, Public)}
    return set(tables) - shown - {SiteVersion.__tablename__}


def test_kept_pages_read_nothing_that_could_change_unnoticed(
    app: Flask, house: House, client: FlaskClient, queries: Queries
) -> None:
    client.get("/pl/about")
    pages = addresses(app, house, {"agenda", "machines", "registration", "site"})
    for endpoint in KEPT:
        for path in pages[endpoint]:
            page_cache(app).clear()
            assert hidden(tables_behind(queries, lambda path=path: client.get(path))) == set(), path  # type: ignore[misc] # a default
    control = pages["registration.my"][0]
    assert "registration" in hidden(tables_behind(queries, lambda: client.get(control)))
