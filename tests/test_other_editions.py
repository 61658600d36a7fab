"""What belongs to another edition: no role reaches it, whatever the address says; and no GET changes a record."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.core import clock
from sokwms_reg.core.base import Base
from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from tests.attendees.people import sign_in, staff
from tests.factories import NOW, make_category, make_edition
from tests.house import House, furnish
from tests.samples import filled, samples
from tests.test_access import ANY_EDITION, OFFICE, addresses, asked, office_rules

pytestmark = pytest.mark.pages

Saving = Callable[[], AbstractContextManager[Session]]

# What names a record in an address, beside the edition. The offices of the protocol are counted in each edition anew.
RECORDS = {"reference", "other", "number", "task_id", "message_id", "token"}
COUNTED = {"protocol.office", "protocol.office_changed", "protocol.office_asked", "protocol.office_deleted"}
# What is answered as if the record had been deleted by a colleague a moment ago; it has to be there still.
GONE = {"attendees.view_deleted": 303, "attendees.view_saved": 422}
# What a GET may leave: who took which data, who signed in.
RECORDS_OF_ACCESS = {"disclosure", "audit_entry"}


@pytest.fixture
def house(saving: Saving, monkeypatch: pytest.MonkeyPatch) -> House:
    """Furnish all rooms of one edition, and one more with the same categories; it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        elsewhere = make_edition(session, "elsewhere")
        for key in ("ngo", "academia", "foreign"):
            make_category(session, elsewhere, key)
        return furnish(session)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_a_record_under_another_edition(app: Flask, saving: Saving, house: House, role: Role) -> None:
    with saving() as session:
        for slug in ("elsewhere", "test"):
            staff(session, role, None if role == Role.ADMINISTRATOR else edition_by_slug(session, slug))
            if role == Role.ADMINISTRATOR:
                break
    desk = sign_in(app.test_client())
    desk.open("/office/account/password")
    with saving() as session:
        before = _rows(session)
    wrong, tried = [], set()
    values_of = samples(app, house)
    for rule, method in office_rules(app):
        if not rule.arguments & RECORDS or "slug" not in rule.arguments or rule.endpoint in COUNTED:
            continue
        tried.add(rule.endpoint)
        allowed, statuses = OFFICE[rule.endpoint, method]
        with app.test_request_context():
            given = filled(rule, values_of)
            found = [url_for(rule.endpoint, **{**values, "slug": "elsewhere"}) for values in given]  # type: ignore[arg-type] # any
        for address in found:
            data = {"csrf_token": desk.token()} if method == "POST" else None
            status = desk.client.open(address, method=method, data=data).status_code
            if role in allowed and status == GONE.get(rule.endpoint):
                continue
            # Where some of those allowed are refused by the deed, they are so before anything is looked for.
            if status not in ({404} | (statuses & {403}) if role in allowed else {403}):
                wrong.append((role.value, method, address, status))
    assert wrong == []
    with saving() as session:
        assert [name for name, rows in _rows(session).items() if rows != before[name]] == []
    assert {"attendees.person", "planning.task", "handovers.show", "attendees.tag", "protocol.card"} <= tried


def test_a_member_of_another_edition_finds_nothing(app: Flask, saving: Saving, house: House) -> None:
    with saving() as session:
        staff(session, Role.ORGANISER, make_edition(session, "stranger"))
    wrong = []
    for rule, method in office_rules(app):
        mine = (rule.endpoint, method) in ANY_EDITION
        for status, address in asked(app, rule, method, house):
            if status not in (ANY_EDITION[rule.endpoint, method][1] if mine else {404}):
                wrong.append((method, address, status))
    assert wrong == []


def test_one_without_any_edition_is_shown_the_door(app: Flask, saving: Saving, house: House) -> None:
    with saving() as session:
        member = staff(session, Role.ORGANISER, make_edition(session, "stranger"))
        session.connection().exec_driver_sql("DELETE FROM membership")
        assert member.id
    for rule, method in office_rules(app):
        for status, address in asked(app, rule, method, house):
            assert status in {403, 404}, (method, address, status)


def test_every_address_of_a_record_names_the_edition_or_finds_it_by_itself(app: Flask) -> None:
    bare = {rule.endpoint for rule, _method in office_rules(app) if "slug" not in rule.arguments}
    # A message is asked for its own edition: tests/test_access.py lets a member of another one ask.
    messages = {"backoffice.message", "backoffice.message_html", "backoffice.attachment", "backoffice.send_again"}
    assert bare == {endpoint for endpoint, _method in ANY_EDITION} | messages


def test_a_get_changes_no_record(app: Flask, saving: Saving, house: House) -> None:
    with saving() as session:
        staff(session, Role.ADMINISTRATOR, None)
    colleague, stranger = sign_in(app.test_client()).client, app.test_client()
    with saving() as session:
        before = _rows(session)
    assert len(before["registration"]) > len(Role)
    for rule in (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())):
        # Some of Flask-Security's pages end the session.
        client = stranger if rule.endpoint.startswith("security.") else colleague
        for address in addresses(app, rule, house):
            client.get(address).close()
    with saving() as session:
        after = _rows(session)
        added = after["audit_entry"][len(before["audit_entry"]) :]
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= RECORDS_OF_ACCESS
    assert all(after[name][: len(before[name])] == before[name] for name in changed)
    assert {entry[_action()] for entry in added} == TAKEN


TAKEN = {"attendees.export", "attendees.data_copy", "audit.export"}


def _action() -> int:
    return list(Base.metadata.tables["audit_entry"].columns.keys()).index("action")


def _rows(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Return all that the database holds, by table, in the order of the keys."""
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
        for table in Base.metadata.sorted_tables
    }
