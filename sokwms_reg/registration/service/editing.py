"""Changing a registration's data: places, ticket, history and letters move with them, in one transaction."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.editions.models import EditionDay
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import FIELDS, SECRET, Amendment
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.errors import EditingOverError, StaleFormError
from sokwms_reg.registration.service.filling import fill_from_line
from sokwms_reg.registration.service.moving import Case, case_of
from sokwms_reg.registration.service.overwriting import overwrite
from sokwms_reg.registration.service.registering import chosen_days
from sokwms_reg.registration.states import Action, may


@dataclass(frozen=True)
class Correction:
    """What the data shall be, and what they were when the form was handed out (`made_from` of it).

    `words` are the coded answers in the language of the registration's letters.
    """

    application: Application
    made_from: str
    words: Mapping[str, str]


def made_from(session: Session, registration: Registration) -> str:
    """Return the mark of the data as they stand: another one as soon as something of them has changed."""
    stored = _stored(registration, queries.days_of(session, registration.id))
    return hashlib.sha256(json.dumps(stored).encode()).hexdigest()[:32]


def differences(session: Session, registration: Registration, application: Application) -> Changes:
    """Return the fields in which an application differs from what is stored, as [stored, wanted]; days are ISO."""
    stored = _stored(registration, queries.days_of(session, registration.id))
    days = [day.isoformat() for day in sorted(set(application.days))]
    wanted = {name: days if name == "days" else getattr(application, name) for name in FIELDS}
    return {name: [stored[name], wanted[name]] for name in FIELDS if stored[name] != wanted[name]}


def _stored(registration: Registration, days: Sequence[EditionDay]) -> dict[str, object]:
    dates = [day.date.isoformat() for day in days]
    return {name: dates if name == "days" else getattr(registration, name) for name in FIELDS}


def edit(session: Session, registration: Registration, correction: Correction, actor: Actor, now: datetime) -> bool:
    """Change the data; tell whether they now differ from those that the form was made from.

    A holder takes the newly chosen days and frees the others, which go to the first in line; one who waits keeps the
    number in the queue. A form sent twice changes nothing the second time. Another name makes a new ticket code: the
    old one is dead. Raises EditingOverError, StaleFormError, SamePersonError, InstitutionLimitError, FullDaysError and
    UnknownChoiceError.
    """
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    if not may(case.edition, registration.state, Action.EDIT, None, now):
        raise EditingOverError(registration.reference)
    chosen_days(session, case.edition, correction.application)
    changes = differences(session, registration, correction.application)
    fresh = made_from(session, registration) == correction.made_from
    if not changes:
        return not fresh
    if not fresh:
        raise StaleFormError(registration.reference)
    amendment = Amendment(changes, correction.words, registration.mail_address)
    overwrite(session, case, changes)
    _tell(session, case, amendment, number, actor, now)
    if changes.keys() & {"days", "institution"}:  # a person of another institution makes room below its limit
        fill_from_line(session, case.edition, number, now)
    return True


def _tell(session: Session, case: Case, amendment: Amendment, number: int, actor: Actor, now: datetime) -> None:
    """Record the change and write about it. Of needs the history keeps only that they changed."""
    registration, edition = case.registration, case.edition
    secret: Changes = {name: ["", "changed"] for name in SECRET & amendment.fields}
    changes = {**amendment.changes, **secret}
    record(session, actor, "registration.edit", registration.subject_ref, now, scope=edition.slug, changes=changes)
    emails.enqueue_changed(session, registration, edition, case.category, amendment, now, event=number)
