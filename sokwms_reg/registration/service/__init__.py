"""Everything that changes a registration. Callers commit; every function that touches places enters the line first."""

from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.decisions import accept, approve, lapse_offers, offer, promote, reject
from sokwms_reg.registration.service.errors import (
    FormReusedError,
    NoPlaceError,
    RegistrationClosedError,
    RegistrationError,
    UnknownChoiceError,
)
from sokwms_reg.registration.service.leaving import cancel, promote_from_line
from sokwms_reg.registration.service.registering import Outcome, register

__all__ = [
    "Application",
    "FormReusedError",
    "NoPlaceError",
    "Outcome",
    "RegistrationClosedError",
    "RegistrationError",
    "UnknownChoiceError",
    "accept",
    "approve",
    "cancel",
    "lapse_offers",
    "offer",
    "promote",
    "promote_from_line",
    "register",
    "reject",
]
