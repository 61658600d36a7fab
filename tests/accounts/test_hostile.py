"""Odd requests to the pages of sign-in, and the office without its database."""

from pathlib import Path

import pytest
from flask import Flask

from sokwms_reg.core.db import db
from tests.accounts.conftest import Person


@pytest.mark.parametrize("order", ["endpoint=x", "_method=DELETE", "_external=1", "_scheme=javascript", "_anchor=x"])
@pytest.mark.parametrize("page", ["/office/login", "/office/reset", "/office/login/passkey"])
def test_the_address_gives_no_orders_to_the_links_of_the_page(person: Person, page: str, order: str) -> None:
    person.client.environ_base["HTTP_HOST"] = "elsewhere.example"
    answer = person.open(f"{page}?next=/office/outbox&{order}")
    assert answer.status_code == 200
    assert f'href="{page}?next=/office/outbox&amp;lang=pl"' in answer.text
    assert "elsewhere.example" not in answer.text


@pytest.mark.parametrize("body", ["[1, 2]", '"x"', "{", "null", '{"email": 5}'])
@pytest.mark.parametrize("page", ["/office/login", "/office/reset"])
def test_json_is_no_form(person: Person, page: str, body: str) -> None:
    person.open(page)
    headers = {"X-CSRFToken": person.token(), "Content-Type": "application/json"}
    assert person.client.post(page, data=body, headers=headers).status_code == 400


def test_nobody_keeps_pages_about_accounts(person: Person) -> None:
    assert person.open("/office/login").headers["Cache-Control"] == "no-store"
    person.sign_in()
    assert person.open("/office/account/password").headers["Cache-Control"] == "no-store"


def test_without_a_database_the_signed_in_get_a_page_too(person: Person, app: Flask, tmp_path: Path) -> None:
    person.sign_in()
    app.testing = False
    path = tmp_path / "sokwms.sqlite3"
    with app.app_context():
        db.engine.dispose()
    path.rename(tmp_path / "away")
    path.mkdir()
    for address in ("/office/", "/office/nowhere/at/all", "/office/login"):
        answer = person.open(address)
        assert answer.status_code == 503
        assert answer.text.startswith("<!doctype html>")
        assert answer.headers["Content-Security-Policy"]
    path.rmdir()
    (tmp_path / "away").rename(path)
    assert person.is_inside()
