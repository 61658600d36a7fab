"""Everything that changes a registration. Callers commit; every function that touches places enters the line first."""

from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.decisions import accept, approve, lapse_offers, offer, promote, reject
from sokwms_reg.registration.service.editing import Correction, differences, edit, made_from
from sokwms_reg.registration.service.errors import (
    EditingOverError,
    FormReusedError,
    FullDaysError,
    NoPlaceError,
    RegistrationClosedError,
    RegistrationError,
    SamePersonError,
    StaleFormError,
    UnknownChoiceError,
)
from sokwms_reg.registration.service.leaving import cancel, promote_from_line
from sokwms_reg.registration.service.links import block_link, renew_link, send_link, send_links
from sokwms_reg.registration.service.registering import Outcome, register

__all__ = [
    "Application",
    "Correction",
    "EditingOverError",
    "FormReusedError",
    "FullDaysError",
    "NoPlaceError",
    "Outcome",
    "RegistrationClosedError",
    "RegistrationError",
    "SamePersonError",
    "StaleFormError",
    "UnknownChoiceError",
    "accept",
    "approve",
    "block_link",
    "cancel",
    "differences",
    "edit",
    "lapse_offers",
    "made_from",
    "offer",
    "promote",
    "promote_from_line",
    "register",
    "reject",
    "renew_link",
    "send_link",
    "send_links",
]
