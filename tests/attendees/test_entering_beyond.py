"""By hand, where no place is free: the page asks, shows what gives way, and does that with a reason; mail is chosen."""

import re
from typing import Any

from sqlalchemy import select

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.service import register_by_office
from tests.attendees.people import Desk, Saving
from tests.attendees.test_entering import enter, send, stored
from tests.factories import NOW, make_application

ACTOR = Actor("staff", "1", "Anna Kowalska")


def test_a_place_all_the_same_has_a_reason(office: Desk, saving: Saving) -> None:
    jan: dict[str, Any] = {"first_name": "Jan", "email": "jan@example.org"}
    enter(office, "guests")
    assert "<li>Guests: Places: 1 → 2</li>" in enter(office, "guests", 200, **jan)
    beyond = {**jan, "place": "beyond", "seal": seal(office)}
    page = send(office, "guests", 422, **beyond)
    assert "Please give the reason: it stays in the history." in page
    assert "<li>Guests: Places: 1 → 2</li>" in page
    assert "Please choose one of the answers" in send(office, "guests", 422, **{**beyond, "place": "king"})
    page = send(office, "guests", 422, **{**beyond, "reason": "Prośba marszałka", "email": "nobody"})
    assert "Prośba marszałka" in page, "kept beside another error"
    assert seal(office) == ""
    page = send(office, "guests", 200, **{**beyond, "reason": "Prośba marszałka", "seal": seal(office)})
    assert "Prośba marszałka" in page, "what gives way is shown before it does"
    page = send(office, "guests", **{**beyond, "reason": "Prośba marszałka", "seal": seal(office)})
    assert "The person is registered with a place. The limits were changed as shown" in page
    assert [one.state for one in stored(saving)] == ["confirmed", "confirmed"]
    with saving() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "edition.settings")).one()
        assert (entry.reason, entry.changes) == ("Prośba marszałka", {"categories[guests].capacity": [1, 2]})
    assert "Prośba marszałka" in office.open("/office/test/settings")


def test_what_gives_way_is_what_was_shown(office: Desk, saving: Saving) -> None:
    with saving() as session:
        session.scalars(select(Edition)).one().promotion = "by_hand"
        session.scalars(select(Category).where(Category.key == "guests")).one().institution_limit = 1
    enter(office, "guests")
    jan: dict[str, Any] = {"first_name": "Jan", "email": "jan@example.org"}
    page = enter(office, "guests", 200, **jan)
    assert "The limit of places for one institution does not apply to this person." in page
    given = {**jan, "place": "beyond", "reason": "x", "seal": seal(office)}
    with saving() as session:
        session.scalars(select(Category).where(Category.key == "guests")).one().capacity = 5
    page = send(office, "guests", 200, **given)
    assert "1 → 2" not in page
    assert len(stored(saving)) == 1
    with saving() as session:
        category = session.scalars(select(Category).where(Category.key == "guests")).one()
        category.capacity, category.institution_limit = 1, 0
        register_by_office(
            session, session.scalars(select(Edition)).one(), make_application(category="guests"), NOW, ACTOR
        )
        category.capacity = 2
    page = send(office, "guests", 200, **{**given, "seal": seal(office)})
    assert "The free places stay with the waiting list" in page
    assert "Guests: Places: 2 → 3" in page
    send(office, "guests", **{**given, "seal": seal(office)})
    assert [one.state for one in stored(saving)] == ["confirmed", "waiting", "confirmed"]


def test_no_mail_goes_out_where_the_office_says_so(office: Desk, saving: Saving) -> None:
    page = enter(office, "guests", letter="none")
    assert "The person is registered with a place. No message goes out." in page
    page = enter(office, "academia", letter="none")
    assert "nothing was changed in it. No message goes out." in page
    assert "Please choose one of the answers" in enter(office, "academia", 422, letter="x", email="x@example.org")
    with saving() as session:
        assert session.scalars(select(Message)).all() == []


def seal(office: Desk) -> str:
    found = re.search(r'name="seal" value="([^"]*)"', office.page)
    assert found
    return found[1]
