"""A house with something in every room on a fixed day, an administrator at the desk, and all addresses there are."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from sokwms_reg.core import clock
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.service import register
from tests.attendees.people import Desk, sign_in, staff
from tests.factories import NOW, make_application, make_category, make_edition
from tests.house import House, furnish
from tests.samples import Values

Saving = Callable[[], AbstractContextManager[Session]]
ENDS_THE_SESSION = {"security.logout"}


@pytest.fixture
def house(saving: Saving, monkeypatch: pytest.MonkeyPatch) -> House:
    """Furnish all rooms and give them an administrator; it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        staff(session, Role.ADMINISTRATOR, None)
        return furnish(session)


@pytest.fixture
def edition(saving: Saving, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make one edition with two people confirmed, where a whole house would be too much; return its slug."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        made = make_edition(session, rules_pl="R", rules_en="R", privacy_pl="P", privacy_en="P")
        make_category(session, made)
        make_category(session, made, "academia", policy="approved")
        for _person in range(2):
            register(session, made, make_application(), NOW)
        return made.slug


@pytest.fixture
def desk(app: Flask, house: House) -> Desk:
    """Give the administrator's desk, with a token of the session in view."""
    del house
    signed_in = sign_in(app.test_client())
    signed_in.open("/office/account/password")
    return signed_in


def methods_of(rule: Rule) -> list[str]:
    """Return the methods of an address that a person uses."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def written(rule: Rule, values: Values) -> str:
    """Return the address of a rule with these values, each percent-encoded as it is: no converter is asked."""
    return re.sub(r"<(?:[^<>:]+:)?([a-z_]+)>", lambda found: quote(str(values[found[1]]), safe=""), rule.rule)


def browser_of(desk: Desk, stranger: FlaskClient, rule: Rule) -> FlaskClient:
    """Return who opens an address: the desk's browser, except where Flask-Security would end its session."""
    return stranger if rule.endpoint.startswith("security.") else desk.client
