"""What was recorded: asked by who, what, which record and when; in pages; and nobody changes it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from sokwms_reg.audit import models, queries
from sokwms_reg.audit.models import Actor, AuditEntry, HistoryIsKeptError, erasing_history
from sokwms_reg.audit.queries import Question
from sokwms_reg.audit.service import record
from sokwms_reg.editions.models import Edition
from tests.factories import NOW

pytestmark = pytest.mark.both_databases

ANNA, EWA, WORKER = Actor("staff", "1", "Anna"), Actor("staff", "2", "Ewa"), Actor("system")
HOUR = timedelta(hours=1)


@pytest.fixture
def recorded(session: Session) -> Session:
    """Record five things in an edition, an hour apart, and one in another."""
    for number, (actor, action, subject) in enumerate(
        [
            (ANNA, "registration.edit", "registration:1"),
            (EWA, "registration.cancel", "registration:1"),
            (WORKER, "registration.promote", "registration:2"),
            (ANNA, "protocol.card", "protocol:1"),
            (Actor("staff", "1", "Anna Maria"), "attendees.export", "edition:1"),
        ]
    ):
        record(session, actor, action, subject, NOW + number * HOUR, scope="test")
    record(session, ANNA, "registration.edit", "registration:9", NOW, scope="other")
    return session


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"person": ("staff", "1")}, [5, 4, 1]),
        ({"person": ("system", "")}, [3]),
        ({"actions": ["registration.cancel", "registration.promote"]}, [3, 2]),
        ({"subjects": ["registration:1", "protocol:1"]}, [4, 2, 1]),
        ({"subjects": ["registration:9"]}, []),
        ({"closed": ["protocol"]}, [5, 3, 2, 1]),
        ({"since": NOW + HOUR}, [5, 4, 3, 2]),
        ({"until": NOW + HOUR}, [1]),
        ({"person": ("staff", "1"), "closed": ["protocol"], "since": NOW + HOUR}, [5]),
    ],
)
def test_each_question_finds_its_entries(recorded: Session, asked: dict[str, object], found: list[int]) -> None:
    question = Question("test", **asked)  # type: ignore[arg-type] # parts of a question
    assert [entry.id for entry in queries.entries(recorded, question, None, 10)] == found


def test_pages_begin_behind_an_entry(recorded: Session) -> None:
    question = Question("test")
    assert [entry.id for entry in queries.entries(recorded, question, None, 2)] == [5, 4]
    assert [entry.id for entry in queries.entries(recorded, question, 4, 2)] == [3, 2]
    assert queries.entries(recorded, question, 1, 2) == []


def test_all_entries_come_in_batches_that_are_let_go(recorded: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 2)
    found = [[entry.id for entry in batch] for batch in queries.all_entries(recorded, Question("test"))]
    assert found == [[5, 4], [3, 2], [1]]
    assert not [kept for kept in recorded.identity_map.values() if isinstance(kept, AuditEntry)]


def test_who_has_acted_is_named_as_last(recorded: Session) -> None:
    assert sorted(queries.actors(recorded, Question("test"))) == [
        ("staff", "1", "Anna Maria"),
        ("staff", "2", "Ewa"),
        ("system", "", ""),
    ]


def _change(session: Session) -> None:
    session.get_one(AuditEntry, 1).reason = "altered"
    session.flush()


def _delete(session: Session) -> None:
    session.delete(session.get_one(AuditEntry, 1))
    session.flush()


def _change_all(session: Session) -> None:
    session.execute(update(AuditEntry).values(reason="altered"))


def _change_table(session: Session) -> None:
    session.execute(update(AuditEntry.__table__).values(reason="altered"))  # type: ignore[arg-type] # it is a table


def _delete_all(session: Session) -> None:
    session.execute(delete(AuditEntry))


WAYS = [_change, _delete, _change_all, _change_table, _delete_all]


def _stored(session: Session) -> list[tuple[int, str]]:
    session.expire_all()
    return [(entry.id, entry.reason) for entry in queries.entries(session, Question("test"), None, 10)]


@pytest.mark.parametrize("way", WAYS)
def test_history_is_neither_changed_nor_deleted(recorded: Session, way: object) -> None:
    recorded.commit()
    before = _stored(recorded)
    with pytest.raises(HistoryIsKeptError):
        way(recorded)  # type: ignore[operator] # one of WAYS
    recorded.rollback()
    assert _stored(recorded) == before


@pytest.mark.parametrize("way", WAYS)
def test_the_control_without_the_guard_changes_it(recorded: Session, way: object) -> None:
    before = _stored(recorded)
    recorded.info[models._ERASING] = True  # noqa: SLF001 - what the guard asks for
    way(recorded)  # type: ignore[operator] # one of WAYS
    assert _stored(recorded) != before


def test_only_what_a_person_demands_is_erased_and_the_guard_stands_again(recorded: Session) -> None:
    with erasing_history(recorded):
        recorded.execute(delete(AuditEntry).where(AuditEntry.subject == "registration:1"))
    assert [number for number, _reason in _stored(recorded)] == [5, 4, 3]
    with pytest.raises(HistoryIsKeptError):
        _delete_all(recorded)


def test_other_tables_are_none_of_its_business(recorded: Session) -> None:
    recorded.execute(update(Edition).values(name_pl="x"))
