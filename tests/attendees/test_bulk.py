"""One deed about many: done to whom it can be done to, the rest named with a reason, one mark in the history."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.service import Bulk, BulkDeed, Outcome, Why, at_once, carry_out, put_tag
from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.editions.models import Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order
from tests.attendees.people import small_edition, some_people
from tests.factories import NOW, make_category

pytestmark = pytest.mark.both_databases
ORDER = Order(Actor("staff", "1", "Anna Kowalska"), NOW, "")
REASONS = {"pl": "Powód", "en": "Reason"}
People = Mapping[str, Registration]


def do(session: Session, edition: Edition, people: People, wanted: Bulk) -> Outcome:
    return carry_out(session, edition, [one.id for one in people.values()], wanted, ORDER)


def last_names(people: list[Registration]) -> list[str]:
    return [one.last_name for one in people]


def skipped(outcome: Outcome) -> dict[Why, list[str]]:
    return {why: last_names(people) for why, people in outcome.skipped.items()}


@pytest.fixture
def edition(session: Session) -> Edition:
    return small_edition(session)


@pytest.fixture
def people(session: Session, edition: Edition) -> People:
    return some_people(session, edition)


def test_accepting_skips_who_awaits_no_decision(session: Session, edition: Edition, people: People) -> None:
    outcome = do(session, edition, people, Bulk(BulkDeed.ACCEPT))
    assert last_names(outcome.done) == ["Ångström"]
    assert skipped(outcome) == {Why.STATE: ["Łącka", "Nowak", "Ćwik", "Zając"]}
    assert (outcome.letters, outcome.others) == (1, 0)
    marks = [entry.changes["batch"] for entry in session.scalars(select(AuditEntry)) if "batch" in entry.changes]
    assert len(marks) == 2, "the deed and the person"
    assert marks[0] == marks[1]


def test_not_accepting_tells_the_reason(session: Session, edition: Edition, people: People) -> None:
    outcome = do(session, edition, people, Bulk(BulkDeed.REFUSE, REASONS))
    assert last_names(outcome.done) == ["Zając", "Ångström"], "who waits as well"
    letter = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert letter is not None
    assert REASONS[letter.language] in letter.text


@pytest.mark.parametrize(("letter", "letters"), [(True, 2), (False, 1)])
def test_cancelling_with_and_without_a_letter_fills_from_the_line(
    session: Session, edition: Edition, people: People, *, letter: bool, letters: int
) -> None:
    some = {name: people[name] for name in ("Nowak",)}
    outcome = do(session, edition, some, Bulk(BulkDeed.CANCEL, REASONS, letter=letter))
    assert (outcome.letters, outcome.others) == (letters, 1)
    assert (people["Nowak"].state, people["Nowak"].cancelled_by) == ("cancelled", "staff")
    assert people["Zając"].state == "confirmed"


def test_moving_stops_where_places_end_and_nothing_is_half_done(
    session: Session, edition: Edition, people: People
) -> None:
    two = make_category(session, edition, "government", capacity=2, ordinal=2)
    make_category(session, edition, "foreign", ordinal=3)
    outcome = do(session, edition, people, Bulk(BulkDeed.CATEGORY, category="government"))
    assert last_names(outcome.done) == ["Łącka", "Nowak"]
    assert skipped(outcome) == {Why.PLACE: ["Ćwik", "Zając", "Ångström"]}, "Zając got a place that became free"
    session.refresh(two)
    assert (two.taken, two.waiting) == (2, 0)
    assert {one.state for one in people.values()} == {"confirmed", "pending"}
    abroad = do(session, edition, people, Bulk(BulkDeed.CATEGORY, category="foreign"))
    assert set(abroad.skipped) == {Why.RESIDENCE}
    again = do(session, edition, people, Bulk(BulkDeed.CATEGORY, category="government"))
    assert skipped(again)[Why.ALREADY] == ["Łącka", "Nowak"]


def test_the_limit_of_an_institution_skips(session: Session, edition: Edition, people: People) -> None:
    make_category(session, edition, "government", institution_limit=1, ordinal=2)
    people["Nowak"].institution_folded = people["Łącka"].institution_folded
    session.flush()
    outcome = do(
        session,
        edition,
        {name: people[name] for name in ("Łącka", "Nowak")},
        Bulk(BulkDeed.CATEGORY, category="government"),
    )
    assert skipped(outcome) == {Why.LIMIT: ["Nowak"]}


def test_tags_on_and_off(session: Session, edition: Edition, people: People) -> None:
    put_tag(session, people["Nowak"], "hotel", ORDER)
    outcome = do(session, edition, people, Bulk(BulkDeed.TAG, tag="hotel"))
    assert len(outcome.done) == 4
    assert skipped(outcome) == {Why.ALREADY: ["Nowak"]}
    (tag,) = queries.tags_in(session, edition.id)
    outcome = do(session, edition, people, Bulk(BulkDeed.UNTAG, tag_off=tag))
    assert (len(outcome.done), outcome.skipped, outcome.letters) == (5, {}, 0)
    assert at_once(BulkDeed.TAG) > at_once(BulkDeed.ACCEPT)
