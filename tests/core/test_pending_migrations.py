"""A database behind the program: every page answers 503 until it is migrated, health answers all the same."""

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient

pytestmark = pytest.mark.both_databases


def test_every_page_answers_503_until_the_migrations_are_applied(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision="base")
    for address in ("/pl/", "/en/editions", "/office/login", "/nowhere", "/robots.txt"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert answer.headers["Content-Security-Policy"]
    assert "The site is temporarily unavailable" in client.get("/en/").text
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["migrations"][:22]) == (503, "migrations are pending")  # type: ignore[index]
    with app.app_context():
        flask_migrate.upgrade()
    assert client.get("/en/").status_code == 200
