"""People in places and lines, and what was last written about one of them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order, register
from tests.factories import NOW, make_application

STAFF = Actor("staff", "1", "Zofia Sroka")
ORDER = Order(STAFF, NOW, "prosi o to ministerstwo")


def people(session: Session, edition: Edition, number: int, **given: object) -> list[Registration]:
    return [register(session, edition, make_application(**given), NOW).registration for _ in range(number)]


def counters(session: Session, category: Category) -> tuple[int, int]:
    session.refresh(category)
    return category.taken, category.waiting


def positions(session: Session, found: list[Registration]) -> list[int]:
    return [queries.position(session, one) for one in found]


def last_entry(session: Session, action: str) -> AuditEntry:
    mine = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id.desc())
    found = session.scalars(mine).first()
    assert found is not None
    return found


def last_letter(session: Session, one: Registration) -> Message:
    mine = select(Message).where(Message.subject_ref == one.subject_ref).order_by(Message.id.desc())
    found = session.scalars(mine).first()
    assert found is not None
    return found
