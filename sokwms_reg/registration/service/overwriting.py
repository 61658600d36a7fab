"""Writing changed data down, with all that hangs on them: places, the person's uniqueness, folded texts, the ticket."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes
from sokwms_reg.core import tokens
from sokwms_reg.editions.models import EditionDay, Pool
from sokwms_reg.registration import queries
from sokwms_reg.registration.emails import NAMES
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.errors import FullDaysError, InstitutionLimitError, SamePersonError
from sokwms_reg.registration.service.moving import Case
from sokwms_reg.registration.service.registering import chosen_days
from sokwms_reg.registration.service.row import KEPT, institution_key, search_text
from sokwms_reg.registration.states import ENDED, HOLDING


def application_with(registration: Registration, values: Mapping[str, object]) -> Application:
    """Return what would have been asked for by a registration with these values in place of its own; days are ISO."""
    kept = {name: getattr(registration, name) for name in KEPT}
    new = {name: value for name, value in values.items() if name in kept}
    days = tuple(date.fromisoformat(day) for day in _list(values.get("days")))
    return Application(category="", nonce=registration.form_nonce, days=days, **{**kept, **new})


def _list(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def overwrite(session: Session, case: Case, changes: Changes) -> None:
    """Write changes ([old, new] by field, days as ISO dates) down; the caller stands in the line.

    A holder takes the newly chosen days and frees the others. Another name makes a new ticket code: the old one is
    dead. Raises SamePersonError, InstitutionLimitError, FullDaysError and UnknownChoiceError.
    """
    registration = case.registration
    wanted = application_with(registration, {name: new for name, (_old, new) in changes.items()})
    _refuse_same_person(session, registration, wanted)
    if "institution" in changes:
        _refuse_beyond_limit(session, case, wanted)
    if "days" in changes:
        _exchange_days(session, registration, chosen_days(session, case.edition, wanted))
    for name in changes.keys() - {"days"}:
        setattr(registration, name, changes[name][1])
    registration.name_folded = wanted.name_folded
    registration.address_folded = wanted.address_folded
    registration.institution_folded = institution_key(wanted.institution)
    registration.sort_name = wanted.sort_name
    registration.search_text = search_text(registration)
    if changes.keys() & NAMES:
        registration.ticket_code = tokens.ticket_code()
    session.flush()


def _refuse_same_person(session: Session, registration: Registration, wanted: Application) -> None:
    if registration.state in ENDED:
        return
    known = queries.active_of_person(session, registration.edition_id, wanted.address_folded, wanted.name_folded)
    if known is not None and known.id != registration.id:
        raise SamePersonError(known.reference)


def _refuse_beyond_limit(session: Session, case: Case, wanted: Application) -> None:
    """Keep a holder from coming in by another institution's name: its limit counts as for who registers."""
    registration, new = case.registration, institution_key(wanted.institution)
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
