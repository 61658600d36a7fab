"""Letters to participants: each is finished here, in its reader's language, and queued with what caused it."""

from sokwms_reg.registration.emails.changed import FIELDS, LABELS, NAMES, SECRET, Amendment, enqueue_changed
from sokwms_reg.registration.emails.kinds import Letter
from sokwms_reg.registration.emails.links import Asked, enqueue_links
from sokwms_reg.registration.emails.replacing import Predecessor, enqueue_replacement
from sokwms_reg.registration.emails.writing import Special, enqueue, runs

__all__ = [
    "FIELDS",
    "LABELS",
    "NAMES",
    "SECRET",
    "Amendment",
    "Asked",
    "Letter",
    "Predecessor",
    "Special",
    "enqueue",
    "enqueue_changed",
    "enqueue_links",
    "enqueue_replacement",
    "runs",
]
