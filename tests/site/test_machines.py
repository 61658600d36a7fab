"""What has no language: the way in, robots, the sitemap, health and readiness, the styleguide."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from sokwms_reg.app import create_app
from sokwms_reg.core.config import Config
from sokwms_reg.outbox.models import Message
from tests.factories import NOW, make_edition
from tests.site.conftest import Saving, make_dated, make_session

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
ALL_WELL = {"database": "ok", "migrations": "ok", "mail": "ok", "room": "ok"}


@pytest.mark.parametrize(
    ("accepted", "target"),
    [("en-GB,en;q=0.9,pl;q=0.5", "/en/"), ("pl", "/pl/"), ("de", "/pl/"), ("", "/pl/"), ("de,en;q=0.1", "/en/")],
)
def test_the_way_in_asks_the_browser_for_the_language(client: FlaskClient, accepted: str, target: str) -> None:
    response = client.get("/", headers={"Accept-Language": accepted})
    assert response.status_code == 302
    assert response.location == target
    assert response.headers["Vary"] == "Accept-Language"


def test_robots_stay_out_of_the_office_and_of_own_pages(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert response.text == (
        "User-agent: *\nDisallow: /office/\nDisallow: /*/my/\nDisallow: /pl/my/\nDisallow: /en/my/\n\n"
        "Sitemap: http://localhost/sitemap.xml\n"
    )


@pytest.mark.both_databases
def test_the_sitemap_lists_published_pages_in_both_languages(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        make_session(session, make_edition(session, "test", rules_pl="§ 1.", privacy_en="Controller."))
        make_edition(session, "2028-soon", registration_opens_at=NOW + timedelta(days=1))
        make_edition(session, "2028-late", registration_closes_at=NOW)
        make_dated(session, "2015-kielce", date(2015, 11, 17))
        make_edition(session, "secret", published=False)
    response = client.get("/sitemap.xml")
    assert response.mimetype == "application/xml"
    listed = {}
    for url in ET.fromstring(response.data).findall("s:url", SITEMAP):  # noqa: S314 - made by this very product
        location = url.findtext("s:loc", "", SITEMAP)
        listed[location] = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", SITEMAP)}
    pages = [
        *("", "about", "editions", "privacy", "accessibility"),
        *(
            "editions/test",
            "editions/test/register",
            "editions/test/agenda/2027-01-27",
        ),
        *("editions/test/rules", "editions/test/privacy"),
        *("editions/2028-soon", "editions/2028-soon/register", "editions/2028-late", "editions/2015-kielce"),
    ]
    assert set(listed) == {f"http://localhost/{language}/{page}" for page in pages for language in ("pl", "en")}
    for page in pages:
        pair = {language: f"http://localhost/{language}/{page}" for language in ("pl", "en")}
        for address in pair.values():
            assert listed[address] == {**pair, "x-default": pair["pl"]}
    for address in listed:
        response = client.get(address.removeprefix("http://localhost"))
        assert response.status_code == 200
        assert "noindex" not in response.text


def test_health_says_that_the_process_answers(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.text, response.mimetype) == (200, "ok", "text/plain")


def test_the_icon_is_the_prepared_drawing(client: FlaskClient) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    with client.get(response.location) as drawing:
        assert drawing.mimetype == "image/svg+xml"


def test_the_styleguide_is_for_development_only(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/styleguide").status_code == 200
    app.config.update(ENV="production", SOKWMS=replace(app.config["SOKWMS"], env="production"))
    assert client.get("/styleguide").status_code == 404


def message(minutes: int) -> Message:
    """Return a message that has been due for some minutes."""
    return Message(
        kind="received",
        language="pl",
        dedupe_key="key",
        message_id="<1@example.org>",
        to_address="zaneta@example.org",
        subject="Zgłoszenie",
        text="Szanowni Państwo,",
        created_at=NOW - timedelta(days=2),
        next_try_at=NOW - timedelta(minutes=minutes),
    )


@pytest.mark.both_databases
@pytest.mark.parametrize("minutes", [-60, 0, 15])
def test_it_is_ready_while_mail_goes_out(client: FlaskClient, saving: Saving, minutes: int) -> None:
    with saving() as session:
        session.add(message(minutes))
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (200, ALL_WELL)


@pytest.mark.both_databases
def test_it_is_not_ready_when_mail_is_stuck(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        session.add(message(17))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json == ALL_WELL | {
        "mail": "the first message in line has been due for 17 minutes: is the worker running?"
    }
    assert "zaneta" not in response.text


@pytest.mark.both_databases
def test_it_is_not_ready_before_its_migrations(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json == {
        "database": "ok",
        "migrations": "migrations are pending: run sokwms-reg db upgrade",
        "mail": "not checked",
        "room": "ok",
    }


def test_it_is_not_ready_without_its_database(settings: dict[str, str], tmp_path: Path) -> None:
    nowhere = settings | {"SOKWMS_DATABASE_URL": f"sqlite:///{tmp_path / 'nowhere' / 'gone.sqlite3'}"}
    client = create_app(Config.from_environment(nowhere)).test_client()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json == {
        "database": "the database does not answer",
        "migrations": "not checked",
        "mail": "not checked",
        "room": "ok",
    }
    assert client.get("/healthz").status_code == 200
    assert client.get("/en/").status_code == 503


@pytest.mark.parametrize(("free", "said"), [(150, "ok"), (99, "99 MB are left on the disk of the installation")])
def test_it_says_when_the_disk_is_nearly_full(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, free: int, said: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=free * 1024 * 1024))
    response = client.get("/readyz")
    assert response.json == ALL_WELL | {"room": said}
    assert response.status_code == (200 if said == "ok" else 503)


def test_it_says_when_its_folder_is_gone(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_folder: Path) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("shutil.disk_usage", gone)
    assert client.get("/readyz").json == ALL_WELL | {"room": "the folder of the installation is gone"}


def test_it_says_when_writers_wait_in_vain(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sokwms_reg.core.lock.stuck", lambda: True)
    said = "whoever writes waits in vain: another process is writing and does not end"
    assert client.get("/readyz").json == ALL_WELL | {"database": said}
