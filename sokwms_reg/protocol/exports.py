"""What the copy of a person's data has of the protocol, where whoever takes it may see that."""

from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.attendees.exports.data_copy import Part, add_part, event
from sokwms_reg.audit.queries import history
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.states import Permission
from sokwms_reg.protocol.queries import card_of, card_subject, welcome_list
from sokwms_reg.protocol.states import CARD_FIELDS
from sokwms_reg.registration.models import Registration


def card_copy(session: Session, registration: Registration, since: datetime) -> dict[str, object] | None:
    """Return card, place in the order and history, or None where there never was a card."""
    card = card_of(session, registration)
    past = [entry for entry in reversed(history(session, card_subject(registration))) if entry.at >= since]
    if card is None and not past:
        return None
    zone = session.get_one(Edition, registration.edition_id).timezone
    placed = (one for one in welcome_list(session, registration.edition_id) if one.card is card)
    return {
        **{name: getattr(card, name) if card else "" for name in CARD_FIELDS},
        "precedence": next((one.number for one in placed), None),
        "history": [event(entry, zone) for entry in past],
    }


add_part(Part("protocol", Permission.PROTOCOL_READ, card_copy))
