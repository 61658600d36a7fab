"""What the office changes about a registration's data, a section at a time: whenever it has to, unlike the participant.

Each section has a mark of its own, so colleagues who work on two sections of one person do not disturb each other.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes, record
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import SECRET, Amendment
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.errors import NoReasonError, StaleFormError
from sokwms_reg.registration.service.filling import fill_from_line
from sokwms_reg.registration.service.moving import case_of
from sokwms_reg.registration.service.overwriting import overwrite
from sokwms_reg.registration.service.queueing import Order
from sokwms_reg.registration.service.wishes import CONSENTS

# The sections of a person's data and their fields, in the order of the page.
SECTIONS: dict[str, tuple[str, ...]] = {
    "person": ("honorific", "title", "first_name", "last_name"),
    "contact": ("email", "phone", "contact_name", "contact_email", "contact_phone"),
    "affiliation": ("institution", "position", "voivodeship", "country"),
    "stay": ("days", "interpretation"),
    "needs": ("diet", "accessibility"),
    "role": ("role",),
    "consents": CONSENTS,
    "language": ("language",),
}


@dataclass(frozen=True)
class Amended:
    """A section as the office wants it: `values` by field, days as sorted ISO dates; `made_from` is `section_mark`'s.

    `words` are the coded values in the language of the registration's letters. `letter` says that one shall go out.
    """

    section: str
    values: Mapping[str, object]
    made_from: str
    words: Mapping[str, str]
    letter: bool = False


def values_of(session: Session, registration: Registration, names: Iterable[str]) -> dict[str, object]:
    """Return what is stored in some fields; days are a list of ISO dates."""
    return {
        name: [day.date.isoformat() for day in queries.days_of(session, registration.id)]
        if name == "days"
        else getattr(registration, name)
        for name in names
    }


def section_mark(session: Session, registration: Registration, section: str) -> str:
    """Return the mark of a section as it stands: another one as soon as one of its fields has changed."""
    return mark_of(values_of(session, registration, SECTIONS[section]))


def mark_of(stored: object) -> str:
    """Return a mark of anything that JSON can say: alike for what is alike."""
    return hashlib.sha256(json.dumps(stored, default=str).encode()).hexdigest()[:32]


def section_differences(session: Session, registration: Registration, values: Mapping[str, object]) -> Changes:
    """Return the fields whose wanted value is not the stored one, as [stored, wanted]."""
    stored = values_of(session, registration, values)
    return {name: [stored[name], new] for name, new in values.items() if stored[name] != new}


def amend(session: Session, registration: Registration, amended: Amended, order: Order) -> bool:
    """Change one section; tell whether anything differed. The order's reason says how new consents were given.

    Possible at any time and in any state; places follow as when a participant changes the days. Raises StaleFormError,
    NoReasonError for a consent without a word on how it was given, SamePersonError, InstitutionLimitError,
    FullDaysError and UnknownChoiceError.
    """
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    changes = section_differences(session, registration, amended.values)
    if not changes:
        return False
    if section_mark(session, registration, amended.section) != amended.made_from:
        raise StaleFormError(registration.reference)
    if not order.reason and any(changes.get(consent, [True, False])[1] for consent in CONSENTS):
        raise NoReasonError(registration.reference)
    amendment = Amendment(changes, amended.words, registration.mail_address, by_office=True, reason=order.reason)
    overwrite(session, case, changes)
    record_changes(session, registration, case.edition.slug, changes, order)
    if amended.letter:
        emails.enqueue_changed(session, registration, case.edition, case.category, amendment, order.now, event=number)
    if changes.keys() & {"days", "institution"}:
        fill_from_line(session, case.edition, number, order.now)
    return True


def record_changes(session: Session, registration: Registration, scope: str, changes: Changes, order: Order) -> None:
    """Record changes of data by the office. Of needs the history keeps only that they changed."""
    secret: Changes = {name: ["", "changed"] for name in SECRET & changes.keys()}
    record(
        session,
        order.actor,
        "registration.edit",
        registration.subject_ref,
        order.now,
        scope=scope,
        reason=order.reason,
        changes={**changes, **secret},
    )
