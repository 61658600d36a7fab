"""Handing a list over, and what has changed in it since."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import Scope, Wish, columns, scope_of
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.queries import history
from sokwms_reg.disclosures.models import Disclosure
from sokwms_reg.disclosures.states import holds
from sokwms_reg.handovers import queries, service
from sokwms_reg.handovers.models import Handover
from sokwms_reg.handovers.queries import Comparison, Request
from sokwms_reg.handovers.queries import records as stored
from sokwms_reg.handovers.service import Recipient
from sokwms_reg.handovers.states import PROPOSED, Purpose, Shape
from sokwms_reg.registration.models import Registration
from tests.attendees.people import small_edition, some_people
from tests.factories import FIRST_DAY, NOW, SECOND_DAY

pytestmark = pytest.mark.both_databases

ANNA = Actor("staff", "1", "Anna Kowalska")
LATER = NOW + timedelta(days=2)
HOTEL = Recipient(Purpose.HOTEL, "Hotel Polonia", FIRST_DAY)
HELD = ("last_name", "phone", "days", "registered_at", "state")
CONFIRMED = Wish(chosen={"state": "confirmed"})
EVERYBODY = Request(Wish(), Shape.PEOPLE, HELD)


@pytest.fixture
def people(session: Session) -> dict[str, Registration]:
    """Register five people, three of them confirmed."""
    return some_people(session, small_edition(session))


@pytest.fixture
def scope(session: Session, people: dict[str, Registration]) -> Scope:
    """Return the scope of their edition."""
    from sokwms_reg.editions.models import Edition  # noqa: PLC0415 - for this fixture alone

    return scope_of(session, session.get_one(Edition, next(iter(people.values())).edition_id))


def changes(session: Session, scope: Scope, handover: Handover) -> Comparison:
    return queries.changes_of(session, scope, [handover])[handover.id]


def test_the_least_that_each_recipient_needs_are_columns_of_the_list() -> None:
    assert set(PROPOSED) == set(Purpose)
    assert {name for names in PROPOSED.values() for name in names} <= set(columns())


def test_what_was_held_is_kept_and_recorded(session: Session, scope: Scope, people: dict[str, Registration]) -> None:
    wanted = Request(CONFIRMED, Shape.PEOPLE, HELD)
    made = service.hand_over(session, scope, wanted, replace(HOTEL, contact="Ewa", note="x"), ANNA, NOW)
    rows = queries.rows_of(session, made.id)
    assert rows is not None
    nowak = people["Nowak"]
    assert list(rows) == [str(people[name].id) for name in ("Ćwik", "Łącka", "Nowak")], "in the order of the list"
    assert rows[str(nowak.id)] == [
        nowak.reference,
        "Nowak",
        "",
        [FIRST_DAY.isoformat(), SECOND_DAY.isoformat()],
        nowak.registered_at.isoformat(),
        "confirmed",
    ]
    assert (made.number, made.actor_label, made.filters, made.columns) == (
        3,
        "Anna Kowalska",
        {"state": "confirmed"},
        list(HELD),
    )
    (entry,) = history(session, made.subject_ref)
    assert (entry.action, entry.scope, entry.changes["recipient"]) == (
        "handovers.hand_over",
        "test",
        [None, "Hotel Polonia"],
    )
    (given,) = session.scalars(select(Disclosure))
    assert (given.kind, given.recipient, given.purpose, given.about) == (
        "handover",
        "Hotel Polonia",
        "hotel",
        made.subject_ref,
    )
    assert {name for name, one in people.items() if holds(given.people, given.first_person, one.id)} == {
        "Ćwik",
        "Łącka",
        "Nowak",
    }


def test_who_came_who_went_and_what_is_another(session: Session, scope: Scope, people: dict[str, Registration]) -> None:
    made = service.hand_over(session, scope, Request(CONFIRMED, Shape.PEOPLE, HELD), HOTEL, ANNA, NOW)
    assert changes(session, scope, made).number == 0
    people["Nowak"].phone = "+48 600 000 000"
    people["Nowak"].position = "not in the list"
    people["Łącka"].state, people["Zając"].state = "cancelled", "confirmed"
    session.flush()
    found = changes(session, scope, made)
    assert found == Comparison(
        added=[str(people["Zając"].id)], removed=[str(people["Łącka"].id)], changed={str(people["Nowak"].id): [2]}
    )
    assert found.number == 3


def test_numbers_of_meals_have_no_names(session: Session, scope: Scope, people: dict[str, Registration]) -> None:
    people["Nowak"].diet = "vegan"
    session.flush()
    made = service.hand_over(session, scope, Request(CONFIRMED, Shape.MEALS), HOTEL, ANNA, NOW)
    first, second = FIRST_DAY.isoformat(), SECOND_DAY.isoformat()
    assert queries.rows_of(session, made.id) == {
        f"{first}/none": ["", first, "none", 1],
        f"{first}/vegan": ["", first, "vegan", 1],
        f"{second}/none": ["", second, "none", 1],
        f"{second}/vegan": ["", second, "vegan", 1],
    }
    assert made.number == 3
    people["Nowak"].diet = "none"
    session.flush()
    found = changes(session, scope, made)
    assert (list(found.added), list(found.removed)) == ([], [f"{first}/vegan", f"{second}/vegan"])
    assert found.changed == {f"{first}/none": [3], f"{second}/none": [3]}
    (given,) = session.scalars(select(Disclosure))
    assert (given.number, given.first_person, given.columns) == (3, 0, ["day", "diet", "number"]), "nobody's data"


def test_once_more_to_the_same_recipient(session: Session, scope: Scope, people: dict[str, Registration]) -> None:
    first = service.hand_over(session, scope, EVERYBODY, replace(HOTEL, contact="Ewa"), ANNA, NOW)
    people["Nowak"].phone = "+48 600 000 000"
    session.flush()
    second = service.hand_over_again(session, scope, first, ANNA, LATER)
    assert changes(session, scope, second).number == 0
    assert changes(session, scope, first).number == 1
    with pytest.raises(service.FollowedError) as refused:
        service.hand_over_again(session, scope, first, ANNA, LATER)
    assert refused.value.number == second.id
    third = service.hand_over_again(session, scope, second, ANNA, LATER)
    assert [one.id for one in queries.chain(session, second)] == [first.id, second.id, third.id]
    assert (third.contact, third.columns, third.keep_until) == ("Ewa", list(HELD), FIRST_DAY)
    late = service.hand_over_again(session, scope, third, ANNA, LATER + timedelta(days=365))
    assert late.keep_until == (LATER + timedelta(days=365)).date(), "nobody is given a list with its time over"
    assert queries.count(session, scope.edition.id) == 1


def test_a_page_of_lists_counts_changes_in_one_pass(
    session: Session, scope: Scope, people: dict[str, Registration], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert queries.page(session, scope, 1) == []
    people["Nowak"].diet = "vegan"
    session.flush()
    wishes: list[Request] = [
        EVERYBODY,
        Request(CONFIRMED, Shape.PEOPLE, ("last_name", "institution")),
        Request(Wish(q="lodz"), Shape.PEOPLE, ("phone",)),
        Request(CONFIRMED, Shape.MEALS),
    ]
    made = [service.hand_over(session, scope, one, HOTEL, ANNA, NOW) for one in wishes]
    again = service.hand_over_again(session, scope, made[0], ANNA, LATER)
    people["Nowak"].phone, people["Nowak"].diet = "0600", "none"
    people["Łącka"].institution = "Poznań"
    session.flush()
    found = queries.page(session, scope, 1)
    assert [(one.handover.id, one.delivery, one.changes) for one in found] == [
        (again.id, 2, 1),
        (made[3].id, 1, 4),
        (made[2].id, 1, 0),
        (made[1].id, 1, 1),
    ]
    assert queries.page(session, scope, 2) == []
    service.forget(session, scope.edition, made[3], ANNA, LATER)
    monkeypatch.setattr(stored, "MOST_ROWS", 6)
    assert [one.changes for one in queries.page(session, scope, 1)] == [1, None, None, None], "five fit, not two more"


def test_what_is_gone_cannot_be_compared_or_handed_over(session: Session, scope: Scope) -> None:
    made = service.hand_over(session, scope, Request(CONFIRMED, Shape.PEOPLE, ("last_name",)), HOTEL, ANNA, NOW)
    made.filters = {"state": ["confirmed"], "category": "gone"}
    session.flush()
    assert queries.changes_of(session, scope, [made]) == {}
    with pytest.raises(service.MeaninglessError):
        service.hand_over_again(session, scope, made, ANNA, LATER)


def test_a_column_that_is_gone_stands_under_its_name(session: Session, scope: Scope) -> None:
    request = Request(Wish(), Shape.PEOPLE, ("shoes",))
    assert [one.heading for one in request.fields] == ["shoes"]
    held = queries.present(session, scope, request)
    assert {row[1] for row in held.rows.values()} == {""}


def test_nobody_and_too_many(session: Session, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(service.NobodyError):
        service.hand_over(session, scope, Request(Wish(q="nobody"), Shape.PEOPLE, ("phone",)), HOTEL, ANNA, NOW)
    monkeypatch.setattr(service, "MOST_PEOPLE", 4)
    with pytest.raises(service.TooManyPeopleError):
        service.hand_over(session, scope, EVERYBODY, HOTEL, ANNA, NOW)
    assert session.scalars(select(Handover)).all() == []


def test_rows_are_erased_and_the_record_stays(session: Session, scope: Scope) -> None:
    made = service.hand_over(session, scope, EVERYBODY, HOTEL, ANNA, NOW)
    assert service.forget(session, scope.edition, made, ANNA, LATER)
    assert not service.forget(session, scope.edition, made, ANNA, LATER)
    assert queries.rows_of(session, made.id) is None
    assert (made.recipient, made.number, made.forgotten_at) == ("Hotel Polonia", 5, LATER)
    assert [one.action for one in history(session, made.subject_ref)] == ["handovers.forget", "handovers.hand_over"]
    assert queries.handover_by_number(session, scope.edition.id, made.id) is made
    assert queries.handover_by_number(session, scope.edition.id + 1, made.id) is None


@pytest.mark.parametrize(("name", "given"), [("registered_at", NOW), ("days", [FIRST_DAY]), ("phone", "0600")])
def test_values_come_back_from_json_as_they_were(name: str, given: Any) -> None:  # noqa: ANN401 - of every kind
    assert queries.restored(columns()[name], queries.plain(given)) == given
