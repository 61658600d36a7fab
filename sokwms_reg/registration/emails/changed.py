"""The letter about changed data: which fields, and their new values; needs are named and never repeated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.i18n import N_, gettext, speaking
from sokwms_reg.core.templates import plain, weekday_day
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.emails.kinds import Letter
from sokwms_reg.registration.emails.writing import Special, enqueue
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import HOLDING

# What a participant may change, in the order of the form, and what it is called.
FIELDS = {
    "honorific": N_("Form of address"),
    "title": N_("Title or degree"),
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "email": N_("E-mail address"),
    "phone": N_("Telephone"),
    "contact_name": N_("Contact person"),
    "contact_email": N_("E-mail address of the contact person"),
    "contact_phone": N_("Telephone of the contact person"),
    "institution": N_("Institution"),
    "position": N_("Function or position"),
    "voivodeship": N_("Voivodeship"),
    "country": N_("Country"),
    "days": N_("Days"),
    "interpretation": N_("Simultaneous interpreting"),
    "diet": N_("Meals"),
    "accessibility": N_("Access needs and diet details"),
    "consent_list": N_("Publication in the list of participants"),
    "consent_next": N_("News about future editions"),
}
# What else may change about a registration, by buttons of their own.
LABELS = {
    **FIELDS,
    "language": N_("Language of messages"),
    "category": N_("Category"),
    "role": N_("Role"),
    "salutation": N_("Salutation"),
}
SECRET = frozenset({"diet", "accessibility"})  # mail and history say only that they changed
NAMES = frozenset({"first_name", "last_name"})


@dataclass(frozen=True)
class Amendment:
    """A change of data: fields with [old, new], coded answers in the reader's words, the address mail went to before.

    `days` are ISO dates, a category is its name in both languages. `words` has new values by field, for codes that are
    no words. `reason` is the office's, where it made the change.
    """

    changes: Changes
    words: Mapping[str, str]
    old_address: str
    by_office: bool = False
    reason: str = ""

    @property
    def fields(self) -> frozenset[str]:
        """Return the names of the fields."""
        return frozenset(self.changes)


def enqueue_changed(  # noqa: PLR0913 - what a letter is about, and which event it tells of
    session: Session,
    registration: Registration,
    edition: Edition,
    category: Category,
    amendment: Amendment,
    now: datetime,
    *,
    event: int,
) -> list[Message]:
    """Tell which data changed; where mail goes elsewhere now, the old address is told as well.

    A change of days or name brings a new calendar entry, while a place is held.
    """
    moved = registration.mail_address != amendment.old_address
    with speaking(registration.language):
        words = {
            "changed": [
                (gettext(LABELS[name]), _shown(name, amendment)) for name in LABELS if name in amendment.fields
            ],
            "moved": moved,
            "changed_by_office": amendment.by_office,
            "new_code": bool(NAMES & amendment.fields),
            "dropped": _dropped(amendment.changes),
            "holds": registration.state in HOLDING,
        }
    calendar = bool((NAMES | {"days"}) & amendment.fields)
    addresses = [registration.mail_address, *([amendment.old_address] if moved else [])]
    return [
        enqueue(
            session,
            Letter.CHANGED,
            registration,
            edition,
            category,
            now,
            event=f"{event}:{number}",
            reason=amendment.reason,
            special=Special({**words, "with_calendar": calendar}, address, calendar),
        )
        for number, address in enumerate(addresses)
    ]


def _shown(name: str, amendment: Amendment) -> str:
    """Return the new value in words; "" where it was taken away."""
    new = amendment.changes[name][1]
    if name in SECRET:
        return gettext("changed")
    if isinstance(new, Bilingual):
        return plain(new)
    if name == "days":
        return "; ".join(weekday_day(day) for day in _dates(new))
    if isinstance(new, bool):
        return gettext("consent given") if new else gettext("consent withdrawn")
    return amendment.words.get(name, str(new))


def _dropped(changes: Changes) -> str:
    """Return the days that the registration is not for any more."""
    if "days" not in changes:
        return ""
    old, new = (set(_dates(value)) for value in changes["days"])
    return "; ".join(weekday_day(day) for day in sorted(old - new))


def _dates(value: object) -> list[date]:
    return [date.fromisoformat(day) for day in value] if isinstance(value, list) else []
