"""From a checked application to a registration with its place, its number, its mail and its history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.core import tokens
from sokwms_reg.core.base import Base
from sokwms_reg.core.search import fold, fold_words
from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.editions.queries import ground
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import Letter
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.errors import FormReusedError, RegistrationClosedError, UnknownChoiceError
from sokwms_reg.registration.states import Phase, State, Step, after, category_phase

PARTICIPANT = Actor("participant")

LETTERS = {State.PENDING: Letter.RECEIVED, State.CONFIRMED: Letter.CONFIRMED, State.WAITING: Letter.WAITING}

# Fields of the application that the registration keeps as they are.
KEPT = (
    *("language", "honorific", "title", "first_name", "last_name", "position", "email", "phone"),
    *("institution", "voivodeship", "country", "contact_name", "contact_email", "contact_phone"),
    *("interpretation", "diet", "accessibility", "consent_list", "consent_next", "privacy_version"),
)


@dataclass(frozen=True)
class Outcome:
    """The registration, and whether this call made it; a repeated form or person gets the one that exists."""

    registration: Registration
    created: bool


@dataclass(frozen=True)
class _Arrival:
    """An application that has entered the line: its number there, who brought it when, and where it may come in."""

    edition: Edition
    application: Application
    number: int
    now: datetime
    actor: Actor
    doors: frozenset[Phase]


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

PUBLIC_DOORS = frozenset({Phase.OPEN})
OFFICE_DOORS = frozenset({Phase.OPEN, Phase.OFFICE, Phase.NOT_YET, Phase.CLOSED})


def register(
    session: Session, edition: Edition, application: Application, now: datetime, actor: Actor = PARTICIPANT
) -> Outcome:
    """Register a person: with a place where category and days have one, otherwise on the waiting list.

    Beyond the limit of the institution one waits too, and, where no place goes out by itself, behind those who wait.
    The same form again gives the same registration and no second mail; with another name or address on it, after the
    browser's Back, it is refused (FormReusedError): nobody is lost unnoticed. The same person again takes no second
    place and is told by mail that a registration exists.
    Raises RegistrationClosedError, also for a category whose window is shut, and UnknownChoiceError.
    """
    number = line.enter(session, edition.id)
    return _register(session, _Arrival(edition, application, number, now, actor, PUBLIC_DOORS))


def register_by_office(
    session: Session, edition: Edition, application: Application, now: datetime, actor: Actor
) -> Outcome:
    """Register a person whom the office enters: by the same rules, but at any time and in any category.

    Raises as `register`; RegistrationClosedError only for an edition that is cancelled or takes no registrations here.
    """
    number = line.enter(session, edition.id)
    return _register(session, _Arrival(edition, application, number, now, actor, OFFICE_DOORS))


def _register(session: Session, arrival: _Arrival) -> Outcome:
    application, now, actor = arrival.application, arrival.now, arrival.actor
    by_form, by_person = queries.known_already(
        session, arrival.edition.id, application.nonce, application.address_folded, application.name_folded
    )
    if by_form is not None:
        return _again(session.get_one(Registration, by_form), application)
    edition, category, days = _choices(session, arrival)
    if by_person is not None:
        known = session.get_one(Registration, by_person)
        held, position = session.get_one(Category, known.category_id), queries.position(session, known)
        emails.enqueue(session, Letter.EXISTS, known, edition, held, now, event=application.nonce, position=position)
        return Outcome(known, created=False)
    registration, position = _add(session, category, days, replace(arrival, edition=edition))
    changes: Changes = {"state": ["", registration.state]}
    record(session, actor, "registration.register", registration.subject_ref, now, scope=edition.slug, changes=changes)
    letter, dates = LETTERS[State(registration.state)], [day.date for day in days]
    emails.enqueue(
        session, letter, registration, edition, category, now, event=arrival.number, position=position, dates=dates
    )
    return Outcome(registration, created=True)


def _again(known: Registration, application: Application) -> Outcome:
    """Answer a form that was sent before. Raises FormReusedError for one that is now about somebody else."""
    if (known.name_folded, known.address_folded) != (application.name_folded, application.address_folded):
        raise FormReusedError(known.reference)
    return Outcome(known, created=False)


def _choices(session: Session, arrival: _Arrival) -> tuple[Edition, Category, list[EditionDay]]:
    """Return what is asked for as it is now: who changes the rules has entered the line before, or comes after."""
    application = arrival.application
    now_valid = ground(session, arrival.edition.id)
    category = next((one for one in now_valid.categories if one.key == application.category), None)
    if category is None:
        raise UnknownChoiceError(application.category)
    hidden = arrival.doors == PUBLIC_DOORS and not now_valid.edition.published
    if hidden or category_phase(now_valid.edition, category, arrival.now) not in arrival.doors:
        raise RegistrationClosedError(now_valid.edition.slug)
    return now_valid.edition, category, _chosen(now_valid.days, application)


def chosen_days(session: Session, edition: Edition, application: Application) -> list[EditionDay]:
    """Return the days of an application, in their order. Raises UnknownChoiceError for none, or another edition's."""
    return _chosen(queries.days(session, edition.id), application)


def _chosen(offered: Sequence[EditionDay], application: Application) -> list[EditionDay]:
    by_date = {day.date: day for day in offered}
    if not application.days or not set(application.days) <= set(by_date):
        raise UnknownChoiceError(str(application.days))
    return [by_date[date] for date in sorted(set(application.days))]


def _add(session: Session, category: Category, days: list[EditionDay], arrival: _Arrival) -> tuple[Registration, int]:
    """Add the row with its place, or at the end of the line: the position there, 0 for one who does not wait."""
    application, now = arrival.application, arrival.now
    institution_folded = institution_key(application.institution)
    behind = category.id in queries.kept_for_line(session, arrival.edition, now)
    behind = behind or queries.beyond_limit(session, category, institution_folded)
    placed = not behind and line.take(session, category.id, [day.id for day in days])
    position = 0 if placed else line.wait(session, category.id)
    row = {
        **_DEFAULTS,
        **{name: getattr(application, name) for name in KEPT},
        "edition_id": arrival.edition.id,
        "category_id": category.id,
        "reference": tokens.reference(),
        "registered_at": now,
        "state_changed_at": now,
        "queue_number": arrival.number,
        "form_nonce": application.nonce,
        "ticket_code": tokens.ticket_code(),
        "name_folded": application.name_folded,
        "address_folded": application.address_folded,
        "institution_folded": institution_folded,
        "sort_name": application.sort_name,
        "search_text": "",
    }
    registration = Registration(**row, state=after(Step.REGISTER, None, category.policy, place=placed))
    registration.search_text = search_text(registration)
    row |= {"state": registration.state, "search_text": registration.search_text}
    registration.id = session.connection().execute(_ADD, row).scalar_one()
    day_rows = [{"registration_id": registration.id, "day_id": day.id} for day in days]
    session.connection().execute(_ADD_DAYS, day_rows)
    make_transient_to_detached(registration)
    session.add(registration)
    return registration, position


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
