"""Cards for tests."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import Edition
from sokwms_reg.protocol import queries, service
from sokwms_reg.protocol.models import ProtocolCard
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order
from tests.factories import NOW

STAFF = Actor("staff", "1", "Anna Kowalska")
ORDER = Order(STAFF, NOW, "")
SECRETS = {
    "position_pl": "Gospodyni wieczoru",
    "position_en": "Hostess of the evening",
    "represents": "Minister Kultury",
    "seat": "rząd pierwszy",
    "escort": "Ewa Przewodnik",
    "office_phone": "+48 41 777 77 77",
    "note": "woda niegazowana",
}


def save(session: Session, registration: Registration, *, guest: bool | None = None, **values: str) -> ProtocolCard:
    """Save a card as whoever sees it as it stands; a salutation counts among the values."""
    shown = service.as_it_stands(queries.card_of(session, registration), registration)
    wanted = replace(
        shown,
        salutation=values.pop("salutation", shown.salutation),
        guest=shown.guest if guest is None else guest,
        values={**shown.values, **values},
    )
    service.save_card(session, session.get_one(Edition, registration.edition_id), registration, wanted, ORDER)
    card = queries.card_of(session, registration)
    assert card is not None
    return card


def put(session: Session, card: ProtocolCard, number: int) -> bool:
    """Give somebody a place as whoever sees the order as it stands."""
    mark = service.order_mark(queries.welcome_list(session, card.edition_id))
    return service.place(session, session.get_one(Edition, card.edition_id), card, number, mark, ORDER)


def somebody(session: Session, reference: str) -> Registration:
    """Return a registration by its reference."""
    return session.scalars(select(Registration).where(Registration.reference == reference)).one()
