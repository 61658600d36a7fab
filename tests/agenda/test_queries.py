"""The programme by day, time and room."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import SessionKind, SpeakerRole
from sokwms_reg.agenda.queries import DaySpan, day_spans, programme
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.i18n import speaking
from sokwms_reg.editions.models import EditionDay
from tests.agenda.samples import AFTER, BEFORE, CHANGE, a_programme, at

pytestmark = pytest.mark.both_databases


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the statements that the block runs."""
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_days_stand_in_order_with_slots_by_time(session: Session) -> None:
    days = programme(session, a_programme(session).id)
    assert [day.date for day in days] == [BEFORE, CHANGE, AFTER]
    slots = [(slot.starts_at, slot.ends_at, [item.key for item in slot.items]) for slot in days[0].slots]
    assert slots == [
        (at(BEFORE, 7), at(BEFORE, 8), ["opening"]),
        (at(BEFORE, 8), None, ["workshop", "panel"]),
        (at(BEFORE, 9), at(BEFORE, 9, 30), ["coffee"]),
    ]
    assert days[0].untimed == ()


def test_only_rooms_in_use_get_a_column_and_a_session_alone_spans_them(session: Session) -> None:
    day = programme(session, a_programme(session).id)[0]
    assert day.rooms == (Bilingual("Sala 1", "Room 1"), Bilingual("Sala 2", "Room 2"))
    assert {item.key: item.column for item in day.timed} == {"opening": 0, "workshop": 1, "panel": 2, "coffee": 0}


def test_sessions_without_hours_stand_in_the_order_of_the_file(session: Session) -> None:
    day = programme(session, a_programme(session).id)[2]
    assert (day.slots, day.rooms) == ((), ())
    assert [item.key for item in day.untimed] == ["closing", "visit"]
    assert day.untimed[1].kind is SessionKind.SIDE_EVENT
    assert day.untimed[1].room == Bilingual()


def test_speakers_stand_by_role_and_in_their_order(session: Session) -> None:
    items = {item.key: item for item in programme(session, a_programme(session).id)[0].timed}
    parts = [(part.role, [person.name for person in part.people]) for part in items["panel"].parts]
    assert parts == [
        (SpeakerRole.MODERATOR, ["Zofia Żak"]),
        (SpeakerRole.PANELLIST, ["Ewa Źródlak", "Jan Łoś"]),
    ]
    assert items["opening"].parts[0].people[0].position == Bilingual("marszałek", "Marshal")
    assert items["coffee"].parts == ()


def test_every_kind_and_part_has_words(session: Session) -> None:
    days = programme(session, a_programme(session).id)
    with speaking("en"):
        words = {item.kind_words for day in days for item in (*day.timed, *day.untimed)}
        roles = {part.words for day in days for item in day.timed for part in item.parts}
    assert words == {"opening", "lecture", "panel", "workshop", "break", "side event"}
    assert roles == {"Welcome", "Moderator", "Panel", "Speaker"}


def test_the_whole_programme_takes_four_queries(session: Session) -> None:
    edition = a_programme(session)
    a_programme(session, "other")
    session.expire_all()
    edition_id = edition.id
    with counted(session) as statements:
        days = programme(session, edition_id)
    assert len(statements) == 4
    assert sum(len(day.timed) + len(day.untimed) for day in days) == 7


def test_spans_go_from_the_first_start_to_the_last_end(session: Session) -> None:
    edition = a_programme(session)
    ids = session.scalars(select(EditionDay.id).where(EditionDay.edition_id == edition.id)).all()
    note = Bilingual("wieczorem koncert", "concert in the evening")
    assert day_spans(session, ids) == (
        DaySpan("day-1", BEFORE, note, at(BEFORE, 7), at(BEFORE, 9, 30)),
        DaySpan("day-2", CHANGE, Bilingual(), at(CHANGE, 8, 30), at(CHANGE, 10)),
        DaySpan("day-3", AFTER, Bilingual(), None, None),
    )
    assert day_spans(session, []) == ()
