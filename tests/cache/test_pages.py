"""Public pages come from finished bytes; how long these count."""

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.core import clock
from sokwms_reg.core.cache import page_cache
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.registration import service
from tests.cache.conftest import Queries, Stopwatch
from tests.factories import NOW, make_application, make_category, make_edition

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("conference")]

Saving = Callable[[], AbstractContextManager[Session]]
Html = Callable[[str], str]
HOME = "/pl/editions/test"
PHASED = ("/en/", HOME, "/pl/editions", "/en/editions/test/register")


@pytest.fixture
def conference(saving: Saving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish one edition with five places; it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        make_category(session, make_edition(session, "test"), capacity=5)


def rename(saving: Saving, name: str) -> None:
    with saving() as session:
        session.scalars(select(Edition).where(Edition.slug == "test")).one().title_pl = name


@pytest.mark.both_databases
def test_a_change_in_this_process_shows_at_once(html: Html, saving: Saving) -> None:
    html(HOME)
    rename(saving, "Nowy tytuł")
    assert "Nowy tytuł" in html(HOME)


@pytest.mark.both_databases
@pytest.mark.usefixtures("elsewhere")
def test_a_change_elsewhere_shows_after_a_second(stopwatch: Stopwatch, html: Html, saving: Saving) -> None:
    html(HOME)
    rename(saving, "Nowy tytuł")
    stopwatch.seconds += 0.9
    assert "Nowy tytuł" not in html(HOME)
    stopwatch.seconds += 0.1
    assert "Nowy tytuł" in html(HOME)


@pytest.mark.both_databases
def test_places_left_show_after_ten_seconds_and_no_registration_renews_the_site(
    stopwatch: Stopwatch, html: Html, saving: Saving, queries: Queries
) -> None:
    before = html(HOME)
    with saving() as session:
        edition = session.scalars(select(Edition)).one()
        service.register(session, edition, make_application(), NOW)
    stopwatch.seconds += 9.9
    assert html(HOME) == before
    stopwatch.seconds += 0.1
    assert html(HOME) != before
    assert queries.during(lambda: html(HOME)) == []


@pytest.mark.parametrize(
    ("path", "moment"),
    [
        *((path, moment) for path in PHASED for moment in ("registration_opens_at", "registration_closes_at")),
        ("/sitemap.xml", "registration_closes_at"),  # names the form before the opening, too
    ],
)
def test_an_opening_and_a_closing_show_at_their_instant(
    stopwatch: Stopwatch,
    html: Html,
    saving: Saving,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    moment: str,
) -> None:
    del stopwatch  # no second passes for it
    with saving() as session:
        edition = session.scalars(select(Edition)).one()
        edition.registration_opens_at = NOW - timedelta(days=1)
        edition.registration_closes_at = NOW + timedelta(days=1)
        setattr(edition, moment, NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW - timedelta(seconds=1))
    before = html(path)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert html(path) != before


def test_a_reader_who_has_the_page_is_told_so(client: FlaskClient, saving: Saving) -> None:
    for accepted in ("gzip, br", "identity"):
        first = client.get(HOME, headers={"Accept-Encoding": accepted})
        tag = first.headers["ETag"]
        for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = client.get(HOME, headers={"Accept-Encoding": accepted, "If-None-Match": condition})
            assert (again.status_code, again.data) == (304, b""), condition
            assert again.headers["ETag"] == tag
            assert "Content-Length" not in again.headers
            assert again.headers["Cache-Control"] == "public, no-cache"
    rename(saving, "Inaczej")
    assert client.get(HOME, headers={"If-None-Match": tag}).status_code == 200
    assert client.get(HOME, headers={"If-None-Match": '"nonsense'}).status_code == 200


def test_a_page_is_compressed_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[bytes] = []
    compress = gzip.compress

    def count(body: bytes, **given: int) -> bytes:
        packed.append(body)
        return compress(body, **given)

    monkeypatch.setattr(gzip, "compress", count)
    plain = client.get(HOME)
    answers = [client.get(HOME, headers={"Accept-Encoding": "deflate, gzip;q=0.5"}) for _time in range(3)]
    assert len(packed) == 1
    for answer in answers:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.data) == plain.data
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data) / 2
        assert answer.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity", "x" * 10_000])
def test_who_does_not_take_gzip_gets_none(client: FlaskClient, accepted: str) -> None:
    answer = client.get(HOME, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert "<!doctype html>" in answer.text


def test_the_query_changes_nothing(client: FlaskClient, queries: Queries) -> None:
    page = client.get(HOME).data
    assert queries.during(lambda: client.get(f"{HOME}?utm_source=mail&page=9")) == []
    assert client.get(f"{HOME}?q=%00<script>").data == page


def test_a_head_says_what_a_get_would(client: FlaskClient) -> None:
    first = client.head(HOME)
    page = client.get(HOME)
    then = client.head(HOME)
    assert (first.status_code, first.data, then.data) == (200, b"", b"")
    assert first.headers["Cache-Control"] == then.headers["Cache-Control"] == "public, no-cache"
    assert then.headers["Content-Length"] == str(len(page.data))
    assert then.headers["ETag"] == page.headers["ETag"]


def test_headers_of_protection_stay(client: FlaskClient) -> None:
    first, kept = client.get(HOME), client.get(HOME)
    assert first.headers == kept.headers
    assert "default-src 'none'" in kept.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in kept.headers


def test_files_are_kept_and_compressed_too(client: FlaskClient, html: Html, queries: Queries) -> None:
    style = html("/pl/").partition('rel="stylesheet" href="')[2].partition('"')[0]
    answers = [client.get(style, headers={"Accept-Encoding": "gzip"}) for _time in range(2)]
    assert [answer.headers["Content-Encoding"] for answer in answers] == ["gzip", "gzip"]
    assert "immutable" in answers[1].headers["Cache-Control"]
    assert queries.during(lambda: client.get(style)) == []
    assert client.get("/static/none.css").status_code == 404


def test_without_a_version_nothing_is_kept(client: FlaskClient, saving: Saving, stopwatch: Stopwatch) -> None:
    client.get(HOME)
    with saving() as session:
        session.connection().exec_driver_sql("DROP TABLE site_version")
    stopwatch.seconds += 1
    answers = [client.get(HOME) for _time in range(2)]
    assert [(one.status_code, one.headers["Cache-Control"]) for one in answers] == [(200, "no-store")] * 2


def test_more_pages_than_fit_make_room(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sokwms_reg.core.cache.pages.MOST_PAGES", 2)
    for path in ("/pl/", "/en/", "/pl/about", "/en/about", HOME):
        assert client.get(path).status_code == 200
    assert len(page_cache(app)) <= 2


def test_counters_of_the_category_are_its_only_ones() -> None:
    assert {"taken", "taken_speakers", "taken_invitations", "waiting"} == Category.COUNTERS
