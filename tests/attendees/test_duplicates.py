"""Who may be registered twice, found in an index, dismissed for good, merged with all that hangs on a registration."""

from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import DistinctPair, MergedRegistration
from sokwms_reg.attendees.queries import Pair, duplicates_of, merged_with, notes_about, pairs_in, pairs_of
from sokwms_reg.attendees.service import MergeHook, add_note, dismiss, merge, merging, on_merge
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.queries import history
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Merging, NoPairError, Order, cancel, pair_mark, reopen
from tests.attendees.people import person, small_edition
from tests.factories import NOW

pytestmark = pytest.mark.both_databases
ORDER = Order(Actor("staff", "1", "Anna Kowalska"), NOW, "")


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> list[MergeHook]:
    """Return the hooks of this test alone."""
    mine: list[MergeHook] = []
    monkeypatch.setattr(merging, "_hooks", mine)
    return mine


def found(pairs: list[Pair]) -> list[tuple[int, bool, bool]]:
    return [(pair.other.id, pair.same_name, pair.same_address) for pair in pairs]


def test_the_same_name_and_institution_or_the_same_address_in_one_edition(session: Session) -> None:
    edition, far = small_edition(session), small_edition(session, "far")
    name: dict[str, Any] = {"first_name": "Ewa", "last_name": "Łącka", "institution": "Urząd Miasta"}
    one = person(session, edition, **name, email="ewa@example.org")
    alike = person(session, edition, **{**name, "institution": "URZĄD  miasta!"}, email="e.lacka@example.org")
    mailbox = person(session, edition, last_name="Nowak", email="EWA@example.org", category="academia")
    contact: dict[str, Any] = {"contact_name": "Biuro", "contact_email": "ewa@example.org", "email": ""}
    assistants = [person(session, edition, category="academia", **contact) for _number in range(2)]
    person(session, far, **name, email="ewa@example.org")
    ended = person(session, edition, **name, email="ended@example.org")
    cancel(session, ended, ORDER.actor, NOW)
    assert found(duplicates_of(session, one)) == [(alike.id, True, False), (mailbox.id, False, True)]
    assert found(duplicates_of(session, alike)) == [(one.id, True, False)]
    assert duplicates_of(session, ended) == []
    assert duplicates_of(session, assistants[0]) == [], "a contact person stands for many"
    pairs = pairs_in(session, edition.id)
    assert pairs == [(one.id, alike.id), (one.id, mailbox.id)]
    assert [(pair.one.id, pair.other.id) for pair in pairs_of(session, pairs)] == pairs


def test_two_people_who_look_alike_are_left_alone_for_good(session: Session) -> None:
    edition = small_edition(session)
    one, other = (person(session, edition, email="biuro@example.org") for _number in range(2))
    assert dismiss(session, other, one, ORDER)
    assert dismiss(session, one, other, ORDER) is False
    assert session.scalars(select(DistinctPair.found_by)).all() == ["Anna Kowalska"]
    assert duplicates_of(session, one) == duplicates_of(session, other) == []
    assert pairs_in(session, edition.id) == []
    assert history(session, one.subject_ref)[0].changes == {"other": ["", other.reference]}
    assert history(session, other.subject_ref)[0].action == "attendees.not_duplicates"
    with pytest.raises(NoPairError):
        dismiss(session, one, one, ORDER)
    with pytest.raises(NoPairError):
        dismiss(session, one, person(session, small_edition(session, "far")), ORDER)


def test_merging_moves_notes_links_both_and_tells_other_rooms(session: Session, hooks: list[MergeHook]) -> None:
    edition = small_edition(session)
    told: list[tuple[int, int]] = []

    @on_merge
    def hear(_session: Session, stays: Registration, goes: Registration) -> None:
        told.append((stays.id, goes.id))

    assert hooks == [hear]
    stays, goes, later = (person(session, edition, email="ewa@example.org") for _number in range(3))
    add_note(session, goes, "Notatka", ORDER.actor, NOW)
    assert merged_with(session, stays) == (None, [])
    for one in (goes, later):
        merge(session, stays, one, Merging({}, pair_mark(session, stays, one)), ORDER)
    assert told == [(stays.id, goes.id), (stays.id, later.id)]
    assert [note.text for note in notes_about(session, stays)] == ["Notatka"]
    assert merged_with(session, stays) == (None, [goes, later])
    assert merged_with(session, goes) == (stays, [])
    reopen(session, goes, ORDER.actor, NOW)
    merge(session, goes, stays, Merging({}, pair_mark(session, stays, goes)), ORDER)
    assert merged_with(session, stays) == (goes, [later]), "and back again"
    assert session.scalars(select(MergedRegistration.gone_id).order_by(MergedRegistration.gone_id)).all() == [
        stays.id,
        goes.id,
        later.id,
    ]


def test_both_lists_are_looked_up_in_an_index(session: Session) -> None:
    """Nobody reads a hundred thousand people to find a few."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole")
    edition = small_edition(session)
    one = person(session, edition)
    person(session, edition, email=one.email, category="academia")
    person(session, edition, first_name=one.first_name, last_name=one.last_name, category="academia")
    connection, asked = session.connection(), []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(connection.engine, "before_cursor_execute", note)
    duplicates_of(session, one)
    pairs_in(session, edition.id)
    event.remove(connection.engine, "before_cursor_execute", note)
    plans = [
        row[3]
        for statement in asked
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (1,) * statement.count("?")).all()
    ]
    assert len(asked) == 6
    assert [plan for plan in plans if plan.startswith("SCAN registration")] == []
