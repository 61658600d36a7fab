"""The row of a registration: what it keeps of an application, and by what it is found and known again."""

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from sokwms_reg.core import tokens
from sokwms_reg.core.base import Base
from sokwms_reg.core.search import fold, fold_words
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.seating import Claim, Seat
from sokwms_reg.registration.states import Step, after

# Fields of the application that the registration keeps as they are.
KEPT = (
    *("language", "honorific", "title", "first_name", "last_name", "position", "email", "phone"),
    *("institution", "voivodeship", "country", "contact_name", "contact_email", "contact_phone"),
    *("interpretation", "diet", "accessibility", "consent_list", "consent_next", "privacy_version"),
)

# Every registration waits for the one before it, so its rows are written by statements made once, past the records of
# the session. What a column is by default is said in them, or the record would be read for it.
_registration, _day = (Base.metadata.tables[model.__tablename__] for model in (Registration, RegistrationDay))
_ADD = insert(_registration).returning(_registration.c.id)
_ADD_DAYS = insert(_day)


def _defaults(table: Table) -> dict[str, object]:
    given = {column.name: column.default for column in table.columns}
    said = {name: default.arg for name, default in given.items() if isinstance(default, ScalarElementColumnDefault)}
    return {column.name: None for column in table.columns if column.nullable} | said


_DEFAULTS = _defaults(_registration)


def add_row(session: Session, application: Application, claim: Claim, seat: Seat) -> Registration:
    """Add the row with its days."""
    row = {
        **_DEFAULTS,
        **{name: getattr(application, name) for name in KEPT},
        "edition_id": claim.edition.id,
        "category_id": claim.category.id,
        "reference": tokens.reference(),
        "registered_at": claim.now,
        "state_changed_at": claim.now,
        "queue_number": claim.number,
        "form_nonce": application.nonce,
        "ticket_code": tokens.ticket_code(),
        "name_folded": application.name_folded,
        "address_folded": application.address_folded,
        "institution_folded": claim.institution_folded,
        "sort_name": application.sort_name,
        "search_text": "",
        "limit_lifted": seat.lifted,
    }
    registration = Registration(**row, state=after(Step.REGISTER, None, claim.category.policy, place=seat.placed))
    registration.search_text = search_text(registration)
    row |= {"state": registration.state, "search_text": registration.search_text}
    registration.id = session.connection().execute(_ADD, row).scalar_one()
    day_rows = [{"registration_id": registration.id, "day_id": day_id} for day_id in claim.day_ids]
    session.connection().execute(_ADD_DAYS, day_rows)
    make_transient_to_detached(registration)
    session.add(registration)
    return registration


def institution_key(institution: str) -> str:
    """Return by what an institution is known again: its name without case, marks and punctuation, if any is left."""
    return fold_words(institution) or fold(institution)


def search_text(registration: Registration) -> str:
    """Return the folded text in which lists search: names, institution, addresses, reference."""
    parts = (
        registration.shown_name,
        registration.last_name,
        registration.institution,
        registration.position,
        registration.email,
        registration.contact_name,
        registration.contact_email,
        registration.reference,
    )
    return fold(" ".join(parts))
