"""Every page about people and every deed, for every role, for strangers and for nobody."""

import io
import json
import zipfile

import pytest
from flask import Flask
from odfdo import Document
from sqlalchemy import select

from sokwms_reg.attendees.queries import columns
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from tests.attendees.people import Saving, person, sign_in, small_edition, staff, stored

pytestmark = pytest.mark.pages

LIST = "/office/test/attendees"
PAGES = ("", ".csv", ".json", "/{reference}", "/{reference}/cancel")
DEEDS = ("/{reference}/cancel", "/{reference}/salutation")
EVERYTHING = {"read": 200, "export": 200, "write": 200}
EXPECTED = {
    Role.ADMINISTRATOR: EVERYTHING,
    Role.ORGANISER: EVERYTHING,
    Role.SECRETARIAT: EVERYTHING,
    Role.READER: {**EVERYTHING, "write": 403},
    Role.RECEPTION: {"read": 200, "export": 403, "write": 403},
}


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("role", Role)
def test_roles(app: Flask, saving: Saving, references: dict[str, str], role: Role, everywhere: bool) -> None:  # noqa: FBT001 - a table
    reference = references["Nowak"]
    with saving() as session:
        edition = None if everywhere else edition_by_slug(session, "test")
        staff(session, role, edition, "role@example.org")
        staff(session, role, small_edition(session, "other"), "stranger@example.org")
    desk = sign_in(app.test_client(), "role@example.org")
    stranger = sign_in(app.test_client(), "stranger@example.org")
    expected = EXPECTED[role]
    addresses = [LIST + page.format(reference=reference) for page in PAGES]
    answers = [desk.client.get(address).status_code for address in addresses]
    assert answers == [expected[right] for right in ("read", "export", "export", "read", "write")]
    assert [stranger.client.get(address).status_code for address in addresses] == [404] * len(addresses)
    nobody = app.test_client()
    for address in addresses:
        assert nobody.get(address).location.startswith("/office/login?next=/office/test/attendees")
    page = desk.open(f"{LIST}/{reference}")
    assert ("data-dialog" in page) is (expected["write"] == 200)
    for deed in DEEDS:
        answer = desk.client.post(LIST + deed.format(reference=reference), data={"csrf_token": desk.token()})
        assert answer.status_code == (303 if expected["write"] == 200 else 403)
    assert stored(saving, reference)[0] == ("cancelled" if expected["write"] == 200 else "confirmed")


SEES_NEEDS = {Role.ADMINISTRATOR, Role.ORGANISER, Role.SECRETARIAT}
NEED, MEALS = "pętla indukcyjna", "gluten-free"


@pytest.mark.parametrize("role", Role)
def test_needs_are_for_the_secretariat_only(app: Flask, saving: Saving, role: Role) -> None:
    with saving() as session:
        edition = small_edition(session)
        reference = person(session, edition, accessibility=NEED, diet=MEALS).reference
        staff(session, role, edition)
    desk = sign_in(app.test_client())
    page = desk.open(f"{LIST}/{reference}")
    sees = role in SEES_NEEDS
    for words in (NEED, MEALS, "Meals", "Access needs"):
        assert (words in page) is sees, words
    if EXPECTED[role]["export"] != 200:
        return
    (row,) = json.loads(desk.client.get(f"{LIST}.json").data)
    assert list(row) == [name for name in columns() if sees or name not in {"accessibility", "diet"}]
    for kind in ("csv", "ods", "xlsx"):
        written = _words(kind, desk.client.get(f"{LIST}.{kind}").data)
        for words in (NEED, MEALS, "Meals", "Access needs"):
            assert (words in written) is sees, (kind, words)
    with saving() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "attendees.export")).all()
        assert [set(entry.changes) for entry in entries] == [{"format", "count", "filter"}] * 4


def _words(kind: str, content: bytes) -> str:
    if kind == "csv":
        return content.decode("utf-8-sig")
    if kind == "ods":
        return str(Document(io.BytesIO(content)).body.serialize())
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read("xl/worksheets/sheet1.xml").decode()
