"""Every public page: its language, its twin in the other language, its head, its errors."""

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from sokwms_reg.core.db import db
from sokwms_reg.core.web import HEADERS
from sokwms_reg.editions.models import Material
from sokwms_reg.site.views import frame
from tests.factories import CLOSES, make_category, make_edition
from tests.site.conftest import Read, Saving, make_dated

PAGES = (
    "",
    "about",
    "editions",
    "privacy",
    "accessibility",
    "editions/test",
    "editions/test/materials",
    "editions/test/rules",
    "editions/test/privacy",
    "editions/2015-kielce",
    "editions/2015-kielce/materials",
    "editions/2015-kielce/rules",
    "editions/2015-kielce/privacy",
)


def series(session: Session) -> None:
    """Add an open edition with every kind of text, and a past one."""
    texts = {
        f"{name}_{code}": f"{name} {code}" for name in ("lead", "rules", "privacy", "aims") for code in ("pl", "en")
    }
    edition = make_edition(session, "test", number=5, demonstration=True, privacy_version="2026-11", **texts)
    make_category(session, edition)
    past = make_dated(session, "2015-kielce", date(2015, 11, 17), date(2015, 11, 18), number=4, city_pl="Kielce")
    session.add(
        Material(edition_id=past.id, key="conclusions", kind="conclusions", title_pl="Wnioski", title_en="Conclusions")
    )


def alternates(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


@pytest.mark.both_databases
@pytest.mark.parametrize("page", PAGES)
def test_each_page_speaks_both_languages_and_names_its_twin(client: FlaskClient, saving: Saving, page: str) -> None:
    with saving() as session:
        series(session)
    pairs = {language: f"http://localhost/{language}/{page}" for language in ("pl", "en")}
    for language, address in pairs.items():
        response = client.get(f"/{language}/{page}")
        assert response.status_code == 200
        assert f'<html lang="{language}">' in response.text
        assert alternates(response.text) == {**pairs, "x-default": pairs["pl"]}
        assert f'<link rel="canonical" href="{address}">' in response.text
        assert f'<meta property="og:url" content="{address}">' in response.text
        assert response.text.count("<h1") == 1
        assert not response.headers.getlist("Set-Cookie")


@pytest.mark.parametrize("page", ["", "/materials", "/rules", "/privacy"])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_unpublished_edition_does_not_exist(client: FlaskClient, saving: Saving, language: str, page: str) -> None:
    with saving() as session:
        make_edition(session, "secret", published=False)
    for slug in ("secret", "none"):
        response = client.get(f"/{language}/editions/{slug}{page}")
        assert response.status_code == 404
        assert f'<html lang="{language}">' in response.text
    assert "secret" not in client.get(f"/{language}/editions").text


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/pl/nothing", "en", "pl"),
        ("/en/nothing", "pl", "en"),
        ("/pl/editions/", "en", "pl"),
        ("/nothing", "en", "en"),
        ("/nothing", "pl", "pl"),
        ("/nothing", "de", "pl"),
    ],
)
def test_errors_come_in_the_reader_s_language(client: FlaskClient, path: str, accepted: str, language: str) -> None:
    response = client.get(path, headers={"Accept-Language": accepted})
    assert response.status_code == 404
    assert f'<html lang="{language}">' in response.text
    assert '<meta name="robots" content="noindex">' in response.text


