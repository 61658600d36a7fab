"""What the secretariat can do about a registration, in words: one deed a step."""

from dataclasses import dataclass
from datetime import date

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from sokwms_reg.attendees.forms import ApproveForm, CancelForm, OfferForm, RejectForm
from sokwms_reg.core import clock
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.templates import days
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.registration import queries as registrations
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State, Step, steps_from


@dataclass(frozen=True)
class Words:
    """A deed in English texts of the catalogues: the button that leads to it, the question, its answer, the report."""

    button: str
    title: str
    text: str
    submit: str
    done: str
    destructive: bool = False


WORDS = {
    Step.APPROVE: Words(
        N_("Accept…"),
        N_("Accept the registration?"),
        N_("The registration is confirmed and keeps its place; the message about it goes out at once."),
        N_("Accept the registration"),
        N_("The registration is confirmed; the message is in the outbox."),
    ),
    Step.PROMOTE: Words(
        N_("Give a place…"),
        N_("Give a free place?"),
        N_("The registration leaves the waiting list, whatever its position; the message about it goes out at once."),
        N_("Give the place"),
        N_("The place is given; the message is in the outbox."),
    ),
    Step.OFFER: Words(
        N_("Offer a place…"),
        N_("Offer a free place?"),
        N_("The place is held until the day given here. Without an answer it goes to the next person in line."),
        N_("Offer the place"),
        N_("The place is offered; the message is in the outbox."),
    ),
    Step.REJECT: Words(
        N_("Do not accept…"),
        N_("Decide not to accept the registration?"),
        N_(
            "The reason is included in the message to the participant. "
            "A place that was held goes to the first person in line."
        ),
        N_("Do not accept"),
        N_("The registration is not accepted; the message is in the outbox."),
        destructive=True,
    ),
    Step.CANCEL: Words(
        N_("Cancel the registration…"),
        N_("Cancel the registration?"),
        N_(
            "A place that was held goes to the first person in line and cannot be given back. The message goes out "
            "at once; a reason given here stands in it."
        ),
        N_("Cancel the registration"),
        N_("The registration is cancelled; the message is in the outbox."),
        destructive=True,
    ),
}


NEEDING_A_PLACE = frozenset({Step.PROMOTE, Step.OFFER})


@dataclass(frozen=True)
class Deed:
    """A deed that is open to somebody now, with its form."""

    step: Step
    words: Words
    form: FlaskForm


def obstacle_to_place(session: Session, registration: Registration, category: Category) -> str:
    """Return why one who waits can be given no place now, "" where one is free or nobody waits."""
    if State(registration.state) != State.WAITING:
        return ""
    if category.taken >= category.capacity:
        return gettext("A place cannot be given or offered now: all places in the category are taken.")
    full = registrations.full_days(registrations.days_of(session, registration.id))
    if not full:
        return ""
    return gettext(
        "A place cannot be given or offered now: all places are taken on %(days)s.",
        days=days([day.date for day in full]),
    )


def deeds_for(session: Session, registration: Registration, edition: Edition, *, gives_places: bool) -> list[Deed]:
    """Return what can be done, each with an empty form; ids of controls are unlike, for they share a page."""
    last = last_day(session, edition)
    deeds = []
    for step, words in WORDS.items():
        if step in steps_from(registration.state) and (gives_places or step not in NEEDING_A_PLACE):
            form = form_for(step, edition, last)
            for control in form:
                control.id = f"{step}-{control.id}"
            deeds.append(Deed(step, words, form))
    return deeds


def last_day(session: Session, edition: Edition) -> date | None:
    """Return the last day of the conference, None while no day is known."""
    known = registrations.days(session, edition.id)
    return known[-1].date if known else None


def form_for(step: Step, edition: Edition, last: date | None) -> FlaskForm:
    """Return the form of a step, filled from the request where it was sent."""
    if step == Step.OFFER:
        return OfferForm(edition.timezone, clock.now(), last)
    return {Step.REJECT: RejectForm, Step.CANCEL: CancelForm}.get(step, ApproveForm)()
