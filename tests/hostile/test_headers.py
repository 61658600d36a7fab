"""Headers from nowhere: hosts, proxies, languages, ranges. What they change, they change for nobody else."""

from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.core.db import db
from sokwms_reg.core.links import OwnLink, own_token
from sokwms_reg.outbox.models import Message
from tests.hostile.detector import suspicious
from tests.pages import Page
from tests.registration.conftest import PERSON

EVIL = "evil.example"
HOSTS = [
    {"Host": EVIL},
    {"Host": f"localhost@{EVIL}"},
    {"Host": f"{EVIL}/<script>alert(1)</script>"},
    {"Host": "localhost:99999"},
    {"Host": "ż"},
    {"Host": "[::1"},
    {"Host": " "},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "javascript", "X-Forwarded-Prefix": f"//{EVIL}"},
    {"Forwarded": f"host={EVIL};proto=https", "X-Original-URL": "/office/", "X-Rewrite-URL": "/office/"},
    {"X-Forwarded-For": "127.0.0.1, <script>", "X-HTTP-Method-Override": "DELETE"},
]
PAGES = ["/", "/pl", "/en/", "/pl/editions/test", "/pl/editions/test/register/ngo", "/office/", "/sitemap.xml"]


@pytest.mark.usefixtures("edition")
def test_no_host_header_gets_into_a_page_or_redirect(client: FlaskClient) -> None:
    for address, headers in product([*PAGES, "/robots.txt", "/office/login", "/no-such"], HOSTS):
        answer = client.get(address, headers=headers)
        assert answer.status_code < 500 or answer.status_code == 501, (address, answer.status_code)
        assert EVIL not in answer.text
        assert EVIL not in str(answer.headers)
        assert suspicious(answer.text) == []


@pytest.mark.usefixtures("edition")
def test_what_one_visitor_sends_is_never_kept_for_the_next(client: FlaskClient) -> None:
    for address in ("/pl/", "/en/editions", "/pl/editions/test", "/en/editions/test/register", "/sitemap.xml"):
        for headers in HOSTS:
            client.get(f"{address}?<script>=1&lang=en", headers={**headers, "Accept-Language": "<b>"})
        after = client.get(address)
        assert after.status_code == 200
        assert EVIL not in after.text
        assert "script>=" not in after.text
        assert after.text == client.get(address, headers={"Cache-Control": "no-cache"}).text


@pytest.mark.usefixtures("edition")
def test_a_letter_leads_to_this_site_whatever_host_was_asked(app: Flask, client: FlaskClient) -> None:
    address = "/pl/editions/test/register/academia"
    token = Page(client.get(address).text).typed()["form_token"][0]
    answer = client.post(address, data={**PERSON, "form_token": token, "step": "confirm"}, headers={"Host": EVIL})
    assert answer.status_code == 303
    assert EVIL not in answer.location
    with app.app_context():
        newest = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
        assert newest is not None
        assert newest.to_address == PERSON["email"]
        assert "http://localhost/pl/my/" in newest.text
        assert EVIL not in newest.text + newest.html


CONDITIONS = [
    {"Accept-Language": "<script>alert(1)</script>, ;q=9, *;q=x, \u0142;q=1, " + "x," * 3000},
    {"Accept-Language": "pl;q=0, en;q=0"},
    {"Accept": "text/plain;q=\xff, */*;q=-1", "Accept-Encoding": "gzip;q=nan, x, \xff"},
    {"Range": "bytes=0-0,1-1," + "2-2," * 2000},
    {"Range": "bytes=9-1"},
    {"Range": "lines=\xff"},
    {"If-None-Match": '"' * 5000},
    {"If-None-Match": "W/\xff, *x, ,,,"},
    {"If-Modified-Since": "yesterday", "If-Range": "\xff", "If-Match": "x"},
    {"Cookie": "sokwms_office=<script>; sokwms_office=.eJw; a" + "=" * 5000},
    {"Authorization": "Basic \xff", "Authentication-Token": "x", "X-Requested-With": "XMLHttpRequest"},
    {"Content-Type": "application/json", "Content-Length": "0", "Accept": "application/json"},
    {"Upgrade": "websocket", "Connection": "upgrade", "Expect": "100-continue"},
]


@pytest.mark.usefixtures("edition")
def test_odd_headers_get_the_page_or_a_refusal(app: Flask, client: FlaskClient) -> None:
    own = own_token(app.config["SECRET_KEY"], OwnLink(1, 1))
    pages = [*PAGES, f"/pl/my/{own}", f"/pl/my/{own}/calendar.ics", "/pl/editions/test/agenda.ics", "/healthz"]
    for address, headers in product(pages, CONDITIONS):
        plain, answer = client.get(address), client.get(address, headers=headers)
        refusals = {400, 404, 405} if "Upgrade" in headers else {416} if "Range" in headers else set()
        assert answer.status_code in {plain.status_code, 304, *refusals}, (address, headers, answer.status_code)
        assert "Traceback" not in answer.text
        assert suspicious(answer.text) == [] or answer.mimetype != "text/html"
