"""What organiser and secretariat change about the protocol: cards, their order, the list of offices."""

from sokwms_reg.protocol.service.cards import (
    CardValues,
    StaleCardError,
    as_it_stands,
    clear_card,
    hand_card,
    save_card,
)
from sokwms_reg.protocol.service.listing import (
    StaleOfficeError,
    add_office,
    change_office,
    delete_office,
    office_mark,
    office_subject,
)
from sokwms_reg.protocol.service.order import PLACED, StaleOrderError, delete, order_mark, place, take_out

__all__ = [
    "PLACED",
    "CardValues",
    "StaleCardError",
    "StaleOfficeError",
    "StaleOrderError",
    "add_office",
    "as_it_stands",
    "change_office",
    "clear_card",
    "delete",
    "delete_office",
    "hand_card",
    "office_mark",
    "office_subject",
    "order_mark",
    "place",
    "save_card",
    "take_out",
]
