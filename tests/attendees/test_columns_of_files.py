"""A file has the columns that its address names, in that order, and none that its reader may not see."""

import json

import pytest
from flask import Flask

from sokwms_reg.disclosures.models import Disclosure
from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from tests.attendees.people import Desk, Saving, sign_in, staff
from tests.attendees.test_exports import table

pytestmark = pytest.mark.pages

LIST = "/office/test/attendees"


def test_columns_are_those_of_the_address_in_its_order(desk: Desk, saving: Saving) -> None:
    heading, *rows = table(desk.client.get(f"{LIST}.csv?columns=phone,last_name,diet&state=confirmed&sort=-name").data)
    assert heading == ["Telephone", "Last name", "Meals"]
    assert [row[1] for row in rows] == ["Nowak", "Łącka", "Ćwik"]
    assert [list(row) for row in json.loads(desk.client.get(f"{LIST}.json?columns=email,reference").data)] == [
        ["email", "reference"]
    ] * 5
    assert len(table(desk.client.get(f"{LIST}.csv?columns=").data)[0]) > 20, "none named: all"
    with saving() as session:
        given = session.query(Disclosure).order_by(Disclosure.id).first()
        assert given is not None
        assert (given.columns, given.filters) == (
            ["phone", "last_name", "diet"],
            {"state": "confirmed", "sort": "-name"},
        )


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json"])
def test_a_column_that_does_not_exist_is_refused(desk: Desk, kind: str) -> None:
    page = desk.open(f"{LIST}.{kind}?columns=phone,shoes", 422)
    assert "Lists have no column “shoes”." in page


def test_a_column_that_is_closed_is_refused(app: Flask, saving: Saving, desk: Desk) -> None:
    del desk
    with saving() as session:
        staff(session, Role.READER, edition_by_slug(session, "test"), "reader@example.org")
    reader = sign_in(app.test_client(), "reader@example.org")
    assert "The column “Meals” is not open to you." in reader.open(f"{LIST}.csv?columns=phone,diet", 422)
    assert "Meals" not in table(reader.client.get(f"{LIST}.csv").data)[0]
