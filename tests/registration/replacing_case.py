"""Somebody at the form for another person who comes instead."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sokwms_reg.core.db import db
from sokwms_reg.outbox.models import Message
from tests.pages import Page
from tests.registration.conftest import Visitor

OwnAddress = Callable[..., str]
EWA: dict[str, Any] = {
    "first_name": "Ewa",
    "last_name": "Wójcik",
    "email": "ewa@example.org",
    "phone": "+48 600 000 009",
    "honorific": "pani",
    "title": "dr",
    "position": "kierowniczka",
    "contact_name": "",
    "contact_email": "",
    "contact_phone": "",
    "interpretation": "pl",
    "diet": "none",
    "accessibility": "miejsce przy drzwiach <b>",
    "consent_next": "yes",
}


class Colleague(Visitor):
    """Somebody at the form for another person."""

    def give(self, step: str = "confirm", **changes: Any) -> Page:  # noqa: ANN401 - any field
        """Send the form, with the data of EWA but for the changes."""
        return self.send(step, EWA, **changes)


@pytest.fixture
def colleague(visitor: Visitor, own_address: OwnAddress) -> Colleague:
    """Register a person with a contact person, and open the form for another one."""
    visitor.register(contact_name="Jan Kot", contact_email="biuro@example.org", contact_phone="")
    made = Colleague(visitor.client, own_address(1) + "/replace")
    made.open()
    return made


def letters(app: Flask) -> list[tuple[str, str, str]]:
    """Return kind, address and text of the letters so far."""
    with app.app_context():
        found = db.session.scalars(select(Message).order_by(Message.id))
        return [(one.kind.rpartition("/")[2], one.to_address, " ".join(one.text.split())) for one in found]
