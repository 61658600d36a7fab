"""The office gives somebody a place where none is free: what is full grows by one, the line loses nothing."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.editions.models import CategoryDay, Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Outcome, Told, cancel, register_beyond, register_by_office
from tests.factories import FIRST_DAY, NOW, SECOND_DAY, make_application, make_category, make_edition
from tests.registration.queueing_case import ORDER, STAFF, counters, last_entry, last_letter, people

pytestmark = pytest.mark.both_databases


def come(session: Session, edition: Edition, told: Told = Told.ALL, **given: object) -> Outcome:
    return register_beyond(session, edition, make_application(**given), ORDER, told)


def settings(session: Session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == "edition.settings")))


def letters(session: Session) -> list[str]:
    return list(session.scalars(select(Message.kind).order_by(Message.id)))


def test_a_free_place_is_taken_and_nothing_grows(session: Session) -> None:
    edition = make_edition(session)
    ngo = make_category(session, edition, capacity=1)
    outcome = come(session, edition)
    assert (outcome.registration.state, outcome.beyond, settings(session)) == ("confirmed", {}, [])
    assert (ngo.capacity, last_entry(session, "registration.register").reason) == (1, "")


@pytest.mark.parametrize(("policy", "state"), [("open", "confirmed"), ("approved", "pending"), ("closed", "confirmed")])
def test_a_full_category_grows_by_one(session: Session, policy: str, state: str) -> None:
    edition = make_edition(session)
    ngo = make_category(session, edition, policy=policy, capacity=3, reserved_speakers=1, reserved_invitations=1)
    register_by_office(session, edition, make_application(), NOW, STAFF)
    waits = register_by_office(session, edition, make_application(), NOW, STAFF).registration
    outcome = come(session, edition)
    grown = {"categories[ngo].capacity": [3, 4]}
    assert (outcome.registration.state, outcome.beyond) == (state, grown)
    assert (waits.state, counters(session, ngo), ngo.free) == ("waiting", (2, 1), 0)
    assert (ngo.reserved, ngo.taken_speakers) == (2, 0), "reserved places stay reserved"
    (entry,) = settings(session)
    assert (entry.subject, entry.scope, entry.reason) == (f"edition:{edition.id}", "test", ORDER.reason)
    assert (entry.changes, entry.actor_label) == (grown, STAFF.label)
    mine = last_entry(session, "registration.register")
    assert (mine.changes, mine.reason) == ({"state": ["", state]}, ORDER.reason)
    assert last_letter(session, outcome.registration).kind != "registration/waiting"


def test_full_days_grow_by_one_in_all_and_for_the_category(session: Session) -> None:
    edition = make_edition(session)
    ngo = make_category(session, edition, capacity=9)
    first, second = queries.days(session, edition.id)
    first.capacity, second.capacity = 1, 5
    session.add_all(CategoryDay(category_id=ngo.id, day_id=day.id, capacity=1) for day in (first, second))
    session.flush()
    people(session, edition, 1, days=(FIRST_DAY,))
    outcome = come(session, edition, days=(FIRST_DAY, SECOND_DAY))
    assert outcome.beyond == {
        f"days[{first.key}].capacity": [1, 2],
        f"categories[ngo].days[{first.key}].capacity": [1, 2],
    }
    outcome = come(session, edition, days=(SECOND_DAY,))
    assert outcome.beyond == {f"categories[ngo].days[{second.key}].capacity": [1, 2]}
    session.refresh(first)
    session.refresh(second)
    assert [(day.taken, day.capacity) for day in (first, second)] == [(2, 2), (2, 5)]
    assert {limit.taken == limit.capacity == 2 for limit in queries.limits_of(session, edition.id)} == {True}


def test_the_limit_of_the_institution_is_lifted_for_the_person_alone(session: Session) -> None:
    edition = make_edition(session)
    ngo = make_category(session, edition, capacity=2, institution_limit=1)
    people(session, edition, 1, institution="Miasto Łódź")
    outcome = come(session, edition, institution="miasto Lodz")
    assert (outcome.registration.limit_lifted, outcome.beyond) == (True, {"limit_lifted": [False, True]})
    mine = last_entry(session, "registration.register")
    assert mine.changes == {"state": ["", "confirmed"], "limit_lifted": [False, True]}
    assert (mine.reason, settings(session)) == (ORDER.reason, [])
    both = come(session, edition, institution="Miasto Łódź")
    assert both.beyond == {"categories[ngo].capacity": [2, 3], "limit_lifted": [False, True]}
    assert counters(session, ngo) == (3, 0)


def test_places_kept_for_those_who_wait_stay_theirs(session: Session) -> None:
    edition = make_edition(session, promotion="by_hand")
    ngo = make_category(session, edition, capacity=1)
    first, second = queries.days(session, edition.id)
    first.capacity = 4
    session.flush()
    leaves, waits = people(session, edition, 2)
    cancel(session, leaves, Actor("participant"), NOW)
    outcome = come(session, edition)
    assert outcome.beyond == {"categories[ngo].capacity": [1, 2], f"days[{first.key}].capacity": [4, 5]}
    assert (ngo.free, second.capacity) == (1, 0)
    assert queries.first_in_line(session, edition.id) is waits


def test_the_same_person_or_form_again_makes_no_room(session: Session) -> None:
    edition = make_edition(session)
    ngo = make_category(session, edition, capacity=1)
    application = make_application()
    first = register_by_office(session, edition, application, NOW, STAFF)
    again = register_beyond(session, edition, application, ORDER)
    assert (again.registration, again.created, again.beyond) == (first.registration, False, {})
    assert (ngo.capacity, settings(session)) == (1, [])


@pytest.mark.parametrize(("told", "kinds"), [(Told.ALL, ["confirmed", "exists"]), (Told.NOBODY, [])])
def test_whether_mail_goes_out_is_chosen(session: Session, told: Told, kinds: list[str]) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=0)
    person = {"first_name": "Ewa", "last_name": "Maj", "email": "ewa@example.org"}
    come(session, edition, told, **person)
    again = register_by_office(session, edition, make_application(**person), NOW, STAFF, told)
    assert (again.created, letters(session)) == (False, [f"registration/{kind}" for kind in kinds])
    assert len(session.scalars(select(Registration)).all()) == 1
