"""The edition's list of offices. The usual ones become rows at the first change; until then they are the code's."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes, record
from sokwms_reg.editions.models import Edition
from sokwms_reg.protocol.models import ProtocolOffice
from sokwms_reg.protocol.queries import kept_offices
from sokwms_reg.protocol.states import OFFICE_FIELDS, USUAL_OFFICES, AnyOffice
from sokwms_reg.registration.service import Order, mark_of


class StaleOfficeError(Exception):
    """Somebody else has changed or deleted the office since the form was handed out; nothing was stored."""


def office_mark(office: AnyOffice) -> str:
    """Return the mark of an office as it stands."""
    return mark_of([getattr(office, name) for name in OFFICE_FIELDS])


def add_office(session: Session, edition: Edition, values: Mapping[str, str], order: Order) -> ProtocolOffice:
    """Add an office at the end of the list."""
    rows = _rows(session, edition)
    number = max(rows, default=0) + 1
    office = ProtocolOffice(edition_id=edition.id, ordinal=number, **{name: values[name] for name in OFFICE_FIELDS})
    session.add(office)
    session.flush()
    _record(session, edition, office, "protocol.office_added", order, {name: ["", values[name]] for name in values})
    return office


def change_office(
    session: Session, edition: Edition, number: int, values: Mapping[str, str], made_from: str, order: Order
) -> bool:
    """Change an office; tell whether it differed. Raises StaleOfficeError, also where it is gone."""
    office = _rows(session, edition).get(number)
    if office is None:
        raise StaleOfficeError(str(number))
    changes: Changes = {
        name: [getattr(office, name), new] for name, new in values.items() if getattr(office, name) != new
    }
    if not changes:
        return False
    if office_mark(office) != made_from:
        raise StaleOfficeError(str(number))
    for name, new in values.items():
        setattr(office, name, new)
    session.flush()
    _record(session, edition, office, "protocol.office_changed", order, changes)
    return True


def delete_office(session: Session, edition: Edition, number: int, order: Order) -> None:
    """Delete an office; one that is gone already is no error. After the last one the usual list begins anew."""
    office = _rows(session, edition).get(number)
    if office is None:
        return
    changes: Changes = {name: [getattr(office, name), ""] for name in OFFICE_FIELDS}
    session.delete(office)
    session.flush()
    _record(session, edition, office, "protocol.office_deleted", order, changes)


def office_subject(edition: Edition, number: int) -> str:
    """Return how the history knows an office."""
    return f"protocol_office:{edition.id}:{number}"


def _rows(session: Session, edition: Edition) -> dict[int, ProtocolOffice]:
    """Return the edition's offices by number, made of the usual ones where there are none yet; nobody else changes."""
    session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update(key_share=True))
    kept = kept_offices(session, edition.id)
    if not kept:
        kept = [
            ProtocolOffice(
                edition_id=edition.id,
                ordinal=one.ordinal,
                **{name: getattr(one, name) for name in OFFICE_FIELDS},
            )
            for one in USUAL_OFFICES
        ]
        session.add_all(kept)
        session.flush()
    return {one.ordinal: one for one in kept}


def _record(
    session: Session, edition: Edition, office: ProtocolOffice, action: str, order: Order, changes: Changes
) -> None:
    subject = office_subject(edition, office.ordinal)
    record(session, order.actor, action, subject, order.now, scope=edition.slug, changes=changes)
