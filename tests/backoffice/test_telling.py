"""The history in words: every action that is recorded anywhere, every record, every field that a room records."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import sokwms_reg
from sokwms_reg.attendees.service import BulkDeed
from sokwms_reg.attendees.states import ACTIONS
from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.audit.service import in_batch, record
from sokwms_reg.backoffice.office.telling import Field, Teller, Told
from sokwms_reg.core.i18n import speaking
from sokwms_reg.editions.models import Edition, Role
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.registration.states import Step
from tests.attendees.people import small_edition, some_people, staff
from tests.factories import NOW
from tests.house import furnish

PACKAGE = Path(sokwms_reg.__file__).parent
ANNA = Actor("staff", "1", "Anna Kowalska")
# What an action is made of where the code puts it together.
MADE: dict[str, list[str]] = {
    "registration.": [step.value for step in Step],
    "attendees.view_": ["saved", "changed", "renamed", "default", "deleted"],
}
_ACTION = re.compile(r"[a-z-]+[. ][a-z_ -]+")


def recorded_actions() -> Iterator[str]:
    """Give the actions that the program records: in calls of `record` and in functions of that name that call it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).lstrip("_") == "record":
                for part in [*node.args, *(keyword.value for keyword in node.keywords)]:
                    yield from _actions(part)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {"_CHANGES", "SAVED", "PLACED"}:
                yield from (each for part in ast.walk(node.value) for each in _actions(part))


def _actions(part: ast.AST) -> Iterator[str]:
    if isinstance(part, ast.IfExp):
        yield from (each for one in (part.body, part.orelse) for each in _actions(one))
    if isinstance(part, ast.Constant) and isinstance(part.value, str) and _ACTION.fullmatch(part.value):
        yield part.value
    first = part.values[0] if isinstance(part, ast.JoinedStr) else None
    if isinstance(first, ast.Constant):
        yield from (f"{first.value!s}{each}" for each in MADE.get(str(first.value), ()))


def test_every_action_that_is_recorded_anywhere_has_words_and_no_other() -> None:
    found = set(recorded_actions())
    assert {"registration.merge", "account created", "password changed", "planning.done", "protocol.card"} <= found
    assert found == set(ACTIONS)


@pytest.fixture
def edition(session: Session) -> Edition:
    """Return an edition with five people."""
    edition = small_edition(session)
    some_people(session, edition)
    return edition


def told(session: Session, edition: Edition, action: str, subject: str, **changes: list[object]) -> Told:
    """Record something and return how it is told in English."""
    record(session, ANNA, action, subject, NOW, scope=edition.slug, changes=changes)
    return _last(session, edition)


def _last(session: Session, edition: Edition) -> Told:
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    with speaking("en"):
        return Teller(session, edition).tell([entry])[0]


RECORDS = [
    ("registration.edit", "registration:999", {}, "Registration no. 999"),
    ("protocol.card", "protocol:999", {}, "Protocol card no. 999"),
    ("edition.settings", "edition:1", {}, "Edition"),
    ("imports.people", "imports:1", {}, "Participants"),
    ("message.send_again", "message:3", {}, "Message no. 3"),
    ("role given", "user:99", {}, "Account no. 99"),
    ("planning.done", "task:99", {}, "Task no. 99"),
    ("attendees.tag_put", "tag:1", {"tag": ["", "parking"]}, "Tag “parking”"),
    ("attendees.tag_renamed", "tag:1", {"tag": ["parking", "car"]}, "Tag “car”"),
    ("attendees.tag_deleted", "tag:1", {"tag": ["car", ""]}, "Tag “car”"),
    ("attendees.tag_merged", "tag:1", {"tag": ["car", "parking"]}, "Tag “car”"),
    ("attendees.view_saved", "view:1", {"name": [None, "Hotel"]}, "View “Hotel”"),
    ("attendees.view_default", "view:1", {"name": ["Hotel", None]}, "View “Hotel”"),
    ("handovers.hand_over", "handover:1", {"recipient": [None, "Polonia"]}, "List for: Polonia"),
    ("protocol.office_added", "protocol_office:1:37", {"masculine": ["", "doż"]}, "Office “doż”"),
    ("protocol.office_changed", "protocol_office:1:37", {"to_man": ["", "x"]}, "Office no. 37"),
    ("other.thing", "something else", {}, "something else"),
]


@pytest.mark.parametrize(("action", "subject", "changes", "name"), RECORDS)
def test_every_record_has_a_name(
    session: Session, edition: Edition, action: str, subject: str, changes: dict[str, list[object]], name: str
) -> None:
    found = told(session, edition, action, subject, **changes)
    assert (found.record, found.reference) == (name, "")


@pytest.mark.both_databases
def test_records_that_are_there_have_their_own_names(session: Session, edition: Edition) -> None:
    anna = staff(session, Role.SECRETARIAT, edition)
    session.add(OfficeTask(edition_id=edition.id, title_pl="Kwiaty", offset_days=-1))
    session.flush()
    person = told(session, edition, "registration.edit", "registration:1")
    card = told(session, edition, "protocol.card", "protocol:1")
    assert person.record == person.reference == card.record == card.reference != ""
    assert told(session, edition, "planning.done", "task:1").record == "Kwiaty"
    assert told(session, edition, "role given", f"user:{anna.id}").record == "Anna Kowalska"
    assert told(session, small_edition(session, "other"), "registration.edit", "registration:1").reference == ""


