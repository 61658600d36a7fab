"""When a task is due and how it stands, and the tasks that every edition has."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sokwms_reg.core.i18n import N_
from sokwms_reg.planning.models import OfficeTask

SOON = timedelta(days=7)
MOST_DAYS = 1000  # from the first day, either way


class Standing(StrEnum):
    """How a task stands on a day, in the order in which the calendar shows them."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"
    DONE = "done"


@dataclass(frozen=True)
class Proposal:
    """A task that every edition has: its name for good, its English title, days from the first day."""

    key: str
    title: str
    offset_days: int


PROPOSALS = (
    Proposal("venue", N_("Rooms, interpreting and catering booked"), -120),
    Proposal("programme", N_("Programme agreed with the speakers"), -90),
    Proposal("patronage", N_("Requests for patronage and co-financing sent"), -90),
    Proposal("invitations", N_("Invitations sent"), -60),
    Proposal("programme-public", N_("Programme published"), -45),
    Proposal("access-needs", N_("Access needs of participants read and arranged"), -14),
    Proposal("hotel", N_("Rooming list handed to the hotel"), -14),
    Proposal("caterer", N_("Final number given to the caterer"), -7),
    Proposal("badges", N_("Badges and name plates printed"), -5),
    Proposal("receivers", N_("Number of receivers given to the interpreters"), -5),
    Proposal("reminder", N_("Reminder with practical information sent"), -3),
    Proposal("attendance-sheets", N_("Attendance sheets printed"), -1),
    Proposal("certificates", N_("Confirmations of attendance sent"), 7),
    Proposal("materials", N_("Materials and conclusions published"), 14),
    Proposal("report", N_("Report on the grant submitted"), 30),
)


def due_on(task: OfficeTask, first_day: date | None) -> date | None:
    """Return the date until which a task is to be done; None where the edition has no days yet."""
    if task.offset_days is None:
        return task.fixed_on
    return None if first_day is None else first_day + timedelta(days=task.offset_days)


def standing(task: OfficeTask, first_day: date | None, today: date) -> Standing:
    """Return how a task stands: overdue from the day after its date, soon within a week before it."""
    due = due_on(task, first_day)
    if task.done_at is not None:
        return Standing.DONE
    if due is None:
        return Standing.UNDATED
    if due < today:
        return Standing.OVERDUE
    return Standing.SOON if due <= today + SOON else Standing.LATER
