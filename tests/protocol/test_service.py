"""Cards, their order and the list of offices, without a page."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees import service as attendees
from sokwms_reg.attendees.exports.data_copy import data_copy
from sokwms_reg.audit.queries import history
from sokwms_reg.editions.models import Edition
from sokwms_reg.protocol import queries, service
from sokwms_reg.protocol.models import ProtocolCard
from sokwms_reg.protocol.states import PERSONAL
from sokwms_reg.registration import service as registrations
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Saving, person, small_edition, some_people
from tests.factories import FIRST_DAY, SECOND_DAY, make_application
from tests.protocol.cards import ORDER, SECRETS, STAFF, put, save

pytestmark = pytest.mark.both_databases
NAMES = ("Łącka", "Nowak", "Ćwik", "Zając")


def line(session: Session, edition: Edition) -> str:
    """Return the first letters of those with a place, in the order that is read; they are numbered from 1."""
    placed = [one for one in queries.welcome_list(session, edition.id) if one.number]
    assert [one.number for one in placed] == list(range(1, len(placed) + 1))
    return "".join(one.registration.last_name[0] for one in placed)


def in_order(session: Session) -> tuple[Edition, dict[str, ProtocolCard], dict[str, Registration]]:
    """Give four people a card and a place: Ł N Ć Z."""
    edition = small_edition(session)
    people = some_people(session, edition)
    cards = {name[0]: save(session, people[name], seat="1") for name in NAMES}
    for number, card in enumerate(cards.values(), start=1):
        assert put(session, card, number)
    assert line(session, edition) == "ŁNĆZ"
    return edition, cards, {name[0]: one for name, one in people.items()}


def test_a_card_is_made_changed_and_known_to_its_own_history(saving: Saving) -> None:
    with saving() as session:
        one = person(session, small_edition(session))
        card = save(session, one, guest=False, **SECRETS)
        assert (card.precedence, card.position.en) == (None, SECRETS["position_en"])
        assert one.role == "participant"
        save(session, one, seat="2", salutation="Szanowna Pani Marszałek,")
        save(session, one, seat="2")
        changes = [entry.changes for entry in history(session, f"protocol:{one.id}")]
        assert changes[0] == {"seat": [SECRETS["seat"], "2"]}
        assert changes[1]["note"] == ["", "changed"]
        assert len(changes) == 2
        assert one.salutation == "Szanowna Pani Marszałek,"
        assert {entry.action for entry in history(session, one.subject_ref)} == {
            "registration.register",
            "attendees.salutation",
        }


def test_a_guest_of_honour_has_the_role_and_gives_only_that_back(saving: Saving) -> None:
    with saving() as session:
        one = person(session, small_edition(session))
        save(session, one, guest=True)
        assert one.role == "guest_of_honour"
        save(session, one, guest=False)
        assert one.role == "participant"
        save(session, one, guest=True)
        one.role = "speaker"
        session.flush()
        save(session, one, seat="1")
        assert one.role == "speaker"
        save(session, one, guest=True, seat="1")
        assert one.role == "guest_of_honour"
        assert len(history(session, f"protocol:{one.id}")) == 2  # made, and the seat


def test_the_second_of_two_colleagues_stores_nothing(saving: Saving) -> None:
    with saving() as session:
        edition = small_edition(session)
        one = person(session, edition)
        old = replace(service.as_it_stands(None, one), guest=True)
        save(session, one, seat="1")
        with pytest.raises(service.StaleCardError):
            service.save_card(session, edition, one, old, ORDER)
    with saving() as session:
        one, edition = session.scalars(select(Registration)).one(), session.scalars(select(Edition)).one()
        assert one.role == "participant"
        shown = service.as_it_stands(queries.card_of(session, one), one)
        assert not service.save_card(session, edition, one, replace(shown, made_from="old"), ORDER)
        with pytest.raises(service.StaleCardError):
            service.save_card(session, edition, one, replace(shown, guest=True, made_from="old"), ORDER)
        with pytest.raises(attendees.StaleSalutationError):
            service.save_card(session, edition, one, replace(shown, salutation="x", instead_of="y"), ORDER)


def test_one_who_moves_shifts_those_in_between(saving: Saving) -> None:
    with saving() as session:
        edition, cards, people = in_order(session)
        for letter, number, expected in [
            ("Z", 1, "ZŁNĆ"),
            ("Z", 3, "ŁNZĆ"),
            ("Ł", 99, "NZĆŁ"),
            ("Z", 2, "NZĆŁ"),
            ("Ł", 4, "NZĆŁ"),
            ("Ł", 5, "NZĆŁ"),
        ]:
            before = line(session, edition)
            shown = queries.welcome_list(session, edition.id)
            told = queries.places_after(shown, people[letter].id, number)
            assert put(session, cards[letter], number) == (before != expected) == bool(told)
            assert line(session, edition) == expected
            after = {one.card.id: one.number for one in queries.welcome_list(session, edition.id)}
            assert {one.card.id: place for one, place in told}.items() <= after.items()
        assert service.take_out(session, edition, cards["N"], ORDER)
        assert not service.take_out(session, edition, cards["N"], ORDER)
        assert line(session, edition) == "ZĆŁ"
        numbers = select(ProtocolCard.precedence).order_by(ProtocolCard.precedence.is_(None), ProtocolCard.precedence)
        assert session.scalars(numbers).all() == [1, 2, 3, None]


def test_an_order_that_nobody_saw_is_changed_by_nobody(saving: Saving) -> None:
    with saving() as session:
        edition, cards, people = in_order(session)
        seen = service.order_mark(queries.welcome_list(session, edition.id))
        put(session, cards["Z"], 1)
        with pytest.raises(service.StaleOrderError):
            service.place(session, edition, cards["N"], 1, seen, ORDER)
        assert line(session, edition) == "ZŁNĆ"
        assert not service.place(session, edition, cards["Z"], 1, seen, ORDER)
        cancelled = service.order_mark(queries.welcome_list(session, edition.id))
        registrations.cancel(session, people["Z"], STAFF, ORDER.now)
        with pytest.raises(service.StaleOrderError):
            service.place(session, edition, cards["Ć"], 2, cancelled, ORDER)


def test_who_has_cancelled_is_left_out_where_the_order_is_read(saving: Saving) -> None:
    with saving() as session:
        edition, cards, people = in_order(session)
        registrations.cancel(session, people["N"], STAFF, ORDER.now)
        assert line(session, edition) == "ŁĆZ"
        assert not put(session, cards["Ł"], 1)
        assert put(session, cards["Ć"], 1)
        assert line(session, edition) == "ĆŁZ"
        assert put(session, cards["Ł"], 3)
        assert line(session, edition) == "ĆZŁ"
        moves = [entry for entry in history(session, f"protocol:{people['Ł'].id}") if entry.action == service.PLACED]
        assert moves[0].changes == {"precedence": [2, 3]}


def test_a_deleted_card_leaves_its_place_to_the_next(saving: Saving) -> None:
    with saving() as session:
        edition, cards, people = in_order(session)
        save(session, people["N"], guest=True, note="tajne")
        service.delete(session, edition, cards["N"], ORDER)
        assert line(session, edition) == "ŁĆZ"
        assert (queries.card_of(session, people["N"]), people["N"].role) == (None, "guest_of_honour")
        deleted, moved = history(session, f"protocol:{people['N'].id}")[:2]
        assert (deleted.action, deleted.changes) == (
            "protocol.card_deleted",
            {"seat": ["1", ""], "note": ["", "changed"]},
        )
        assert moved.changes == {"precedence": [2, None]}


def test_who_comes_instead_takes_the_place_and_nothing_personal(saving: Saving) -> None:
    with saving() as session:
        _edition, cards, people = in_order(session)
        save(session, people["N"], guest=True, salutation="Szanowny Panie Marszałku,", **SECRETS)
        for one in (people["N"], people["Å"]):
            application = make_application(last_name=f"Zastępca {one.id}")
            registrations.replace(session, one, application, STAFF, ORDER.now + timedelta(hours=1))
        session.expire_all()
        card = cards["N"]
        assert (card.to_check, card.precedence, card.seat) == (True, 2, SECRETS["seat"])
        assert [getattr(card, name) for name in PERSONAL] == [""] * len(PERSONAL)
        assert (people["N"].role, people["N"].salutation) == ("participant", "")
        cleared = history(session, f"protocol:{people['N'].id}")[0]
        assert (cleared.action, cleared.changes) == (
            "protocol.card_cleared",
            {name: ["", "changed"] for name in PERSONAL},
        )
        assert json.loads(copy_of(session, people["N"]))["protocol"] == {
            **{name: SECRETS[name] for name in ("represents", "seat", "escort")},
            **dict.fromkeys(PERSONAL, ""),
            "precedence": 2,
            "history": [
                {
                    "at": "2026-11-20T12:00:00+01:00",
                    "action": "protocol.card_cleared",
                    "by": "staff",
                    "reason": "",
                    "changes": cleared.changes,
                }
            ],
        }
        assert json.loads(copy_of(session, people["Å"]))["protocol"] is None
        save(session, people["N"])
        assert not card.to_check
        assert queries.card_of(session, people["Å"]) is None


def copy_of(session: Session, registration: Registration) -> bytes:
    """Return the copy of somebody's data as the secretariat takes it."""
    return data_copy(session, session.get_one(Edition, registration.edition_id), registration, frozenset())


