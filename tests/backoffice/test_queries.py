"""The figures of the front page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import ProgrammeSession
from sokwms_reg.audit.models import Actor
from sokwms_reg.backoffice.queries import desk, missing, trend
from sokwms_reg.backoffice.states import Lack, Missing
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import categories
from sokwms_reg.outbox.models import MessageState
from sokwms_reg.registration import queries as registrations
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import cancel, offer, register
from sokwms_reg.registration.states import Phase, State
from tests.attendees.people import COMMAND, small_edition, some_people
from tests.factories import CLOSES, NOW, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases


def test_who_waits_beside_a_free_place_is_counted_once_promotion_is_over(session: Session) -> None:
    edition = make_edition(session, promotion_until=NOW.date())
    make_category(session, edition, capacity=1)
    first, _second = (register(session, edition, make_application(), NOW).registration for _ in range(2))
    assert desk(session, edition, NOW).stuck == 0
    later = NOW + timedelta(days=1)
    assert desk(session, edition, later).stuck == 0
    cancel(session, first, Actor("participant"), later)
    assert desk(session, edition, later).stuck == 1


def test_every_figure_is_the_editions_own(session: Session) -> None:
    edition, other = small_edition(session), small_edition(session, "other")
    people = some_people(session, edition)
    some_people(session, other)
    cancel(session, people["Ångström"], COMMAND, NOW)
    found = desk(session, edition, NOW)
    assert [(row.category.key, row.held, row.total, row.states[State.CONFIRMED]) for row in found.rows] == [
        ("academia", 0, 1, 0),
        ("ngo", 0, 4, 3),
    ]
    assert (found.total, found.ended, found.taken, found.capacity) == (5, 1, 3, 8)
    assert {state: found.of(state) for state in (State.CONFIRMED, State.WAITING, State.CANCELLED)} == {
        State.CONFIRMED: 3,
        State.WAITING: 1,
        State.CANCELLED: 1,
    }
    assert (found.phase, found.days_left, found.expiring) == (Phase.OPEN, 20, 0)
    assert found.messages[MessageState.PENDING] == 6
    assert [day.taken for day in found.days] == [2, 2]


def test_offers_that_end_within_a_day_are_counted(session: Session) -> None:
    edition = small_edition(session)
    waiting = some_people(session, edition)["Zając"]
    for row in categories(session, edition.id):
        row.capacity = 10
    session.flush()
    offer(session, waiting, NOW + timedelta(hours=24), COMMAND, NOW)
    assert desk(session, edition, NOW - timedelta(seconds=1)).expiring == 0
    assert desk(session, edition, NOW).expiring == 1


def _came(session: Session, edition: Edition, *instants: datetime) -> None:
    for instant in instants:
        made = register(session, edition, make_application(), NOW).registration
        session.execute(update(Registration).where(Registration.id == made.id).values(registered_at=instant))


def test_registrations_are_counted_on_the_days_of_the_editions_zone(session: Session) -> None:
    edition, other = make_edition(session), make_edition(session, "other")
    for one in (edition, other):
        make_category(session, one, capacity=100)
    assert trend(session, edition, NOW).numbers == []
    assert trend(session, edition, NOW).days == 0
    _came(session, other, NOW)
    _came(
        session,
        edition,
        datetime(2026, 11, 17, 22, 59, 59, tzinfo=UTC),  # a second before midnight in Warsaw
        datetime(2026, 11, 17, 23, 0, tzinfo=UTC),
        datetime(2026, 11, 18, 22, 59, 59, tzinfo=UTC),
    )
    found = trend(session, edition, NOW)
    assert [span.first for span in found.spans] == [date(2026, 11, day) for day in (17, 18, 19, 20)]
    assert (found.days, found.numbers) == (1, [1, 2, 0, 0])
    # Once registration has closed, the last day is that of the last registration.
    assert trend(session, edition, CLOSES + timedelta(days=30)).numbers == [1, 2]


def test_many_days_are_counted_by_weeks(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=100)
    first = NOW - timedelta(days=60)
    _came(session, edition, first, first + timedelta(days=6), first + timedelta(days=7), NOW)
    found = trend(session, edition, NOW)
    assert (found.days, found.numbers) == (7, [2, 1, 0, 0, 0, 0, 0, 0, 1])


def test_a_programme_is_what_the_database_has(session: Session) -> None:
    edition = make_edition(session, privacy_pl="x", privacy_en="x", rules_pl="x", rules_en="x")
    make_category(session, edition)
    days = registrations.days(session, edition.id)

    def lacking() -> list[Missing]:
        found = categories(session, edition.id)
        return missing(session, edition, found, days, NOW, sends_mail=True)

    assert lacking() == [Missing(Lack.PROGRAMME)]
    session.add(
        ProgrammeSession(
            edition_id=edition.id,
            key="opening",
            kind="opening",
            title_pl="Otwarcie",
            title_en="Opening",
            day_id=days[0].id,
            starts_at=NOW,
            ends_at=NOW + timedelta(hours=1),
        )
    )
    session.flush()
    assert lacking() == []
