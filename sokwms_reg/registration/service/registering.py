"""From a checked application to a registration with its place, its number, its mail and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.core import tokens
from sokwms_reg.core.search import fold, fold_words
from sokwms_reg.editions.models import Category, Edition, EditionDay
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


PUBLIC_DOORS = frozenset({Phase.OPEN})
OFFICE_DOORS = frozenset({Phase.OPEN, Phase.OFFICE, Phase.NOT_YET, Phase.CLOSED})


def register(
    session: Session, edition: Edition, application: Application, now: datetime, actor: Actor = PARTICIPANT
) -> Outcome:
    """Register a person: with a place where category and days have one, otherwise on the waiting list.

    Beyond the limit of the institution one waits too. The same form again gives the same registration and no second
    mail; with another name or address on it, after the browser's Back, it is refused (FormReusedError): nobody is lost
    unnoticed. The same person again takes no second place and is told by mail that a registration exists. Raises
    RegistrationClosedError, also for a category whose window is shut, and UnknownChoiceError.
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
    edition, application, now, actor = arrival.edition, arrival.application, arrival.now, arrival.actor
    known = queries.by_nonce(session, edition.id, application.nonce)
    if known is not None:
        if (known.name_folded, known.address_folded) != (application.name_folded, application.address_folded):
            raise FormReusedError(known.reference)
        return Outcome(known, created=False)
    category, days = _choices(session, arrival)
    known = queries.active_of_person(session, edition.id, application.address_folded, application.name_folded)
    if known is not None:
        position = queries.position(session, known)
        _write(session, Letter.EXISTS, known, arrival, event=application.nonce, position=position)
        return Outcome(known, created=False)
    registration, position = _add(session, category, days, arrival)
    changes: Changes = {"state": ["", registration.state]}
    record(session, actor, "registration.register", registration.subject_ref, now, scope=edition.slug, changes=changes)
    letter, dates = LETTERS[State(registration.state)], [day.date for day in days]
    _write(session, letter, registration, arrival, event=arrival.number, position=position, dates=dates)
    return Outcome(registration, created=True)


def _choices(session: Session, arrival: _Arrival) -> tuple[Category, list[EditionDay]]:
    edition, application = arrival.edition, arrival.application
    category = queries.category_by_key(session, edition.id, application.category)
    if category is None:
        raise UnknownChoiceError(application.category)
    if category_phase(edition, category, arrival.now) not in arrival.doors:
        raise RegistrationClosedError(edition.slug)
    return category, chosen_days(session, edition, application)


def chosen_days(session: Session, edition: Edition, application: Application) -> list[EditionDay]:
    """Return the days of an application, in their order. Raises UnknownChoiceError for none, or another edition's."""
    by_date = {day.date: day for day in queries.days(session, edition.id)}
    if not application.days or not set(application.days) <= set(by_date):
        raise UnknownChoiceError(str(application.days))
    return [by_date[date] for date in sorted(set(application.days))]


def _add(session: Session, category: Category, days: list[EditionDay], arrival: _Arrival) -> tuple[Registration, int]:
    """Add the row with its place, or at the end of the line: the position there, 0 for one who does not wait."""
    application, now = arrival.application, arrival.now
    institution_folded = institution_key(application.institution)
    limited = queries.beyond_limit(session, category, institution_folded)
    placed = not limited and line.take(session, category.id, [day.id for day in days])
    position = 0 if placed else line.wait(session, category.id)
    registration = Registration(
        **{name: getattr(application, name) for name in KEPT},
        edition_id=arrival.edition.id,
        category_id=category.id,
        reference=tokens.reference(),
        state=after(Step.REGISTER, None, category.policy, place=placed),
        registered_at=now,
        state_changed_at=now,
        queue_number=arrival.number,
        form_nonce=application.nonce,
        ticket_code=tokens.ticket_code(),
        name_folded=application.name_folded,
        address_folded=application.address_folded,
        institution_folded=institution_folded,
        sort_name=application.sort_name,
        search_text="",
    )
    registration.search_text = search_text(registration)
    session.add(registration)
    session.flush()
    session.add_all(RegistrationDay(registration_id=registration.id, day_id=day.id) for day in days)
    return registration, position


def _write(  # noqa: PLR0913 - what a letter is about, and which event it tells of
    session: Session,
    letter: Letter,
    registration: Registration,
    arrival: _Arrival,
    *,
    event: int | str,
    position: int,
    dates: Sequence[date] | None = None,
) -> None:
    category = session.get_one(Category, registration.category_id)
    emails.enqueue(
        session,
        letter,
        registration,
        arrival.edition,
        category,
        arrival.now,
        event=event,
        position=position,
        dates=dates,
    )


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
