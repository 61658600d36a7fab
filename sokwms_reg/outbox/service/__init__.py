"""Queueing letters and delivering them."""

from sokwms_reg.outbox.service.carrier import Answer, Carrier, CarrierDownError, MailServer
from sokwms_reg.outbox.service.delivery import SweepReport, deliver_due
from sokwms_reg.outbox.service.letter import FinishedLetter
from sokwms_reg.outbox.service.mime import as_mail
from sokwms_reg.outbox.service.postbox import Postbox
from sokwms_reg.outbox.service.queue import CannotSendAgainError, discard, enqueue, send_again, sign_message_ids_as

__all__ = [
    "Answer",
    "CannotSendAgainError",
    "Carrier",
    "CarrierDownError",
    "FinishedLetter",
    "MailServer",
    "Postbox",
    "SweepReport",
    "as_mail",
    "deliver_due",
    "discard",
    "enqueue",
    "send_again",
    "sign_message_ids_as",
]
