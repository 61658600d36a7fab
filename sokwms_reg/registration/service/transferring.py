"""Moving a registration to another category: places, pools, lines and where the person comes from move together."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes
from sokwms_reg.editions.models import Category, Pool
from sokwms_reg.editions.states import FOREIGN
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import Amendment
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.errors import (
    InstitutionLimitError,
    NoPlaceError,
    NoResidenceError,
    UnknownChoiceError,
)
from sokwms_reg.registration.service.filling import Filled, fill_from_line
from sokwms_reg.registration.service.moving import Case, Move, case_of, change_state
from sokwms_reg.registration.service.queueing import Order
from sokwms_reg.registration.states import HOLDING, Step, after

HOME = "PL"


@dataclass(frozen=True)
class Residence:
    """Where somebody comes from: a country's code among guests from abroad, a voivodeship's everywhere else.

    `words` is its name in the language of the person's letters.
    """

    code: str = ""
    words: str = ""


NOWHERE = Residence()


def residence_field(old_key: str, new_key: str) -> str:
    """Return which field a move between two categories demands: `country`, `voivodeship`, or "" for neither."""
    if (old_key == FOREIGN) == (new_key == FOREIGN):
        return ""
    return "country" if new_key == FOREIGN else "voivodeship"


def change_category(
    session: Session, registration: Registration, key: str, order: Order, residence: Residence = NOWHERE
) -> Filled:
    """Move a registration to another category of the edition: with its place, or in the line with its number.

    The general place that it takes there must be free, and a place that it leaves goes to the first in line; returned
    is who got one. To and from guests from abroad a residence is needed. Raises UnknownChoiceError, TransitionError,
    NoResidenceError, NoPlaceError and InstitutionLimitError.
    """
    number = line.enter(session, registration.edition_id)
    old = case_of(session, registration)
    target = queries.category_by_key(session, registration.edition_id, key)
    if target is None or target.id == old.category.id:
        raise UnknownChoiceError(key)
    made = Move(Step.TRANSFER, order.actor, order.now, order.reason)
    case = Case(registration, old.edition, target)
    state = after(made.step, registration.state, target.policy)
    moved = _residence(registration, residence_field(old.category.key, target.key), residence)
    _carry_over(session, old, target)
    registration.category_id, registration.pool = target.id, Pool.GENERAL
    for name, (_old, new) in moved.items():
        setattr(registration, name, new)
    change_state(session, case, made, state, {"category": [old.category.key, target.key], **moved})
    _write(session, case, {"category": [old.category.name, target.name], **moved}, residence, number, order)
    return fill_from_line(session, case.edition, number, order.now)


def _residence(registration: Registration, field: str, residence: Residence) -> Changes:
    """Return what changes about where the person comes from; a guest from abroad has no voivodeship."""
    if not field:
        return {}
    if not residence.code or (field == "country" and residence.code == HOME):
        raise NoResidenceError(field)
    wanted = {"country": HOME, "voivodeship": "", field: residence.code}
    stored = {name: getattr(registration, name) for name in wanted}
    return {name: [stored[name], new] for name, new in wanted.items() if stored[name] != new}


def _carry_over(session: Session, old: Case, target: Category) -> None:
    """Take what the registration needs in the other category, and free what it leaves in its own."""
    registration = old.registration
    if registration.state not in HOLDING:
        line.stop_waiting(session, old.category.id)
        line.wait(session, target.id)
        return
    days = [day.id for day in queries.days_of(session, registration.id)]
    line.free(session, old.category.id, days, registration.pool)
    if not registration.limit_lifted and queries.beyond_limit(session, target, registration.institution_folded):
        raise InstitutionLimitError(registration.reference)
    if not line.take(session, target.id, days):
        raise NoPlaceError(registration.reference)


def _write(session: Session, case: Case, changes: Changes, residence: Residence, number: int, order: Order) -> None:
    """Tell the person: the category, and the country or voivodeship that came with it; what it has not is left out."""
    registration = case.registration
    told = {name: both for name, both in changes.items() if name == "category" or both[1] == residence.code}
    words = {name: residence.words for name in told if name != "category"}
    amendment = Amendment(told, words, registration.mail_address, by_office=True, reason=order.reason)
    emails.enqueue_changed(session, registration, case.edition, case.category, amendment, order.now, event=number)
