"""Every page about people and every deed, for every role, for strangers and for nobody."""

import pytest
from flask import Flask

from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from tests.attendees.people import Saving, sign_in, small_edition, staff, stored

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
