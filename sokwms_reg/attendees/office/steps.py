"""What the secretariat can do about a registration now, and the form that each deed asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from sokwms_reg.attendees.forms import (
    ApproveForm,
    CancelForm,
    CategoryForm,
    LiftForm,
    MoveForm,
    OfferForm,
    RejectForm,
    ReserveForm,
)
from sokwms_reg.attendees.office.words import CODES, NEEDING_A_PLACE, POOLS, STEPS, WORDS, Act, Words
from sokwms_reg.core import clock
from sokwms_reg.core.i18n import gettext, ngettext
from sokwms_reg.core.templates import days, plain
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Category, Edition, EditionDay, Pool
from sokwms_reg.editions.office import edition_at
from sokwms_reg.registration import queries as registrations
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office.desk import registration_at
from sokwms_reg.registration.states import HOLDING, NO_LIMITS, State, free_places, steps_from

_REASONED = {
    Act.PROMOTE: CancelForm,
    Act.DEMOTE: RejectForm,
    Act.REJECT: RejectForm,
    Act.LIFT: LiftForm,
    Act.CANCEL: CancelForm,
    Act.REOPEN: CancelForm,
    Act.RECONSIDER: CancelForm,
}


@dataclass
class Case:
    """A registration with all around it that decides what can be done."""

    session: Session
    edition: Edition
    registration: Registration

    @cached_property
    def categories(self) -> Sequence[Category]:
        """Return the edition's categories."""
        return editions.categories(self.session, self.edition.id)

    @property
    def category(self) -> Category:
        """Return the category that the registration is in."""
        return next(one for one in self.categories if one.id == self.registration.category_id)

    @cached_property
    def days(self) -> Sequence[EditionDay]:
        """Return the days of the conference."""
        return registrations.days(self.session, self.edition.id)

    @cached_property
    def chosen_days(self) -> Sequence[EditionDay]:
        """Return the days that the registration is for."""
        return registrations.days_of(self.session, self.registration.id)

    @cached_property
    def free(self) -> dict[str, int]:
        """Return the free places of the other categories by key."""
        limits = editions.day_limits(self.session, self.edition.id)
        return {
            one.key: free_places(one, self.days, limits.get(one.id, NO_LIMITS))
            for one in self.categories
            if one.id != self.registration.category_id
        }


@dataclass(frozen=True)
class Deed:
    """A deed that is open to somebody now, with its form."""

    act: Act
    words: Words
    form: FlaskForm


def case_at(session: Session, slug: str, reference: str) -> Case:
    """Return the case of the address; 404 where there is none."""
    edition = edition_at(session, slug)
    return Case(session, edition, registration_at(session, edition, reference))


def obstacle_to_place(session: Session, registration: Registration, category: Category) -> str:
    """Return why one who waits can be given no place now, "" where one is free or nobody waits."""
    if State(registration.state) != State.WAITING:
        return ""
    found = registrations.obstacles(session, registration, category, registrations.days_of(session, registration.id))
    if found.category:
        return gettext("A place cannot be given or offered now: all places in the category are taken.")
    if found.days:
        return gettext(
            "A place cannot be given or offered now: all places are taken on %(days)s.",
            days=days([day.date for day in found.days]),
        )
    if found.institution:
        return gettext(
            "A place cannot be given or offered now: as many people from this institution hold places as may. "
            "The limit can be lifted for this registration."
        )
    return ""


def open_acts(case: Case) -> list[Act]:
    """Return what can be done as the registration stands now, in the order of the buttons."""
    return [act for act in Act if _is_open(act, case)]


def _is_open(act: Act, case: Case) -> bool:
    registration, category = case.registration, case.category
    if act in STEPS and STEPS[act] not in steps_from(registration.state, category.policy):
        return False
    waits = registration.state == State.WAITING
    if act == Act.MOVE:
        return waits and category.waiting > 1
    if act == Act.LIFT:
        return waits and bool(category.institution_limit) and not registration.limit_lifted
    if act == Act.RESERVE:
        return (waits or registration.state in HOLDING) and bool(pools_for(case))
    return act != Act.CATEGORY or bool(case.free)


def pools_for(case: Case) -> dict[Pool, int]:
    """Return the kinds of place that the registration could use instead of its own, with how many are free."""
    category, registration = case.category, case.registration
    sizes = {
        Pool.GENERAL: category.general if registration.state in HOLDING else 0,
        Pool.SPEAKERS: category.reserved_speakers,
        Pool.INVITATIONS: category.reserved_invitations,
    }
    return {pool: category.free_in(pool) for pool, size in sizes.items() if size and pool != registration.pool}


def deeds_for(case: Case, *, gives_places: bool) -> list[Deed]:
    """Return what can be done, each with an empty form; ids of controls are unlike, for they share a page."""
    deeds = []
    for act in open_acts(case):
        if gives_places or act not in NEEDING_A_PLACE:
            form = form_for(act, case)
            for control in form:
                control.id = f"{act}-{control.id}"
            deeds.append(Deed(act, WORDS[act], form))
    return deeds


def form_for(act: Act, case: Case) -> FlaskForm:
    """Return the form of a deed, filled from the request where it was sent."""
    if act == Act.OFFER:
        last = case.days[-1].date if case.days else None
        return OfferForm(case.edition.timezone, clock.now(), last)
    if act == Act.MOVE:
        return MoveForm()
    if act == Act.RESERVE:
        return ReserveForm({CODES[pool]: f"{gettext(POOLS[pool])} ({_left(n)})" for pool, n in pools_for(case).items()})
    if act == Act.CATEGORY:
        names = {one.key: plain(one.name) for one in case.categories}
        return CategoryForm(
            {key: f"{names[key]} ({_left(number)})" for key, number in case.free.items()}, case.category.key
        )
    return _REASONED.get(act, ApproveForm)()


def _left(free: int) -> str:
    return ngettext("%(num)s place free", "%(num)s places free", max(0, free))