def test_every_answer_carries_the_security_headers(app: Flask) -> None:
    def broken() -> str:
        raise RuntimeError

    app.add_url_rule("/pl/broken", view_func=broken)
    client = app.test_client()
    for path, status in (("/pl/", 200), ("/pl/nothing", 404), ("/pl/broken", 500), ("/robots.txt", 200), ("/", 302)):
        response = client.get(path)
        assert response.status_code == status
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_no_page_has_inline_style_or_script(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        series(session)
    for page in PAGES:
        html = client.get(f"/pl/{page}").text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
        assert set(re.findall(r"<script(?! src=)[^>]*>", html)) <= {'<script type="application/ld+json">'}


def test_without_a_database_the_page_says_so_and_stands_alone(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer() -> None:
        raise OperationalError(None, {}, ConnectionError())

    monkeypatch.setattr(frame, "editions_on_show", no_answer)
    response = client.get("/en/")
    assert response.status_code == 503
    assert '<html lang="en">' in response.text


def test_an_installation_without_editions_has_a_home_page(read: Read) -> None:
    assert "Żadna edycja nie została jeszcze ogłoszona" in read("/pl/")
    assert "No edition has been announced yet" in read("/en/editions")


@pytest.mark.both_databases
def test_the_list_begins_with_the_open_edition_and_goes_back_in_time(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        make_dated(session, "2012-poznan", date(2012, 11, 15))
        make_dated(session, "2014-lodz", date(2014, 9, 26))
        make_edition(session, "test")
        make_dated(session, "2013-poznan", date(2013, 6, 28))
        make_dated(session, "2028-future", date(2028, 6, 28))
    html = client.get("/pl/editions").text
    order = list(dict.fromkeys(re.findall(r'href="/pl/editions/([a-z0-9-]+)"', html)))
    assert order == ["test", "2028-future", "2014-lodz", "2013-poznan", "2012-poznan"]


def test_the_number_of_queries_does_not_grow_with_the_series(app: Flask, client: FlaskClient, saving: Saving) -> None:
    counted: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    with saving() as session:
        make_category(session, make_edition(session, "test"))
    client.get("/pl/about")  # the first page of a process also asks for the migrations
    numbers = []
    for year in (2012, 2013):
        with saving() as session:
            make_dated(session, f"{year}-poznan", date(year, 11, 15))
        counted.clear()
        client.get("/pl/")
        numbers.append(len([sql for sql in counted if sql.startswith("SELECT")]))
    assert numbers == [7, 7]  # the site's version among them


def test_after_the_last_edition_the_newest_stands_in_front_and_in_the_series(
    client: FlaskClient, saving: Saving
) -> None:
    with saving() as session:
        for year in (2012, 2013):
            make_dated(session, f"{year}-poznan", date(year, 11, 15), title_pl=f"Temat {year}", number=year - 2011)
    html = client.get("/pl/").text
    assert re.findall(r"<h1[^>]*>([^<]+)</h1>", html) == ["Temat 2013"]
    series_list = html.split('<ol class="series">')[1].split("</ol>")[0]
    assert re.findall(r'href="/pl/editions/([^"]+)"', series_list) == ["2012-poznan", "2013-poznan"]


def test_a_second_open_edition_is_named_on_the_home_page(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        make_edition(session, "test")
    assert "Registration is also open for:" not in client.get("/en/").text
    with saving() as session:
        make_edition(session, "trial", demonstration=True, name_en="Trial")
        make_edition(session, "later", registration_opens_at=CLOSES)
    html = client.get("/en/").text
    assert 'Registration is also open for:\n<a href="/en/editions/trial">Trial: Theme</a>.</p>' in html
    assert 'href="/en/editions/later"' not in html


def test_links_to_the_site_carry_a_picture(client: FlaskClient) -> None:
    html = client.get("/pl/about").text
    found = re.findall(r'<meta property="og:image(:\w+)?" content="([^"]+)">', html)
    address = dict(found)[""]
    assert re.fullmatch(r"http://localhost/static/og\.[0-9a-f]{8}\.png", address)
    assert dict(found) == {
        "": address,
        ":width": "1200",
        ":height": "630",
        ":alt": "SOKWMS: mozaika działek, jedna z nich bursztynowa",
    }
    with client.get(address.removeprefix("http://localhost")) as picture:
        assert picture.mimetype == "image/png"
        assert picture.data[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
        assert len(picture.data) <= 60_000
