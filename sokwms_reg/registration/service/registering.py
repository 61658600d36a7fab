"""From a checked application to a registration with its place, its number, its mail and its history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.editions.queries import ground
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import Letter
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.errors import FormReusedError, RegistrationClosedError, UnknownChoiceError
from sokwms_reg.registration.service.queueing import Order
from sokwms_reg.registration.service.row import add_row, institution_key
from sokwms_reg.registration.service.seating import Claim, Seat, take_seat, take_seat_beyond
from sokwms_reg.registration.states import Phase, State, category_phase

PARTICIPANT = Actor("participant")

LETTERS = {State.PENDING: Letter.RECEIVED, State.CONFIRMED: Letter.CONFIRMED, State.WAITING: Letter.WAITING}


@dataclass(frozen=True)
class Outcome:
    """The registration, and whether this call made it; a repeated form or person gets the one that exists.

    `beyond` is what had to give way for its place, by field with [old, new]; nothing where a place was free.
    """

    registration: Registration
    created: bool
    beyond: Changes = field(default_factory=dict)


class Told(StrEnum):
    """To whom a letter goes: to all, also those who are registered already; to the newly registered; to nobody."""

    ALL = "all"
    NEW = "new"
    NOBODY = "nobody"


@dataclass(frozen=True)
class _Arrival:
    """An application that has entered the line: its number there, who brought it when, and where it may come in."""

    edition: Edition
    application: Application
    number: int
    now: datetime
    actor: Actor
    doors: frozenset[Phase]
    told: Told = Told.ALL
    override: str = ""  # why it gets a place even where none is free


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
    session: Session, edition: Edition, application: Application, now: datetime, actor: Actor, told: Told = Told.ALL
) -> Outcome:
    """Register a person whom the office enters: by the same rules, but at any time and in any category.

    Raises as `register`; RegistrationClosedError only for an edition that is cancelled or takes no registrations here.
    """
    number = line.enter(session, edition.id)
    return _register(session, _Arrival(edition, application, number, now, actor, OFFICE_DOORS, told))


def register_beyond(
    session: Session, edition: Edition, application: Application, order: Order, told: Told = Told.ALL
) -> Outcome:
    """Register a person as `register_by_office` does, with a place even where none is free.

    What is full grows by one, and the limit of the institution is lifted for the person; both are recorded with the
    order's reason. Where free places are kept for those who wait, all limits grow, so that none of them loses by it.
    """
    number = line.enter(session, edition.id)
    arrival = _Arrival(edition, application, number, order.now, order.actor, OFFICE_DOORS, told, order.reason)
    return _register(session, arrival)


def register_list(
    session: Session, edition: Edition, applications: Sequence[Application], now: datetime, actor: Actor, told: Told
) -> Iterator[Outcome]:
    """Register people whom the office has on a list, in its order, each as `register_by_office` would.

    The line is entered once, with a number for each. Who is registered already hears of it only if all do. Raises as
    `register_by_office`.
    """
    first = line.enter(session, edition.id, len(applications)) - len(applications) + 1
    with session.no_autoflush:  # the days of one go with the next one's row: nothing asks for them in between
        for number, application in enumerate(applications, start=first):
            yield _register(session, _Arrival(edition, application, number, now, actor, OFFICE_DOORS, told))
    session.flush()


def _register(session: Session, arrival: _Arrival) -> Outcome:
    application, now = arrival.application, arrival.now
    by_form, by_person = queries.known_already(
        session, arrival.edition.id, application.nonce, application.address_folded, application.name_folded
    )
    if by_form is not None:
        return _again(session.get_one(Registration, by_form), application)
    edition, category, days = _choices(session, arrival)
    if by_person is not None:
        known = session.get_one(Registration, by_person)
        if arrival.told == Told.ALL:
            held, position = session.get_one(Category, known.category_id), queries.position(session, known)
            emails.enqueue(
                session, Letter.EXISTS, known, edition, held, now, event=application.nonce, position=position
            )
        return Outcome(known, created=False)
    claim = Claim(edition, category, days, institution_key(application.institution), arrival.number, now)
    return _add(session, arrival, claim)


def _add(session: Session, arrival: _Arrival, claim: Claim) -> Outcome:
    """Take the place, add the row, record it, and write to the person."""
    order = Order(arrival.actor, arrival.now, arrival.override)
    seat = take_seat_beyond(session, claim, order) if order.reason else take_seat(session, claim)
    registration = add_row(session, arrival.application, claim, seat)
    reason = order.reason if seat.grown or seat.lifted else ""
    changes: Changes = {"state": ["", registration.state], **seat.lifting}
    subject, scope = registration.subject_ref, claim.edition.slug
    record(
        session, order.actor, "registration.register", subject, order.now, scope=scope, reason=reason, changes=changes
    )
    if arrival.told != Told.NOBODY:
        _write(session, registration, claim, seat)
    return Outcome(registration, created=True, beyond={**seat.grown, **seat.lifting})


def _write(session: Session, registration: Registration, claim: Claim, seat: Seat) -> None:
    emails.enqueue(
        session,
        LETTERS[State(registration.state)],
        registration,
        claim.edition,
        claim.category,
        claim.now,
        event=claim.number,
        position=seat.position,
        dates=[day.date for day in claim.days],
    )


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
