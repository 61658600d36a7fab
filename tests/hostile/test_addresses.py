"""Addresses that nobody was given: each part replaced by garbage, odd paths, methods that are not offered, queries."""

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.attendees.people import Desk
from tests.hostile.conftest import browser_of, methods_of, written
from tests.hostile.detector import suspicious
from tests.house import House
from tests.samples import Values, samples

GARBAGE = [
    *("9" * 40, "x" * 5000, "..", "%00", "\0", "\\a/b", "a\r\nSet-Cookie: a=b", "\u202e\U0001f47b"),
    "<script>alert(1)</script>\"'><img src=x onerror=a>' OR 1=1 --{{7*7777}}",
]
NOWHERE = {400, 404, 405}


def refused(answer: TestResponse, address: str) -> None:
    """Check that an answer is no failure of ours, shows nothing unescaped and leads nowhere else."""
    assert answer.status_code < 500, address
    assert b"Traceback" not in answer.data, address
    assert "Set-Cookie: a" not in str(answer.headers), address
    location = urlsplit(answer.headers.get("Location", ""))
    assert (location.scheme, location.netloc) == ("", ""), address
    if answer.mimetype == "text/html":
        assert suspicious(answer.text) == [], address


def spoilt(rule: Rule, values: Values) -> Iterator[tuple[str, str, Values]]:
    """Give the values of an address with one of them replaced by garbage, and which."""
    for name in sorted(rule.arguments - set(rule.defaults or ())):  # a default stands in no address
        for garbage in GARBAGE[-1:] if name == "language" else GARBAGE:
            yield name, garbage, {"language": "en", **values, name: garbage}


def test_garbage_in_any_part_of_any_address_leads_nowhere(app: Flask, desk: Desk, house: House) -> None:
    given, stranger, token = samples(app, house), app.test_client(), desk.token()
    wrong = []
    for rule in app.url_map.iter_rules():
        for name, garbage, values in spoilt(rule, given.get(rule.endpoint, [{}])[0]):
            address = written(rule, values)
            for method in methods_of(rule):
                data = {"csrf_token": token} if method == "POST" else None
                answer = browser_of(desk, stranger, rule).open(address, method=method, data=data)
                refused(answer, address)
                if not rule.endpoint.startswith("security.") and answer.status_code not in expected(name, garbage):
                    wrong.append((method, address, answer.status_code))
    assert wrong == []


def expected(name: str, garbage: str) -> set[int]:
    """Return how an address may refuse; dots and slashes make it another address, which may even exist."""
    elsewhere = {200, 302, 303, 308} if garbage == ".." else set()
    return NOWHERE | elsewhere | ({422} if name == "category" else set())


def test_methods_that_are_not_offered_are_405(app: Flask, desk: Desk, house: House) -> None:
    given = samples(app, house)
    offered: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        address = written(rule, {"language": "pl", **given.get(rule.endpoint, [{}])[0]})
        offered.setdefault(address, set()).update(rule.methods or ())
    for address, methods in offered.items():
        for method in {"GET", "POST", "DELETE"} - methods:
            answer = desk.client.open(address, method=method)
            if answer.status_code == 308:  # without its slash, this could be an edition's front page
                continue
            assert answer.status_code == 405, (method, address)
            assert set(answer.headers["Allow"].split(", ")) == methods, (method, address)
            assert suspicious(answer.text) == []


ODD_PATHS = [
    *("/pl/../../etc/passwd", "/static/../app.py", "/static/%2e%2e/%2e%2e/pyproject.toml", "/static//etc/passwd"),
    *("/static/..\\..\\pyproject.toml", "/static/manifest.json%00.css", "/static/./manifest.json/..", "/static/"),
    *("/pl/editions/%2e%2e/%2e%2e/office/", "/pl/%2f%2f", "/pl\\editions", "/%5c%5cevil.example", "/PL/", "/pl/pl/"),
    *("/pl/editions/test%2fregister", "/pl/editions/test%252fregister", "/pl/editions/test;a=b", "/office/.git/config"),
    *("/pl/" + "a/" * 3000, "/" + "x" * 60_000, "/pl/editions/" + "%c3" * 500, "/%ff%fe", "/%ed%a0%80", "/.env"),
    *("/pl/about%20", "/pl/about.", "/pl/about/x", "/office/test/attendees.csv%00", "/office/test/attendees.pdf"),
]


def test_odd_paths_lead_nowhere(client: FlaskClient) -> None:
    for raw in ODD_PATHS:
        answer = client.get(raw)
        refused(answer, raw)
        assert answer.status_code in {302, 308, 404}, (raw[:80], answer.status_code)
        assert b"[project]" not in answer.data
        assert b"create_app" not in answer.data


def test_a_path_that_looks_like_a_host_redirects_to_no_host(client: FlaskClient) -> None:
    for path in ("//evil.example", "//evil.example/..", "///evil.example", "/\\evil.example", "//pl//"):
        answer = client.get("/", environ_overrides={"PATH_INFO": path})
        refused(answer, path)
        assert not answer.headers.get("Location", "/").startswith(("//", "/\\"))


NAMES = ("q", "page", "sort", "state", "r", "lang", "next", "date")
SCRIPT = "<script>alert(1)</script>\"'><img src=x>"
ODD = ("\0\u202e\U0001f47b", "9" * 400, "//evil.example", "\\", "\0", "zz", "//evil.example", "-1")
GARBAGE_QUERIES = [
    "&".join(f"{name}={quote(SCRIPT)}" for name in NAMES),
    "&".join(f"{name}={quote(value)}" for name, value in zip(NAMES, ODD, strict=True)),
    "%zz=%ff&&&===&q[]=1&q[a]=2%",
]
MANY = "&".join(f"a{number}=1" for number in range(10_000))


def test_a_garbage_query_changes_no_page_for_the_worse(app: Flask, desk: Desk, house: House) -> None:
    given, stranger = samples(app, house), app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" in methods_of(rule) and rule.endpoint != "security.logout":
            address = written(rule, {"language": "en", **given.get(rule.endpoint, [{}])[0]})
            for query in [*GARBAGE_QUERIES, *([MANY] if "slug" in rule.arguments else [])]:
                answer = browser_of(desk, stranger, rule).get(f"{address}?{query}")
                refused(answer, f"{address}?{query[:80]}")
                if rule.endpoint == "attendees.export":
                    assert answer.status_code == 422, query[:80]
