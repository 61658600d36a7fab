"""What keeps machines from filling the list: a field that people do not see, a moment to read, a limit.

None of it loses anything: the page comes back with everything typed and the same token, and the button works again.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from sokwms_reg.core import limits
from sokwms_reg.core.i18n import gettext
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration import queries
from sokwms_reg.registration.forms import FormToken

TRAP = "website"  # the name of the field in form.html
QUICKEST = 3  # seconds from the empty form to a registration; nobody reads and types it in less
UNUSABLE = 422
TOO_OFTEN = 429


@dataclass(frozen=True)
class Hindrance:
    """Why a registration is not taken this moment: the answer's status, and sentences that say what to do."""

    status: int
    sentences: tuple[str, ...]


def trapped() -> bool:
    """Tell whether the field was filled in that only a machine sees."""
    return bool(request.form.get(TRAP))


def trap_sentence() -> str:
    """Return what to tell somebody whose browser or password manager did it."""
    return gettext(
        "A hidden field of the form was filled in, as programs do that send unwanted messages. It has been emptied; "
        "nothing else has changed. Please send the form once more."
    )


def hindrance(session: Session, edition: Edition, sheet: FormToken, now: datetime) -> Hindrance | None:
    """Return what keeps this form from being registered now; a form that has been registered already counts apart."""
    if not limits.limited():
        return None
    known = queries.by_nonce(session, edition.id, sheet.nonce) is not None
    if not known and 0 <= now.timestamp() - sheet.issued < QUICKEST:
        return Hindrance(UNUSABLE, (_too_quick(),))
    seconds = limits.wait("register again" if known else "register")
    return Hindrance(TOO_OFTEN, _too_often(edition, seconds)) if seconds else None


def _too_quick() -> str:
    return gettext(
        "The registration was sent within three seconds, faster than anybody can read it. Nothing is lost: please "
        "check the data and send it once more."
    )


def _too_often(edition: Edition, seconds: int) -> tuple[str, ...]:
    return (
        gettext("Very many registrations are coming from this network at the moment."),
        gettext("Nothing is lost: please keep this page open and send the registration from it again."),
        limits.when(seconds),
        *_by_telephone(edition),
    )


def _by_telephone(edition: Edition) -> tuple[str, ...]:
    if not edition.contact_phone:
        return ()
    phone = edition.contact_phone.replace(" ", "\u00a0")
    return (gettext("The secretariat helps by telephone too: %(phone)s.", phone=phone),)