def test_guests_are_known_by_their_role_and_their_card(saving: Saving) -> None:
    with saving() as session:
        edition = small_edition(session)
        people = some_people(session, edition)
        for name in NAMES[:3]:
            people[name].role = "guest_of_honour"
        save(session, people["Łącka"])
        registrations.cancel(session, people["Ćwik"], STAFF, ORDER.now)
        save(session, people["Łącka"], seat="1")
        assert [one.last_name for one in queries.guests_without_card(session, edition.id)] == ["Nowak"]


def test_the_card_goes_where_the_person_goes(saving: Saving) -> None:
    with saving() as session:
        edition = small_edition(session)
        days = (FIRST_DAY, SECOND_DAY, FIRST_DAY)
        one, other, third = (person(session, edition, minutes, days=(day,)) for minutes, day in enumerate(days))
        card = save(session, one, seat="7")
        put(session, card, 1)
        merge(session, other, one)
        session.expire_all()
        moved = queries.card_of(session, other)
        assert moved is not None
        assert (moved.seat, moved.precedence, queries.card_of(session, one)) == ("7", 1, None)
        save(session, third, seat="8")
        merge(session, third, other)
        session.expire_all()
        kept = queries.card_of(session, third)
        assert kept is not None
        assert kept.seat == "8"
        assert [one.card.seat for one in queries.welcome_list(session, edition.id)] == ["8"]


def merge(session: Session, stays: Registration, goes: Registration) -> None:
    """Make one of two registrations."""
    wanted = registrations.Merging({}, registrations.pair_mark(session, stays, goes))
    attendees.merge(session, stays, goes, wanted, ORDER)