CANCELLED = "Cancelled by the secretariat"
FIELDS: list[tuple[str, str, list[object], Field]] = [
    (
        "registration.cancel",
        "state",
        ["confirmed", "cancelled"],
        Field("State", "Confirmed", "Cancelled by the secretariat"),
    ),
    ("registration.register", "state", ["", "pending"], Field("State", "", "Awaiting a decision")),
    ("attendees.tag_taken_off", "tag", ["parking", ""], Field("Tag", "", "parking")),
    ("registration.edit", "position", ["", "Wójt"], Field("Function or position", "not given", "Wójt")),
    ("registration.move_in_line", "position", [3, 1], Field("Position on the waiting list", "3", "1")),
    ("registration.transfer", "category", ["ngo", "gone"], Field("Category", "Organisations", "gone")),
    ("registration.edit", "days", [["2027-01-27"], []], Field("Days", "27\xa0January", "not given")),
    ("registration.edit", "diet", ["", "changed"], Field("Meals")),
    ("registration.edit", "role", ["participant", "organiser"], Field("Role", "Participant", "Organiser")),
    ("role given", "role", [None, "reader"], Field("Role", "", "reader")),
    ("registration.lift_limit", "limit_lifted", [False, True], Field("The institution's limit is lifted", "no", "yes")),
    ("message.send_again", "message", ["failed", "gone"], Field("State of the message", "Not delivered", "gone")),
    ("planning.change", "fixed_on", ["2027-01-20", None], Field("Fixed date", "20\xa0January\xa02027", "not given")),
    ("planning.change", "user_id", [99, None], Field("Member of the staff", "99", "not given")),
    ("planning.change", "note", ["", "changed"], Field("Note")),
    ("attendees.bulk", "deed", ["", BulkDeed.CANCEL.value], Field("What was done", "", "Cancel them")),
    ("handovers.hand_over", "purpose", [None, "hotel"], Field("Purpose", "", "Hotel")),
    ("handovers.hand_over", "columns", [None, ["last_name", "x"]], Field("Columns", "", "Last name, x")),
    ("attendees.export", "filter", [None, {"state": ["confirmed"]}], Field("Filters", "", "State: Confirmed")),
    ("audit.export", "filter", [None, {"deed": "x"}], Field("Filters", "", "deed: x")),
    ("attendees.view_changed", "rows", [[1, 2], 3], Field("Rows on a page", "1, 2", "3")),
    ("imports.people", "rows", [None, 7], Field("Rows", "", "7")),
    ("other.thing", "secret", ["a", "b"], Field("secret")),
]


@pytest.mark.parametrize(("action", "name", "both", "field"), FIELDS)
def test_values_are_told_in_words(
    session: Session, edition: Edition, action: str, name: str, both: list[object], field: Field
) -> None:
    found = told(session, edition, action, "registration:1", **{name: both})
    assert found.fields == [field]


def test_what_stayed_the_same_is_no_change(session: Session, edition: Edition) -> None:
    found = told(session, edition, "protocol.office_added", "protocol_office:1:37", english=["", ""])
    assert found.fields == []


def test_of_a_field_that_the_reader_may_not_see_only_the_change_is_told(session: Session, edition: Edition) -> None:
    told(session, edition, "attendees.salutation", "registration:1", salutation=["", "Szanowna Pani,"])
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "attendees.salutation")).all()
    with speaking("en"):
        assert Teller(session, edition, ["salutation"]).tell(entries)[0].fields == [Field("Salutation")]


def test_rules_and_the_files_of_an_edition_are_told_as_rules(session: Session, edition: Edition) -> None:
    rule: dict[str, list[object]] = {"categories[ngo].capacity": [3, 5]}
    found = told(session, edition, "edition.settings", "edition:1", **rule)
    assert found.fields == [Field("Organisations: Places", "3", "5")]


def test_the_mark_of_a_deed_about_many_is_nothing_to_read(session: Session, edition: Edition) -> None:
    with in_batch("MARK"):
        record(session, ANNA, "registration.edit", "registration:1", NOW, scope="test", changes={"phone": ["", "1"]})
    assert [field.name for field in _last(session, edition).fields] == ["Telephone"]


def test_whatever_the_house_has_done_is_told_without_a_code(app: Flask, session: Session) -> None:
    del app
    furnish(session)
    edition = edition_by_slug(session, "test")
    assert edition is not None
    entries = session.scalars(select(AuditEntry).where(AuditEntry.scope == "test")).all()
    with speaking("en"):
        everything = Teller(session, edition).tell(entries)
    said = [one.deed for one in everything] + [field.name for one in everything for field in one.fields]
    assert [words for words in said if re.fullmatch(r"[a-z_]+([._][a-z_]+)*", words)] == []
    assert [one.record for one in everything if ":" in one.record] == ["List for: Hotel Polonia"]
