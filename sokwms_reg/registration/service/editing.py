"""Changing a registration's data: places, ticket, history and letters move with them, in one transaction."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.core import tokens
from sokwms_reg.editions.models import EditionDay, Pool
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import FIELDS, NAMES, SECRET, Amendment
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.errors import (
    EditingOverError,
    FullDaysError,
    InstitutionLimitError,
    SamePersonError,
    StaleFormError,
)
from sokwms_reg.registration.service.filling import fill_from_line
from sokwms_reg.registration.service.moving import Case, case_of
from sokwms_reg.registration.service.registering import chosen_days, institution_key, search_text
from sokwms_reg.registration.states import HOLDING, Action, may


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
    days = chosen_days(session, case.edition, correction.application)
    changes = differences(session, registration, correction.application)
    fresh = made_from(session, registration) == correction.made_from
    if not changes:
        return not fresh
    if not fresh:
        raise StaleFormError(registration.reference)
    _refuse_same_person(session, registration, correction.application)
    if "institution" in changes:
        _refuse_beyond_limit(session, case, correction.application)
    if "days" in changes:
        _exchange_days(session, registration, days)
    amendment = Amendment(changes, correction.words, registration.mail_address)
    _write(registration, correction.application, amendment)
    session.flush()
    _tell(session, case, amendment, number, actor, now)
    if changes.keys() & {"days", "institution"}:  # a person of another institution makes room below its limit
        fill_from_line(session, case.edition, number, now)
    return True


def _refuse_same_person(session: Session, registration: Registration, application: Application) -> None:
    address, name = application.address_folded, application.name_folded
    known = queries.active_of_person(session, registration.edition_id, address, name)
    if known is not None and known.id != registration.id:
        raise SamePersonError(registration.reference)


def _refuse_beyond_limit(session: Session, case: Case, application: Application) -> None:
    """Keep a holder from coming in by another institution's name: its limit counts as for who registers."""
    registration, new = case.registration, institution_key(application.institution)
    if registration.state not in HOLDING or registration.pool != Pool.GENERAL or registration.limit_lifted:
        return
    if new != registration.institution_folded and queries.beyond_limit(session, case.category, new):
        raise InstitutionLimitError(registration.reference)


def _exchange_days(session: Session, registration: Registration, days: Sequence[EditionDay]) -> None:
    old = {day.id for day in queries.days_of(session, registration.id)}
    new = {day.id: day.date for day in days}
    added, dropped = sorted(set(new) - old), sorted(old - set(new))
    if registration.state in HOLDING:
        full = line.take_days(session, registration.category_id, added)
        if full:
            raise FullDaysError([new[day_id] for day_id in full])
        line.free_days(session, registration.category_id, dropped)
    mine = RegistrationDay.registration_id == registration.id
    session.execute(delete(RegistrationDay).where(mine, RegistrationDay.day_id.in_(dropped)))
    session.add_all(RegistrationDay(registration_id=registration.id, day_id=day_id) for day_id in added)


def _write(registration: Registration, application: Application, amendment: Amendment) -> None:
    for name in amendment.fields - {"days"}:
        setattr(registration, name, getattr(application, name))
    registration.name_folded = application.name_folded
    registration.address_folded = application.address_folded
    registration.institution_folded = institution_key(application.institution)
    registration.sort_name = application.sort_name
    registration.search_text = search_text(registration)
    if amendment.fields & NAMES:
        registration.ticket_code = tokens.ticket_code()


def _tell(session: Session, case: Case, amendment: Amendment, number: int, actor: Actor, now: datetime) -> None:
    """Record the change and write about it. Of needs the history keeps only that they changed."""
    registration, edition = case.registration, case.edition
    secret: Changes = {name: ["", "changed"] for name in SECRET & amendment.fields}
    changes = {**amendment.changes, **secret}
    record(session, actor, "registration.edit", registration.subject_ref, now, scope=edition.slug, changes=changes)
    emails.enqueue_changed(session, registration, edition, case.category, amendment, now, event=number)
