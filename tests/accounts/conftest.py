"""An office with somebody in it, and what a person at a browser does."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.service import NewUser, create_user, hash_password
from sokwms_reg.audit.models import Actor
from sokwms_reg.core.clock import now
from sokwms_reg.editions.models import Membership, Role

EMAIL = "anna.kowalska@example.org"
PASSWORD = "cztery zielone parasole"
COMMAND = Actor("command")

Saving = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def anna(app: Flask, saving: Saving) -> int:
    """Make an account that reads English and may do everything; return its id."""
    del app
    with saving() as session:
        user = create_user(session, NewUser(EMAIL, "Anna Kowalska", hash_password(PASSWORD), "en"), COMMAND, now())
        session.add(Membership(user_id=user.id, role=Role.ADMINISTRATOR))
        return user.id


class Person:
    """Somebody at a browser without script: opens pages and sends the forms on them."""

    def __init__(self, client: FlaskClient) -> None:
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        self.client = client
        self.page = ""

    def open(self, address: str) -> TestResponse:
        """Open a page and keep it in view."""
        answer = self.client.get(address)
        self.page = answer.text
        return answer

    def token(self) -> str:
        """Return the CSRF token of the page in view."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        assert found, self.page
        return found[1]

    def send(self, address: str, **fields: str) -> TestResponse:
        """Send a form with the token of the page in view; what is answered comes into view."""
        answer = self.client.post(address, data={"csrf_token": self.token(), **fields})
        self.page = answer.text
        return answer

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Fill in the sign-in page."""
        self.open("/office/login")
        return self.send("/office/login", email=email, password=password, **fields)

    def is_inside(self) -> bool:
        """Tell whether the office takes this browser for a signed-in person's."""
        return self.client.get("/office/account/password").status_code == 200


@pytest.fixture
def person(client: FlaskClient, anna: int) -> Person:
    """Return Anna at a browser, not signed in."""
    del anna
    return Person(client)


@pytest.fixture
def user_of(app: Flask, saving: Saving) -> Callable[[int], User]:
    """Return a function that reads an account afresh."""
    del app

    def read(user_id: int) -> User:
        with saving() as session:
            user = session.get_one(User, user_id)
            session.expunge(user)
            return user

    return read
