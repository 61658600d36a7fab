"""Decisions of the secretariat, offers and answers to them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.service import NoPlaceError, accept, approve, cancel, lapse_offers, offer, register, reject
from sokwms_reg.registration.states import TransitionError
from tests.factories import NOW, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases
STAFF = Actor("staff", "1", "Zofia Sroka")
PARTICIPANT = Actor("participant")


def last_mail(session: Session) -> str:
    """Return the kind of the newest message."""
    return session.scalars(select(Message.kind).order_by(Message.id.desc())).first() or ""


def test_approving_confirms_and_writes(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, policy="approved")
    registration = register(session, edition, make_application(), NOW).registration
    approve(session, registration, STAFF, NOW)
    assert registration.state == "confirmed"
    assert category.taken == 1
    assert last_mail(session) == "registration/confirmed"
    with pytest.raises(TransitionError):
        approve(session, registration, STAFF, NOW)


def test_rejecting_gives_the_reason_and_the_place_to_the_next(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, policy="approved", capacity=1)
    first, second = (register(session, edition, make_application(), NOW).registration for _ in range(2))
    reject(session, first, STAFF, NOW, "Zjazd dotyczy innego tematu.")
    session.expire_all()
    assert [first.state, second.state] == ["rejected", "pending"]
    assert (category.taken, category.waiting) == (1, 0)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.reject")).one()
    assert entry.reason == "Zjazd dotyczy innego tematu."
    assert entry.changes == {"state": ["pending", "rejected"]}
    assert entry.actor_label == "Zofia Sroka"
    rejected = session.scalars(select(Message).where(Message.kind == "registration/rejected")).one()
    assert "Zjazd dotyczy innego tematu." in rejected.text


def test_without_a_free_place_nothing_can_be_offered(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1)
    _, second = (register(session, edition, make_application(), NOW).registration for _ in range(2))
    with pytest.raises(NoPlaceError):
        offer(session, second, NOW + timedelta(days=3), STAFF, NOW)


def test_an_offer_holds_a_place_until_it_is_accepted(session: Session) -> None:
    edition = make_edition(session, promotion_until=NOW.date() - timedelta(days=1))
    category = make_category(session, edition, capacity=1)
    first, second = (register(session, edition, make_application(), NOW).registration for _ in range(2))
    cancel(session, first, PARTICIPANT, NOW)
    offer(session, second, NOW + timedelta(days=3), STAFF, NOW)
    session.expire_all()
    assert second.state == "offered"
    assert (category.taken, category.waiting) == (1, 0)
    assert last_mail(session) == "registration/offered"
    accept(session, second, PARTICIPANT, NOW)
    session.expire_all()
    assert second.state == "confirmed"
    assert second.offer_until is None
    with pytest.raises(TransitionError):
        accept(session, second, PARTICIPANT, NOW)


def test_an_unanswered_offer_lapses_to_the_end_of_the_line(session: Session) -> None:
    edition = make_edition(session, promotion_until=NOW.date() - timedelta(days=1))
    category = make_category(session, edition, capacity=1)
    first, second, third = (register(session, edition, make_application(), NOW).registration for _ in range(3))
    cancel(session, first, PARTICIPANT, NOW)
    offer(session, second, NOW + timedelta(days=3), STAFF, NOW)
    assert lapse_offers(session, NOW + timedelta(days=2)) == 0
    edition.promotion_until = None
    assert lapse_offers(session, NOW + timedelta(days=3)) == 1
    session.expire_all()
    assert [second.state, third.state] == ["waiting", "confirmed"]
    assert second.queue_number > third.queue_number
    assert (category.taken, category.waiting) == (1, 1)
