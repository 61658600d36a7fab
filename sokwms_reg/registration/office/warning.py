"""What a change of rules means beyond its figures, in sentences: what opens, what ends, who goes on waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes
from sokwms_reg.core.i18n import N_, gettext, ngettext
from sokwms_reg.core.templates import day, plain
from sokwms_reg.editions.models import CategoryPolicy, Edition
from sokwms_reg.registration import queries
from sokwms_reg.registration.states import Action, Phase, State, category_phase, may, phase, promotion_is_on

_EDITION = {
    Phase.NONE: N_("The edition will take no registrations here."),
    Phase.NOT_YET: N_("Registration will be shut until the new opening."),
    Phase.OPEN: N_("Registration opens at once."),
    Phase.CLOSED: N_("Registration closes at once: the time given has passed."),
}
_CATEGORY = {
    Phase.NOT_YET: N_("Registration in the category “%(name)s” will be shut until it opens."),
    Phase.OPEN: N_("Registration in the category “%(name)s” opens at once."),
    Phase.CLOSED: N_("Registration in the category “%(name)s” closes at once: the time given has passed."),
}
_ENDS = {
    Action.EDIT: N_("Participants can no longer change their data by themselves."),
    Action.REPLACE: N_("Nobody can come instead of a participant any more."),
    Action.WITHDRAW: N_("Participants can no longer withdraw by themselves."),
}


@dataclass(frozen=True)
class Situation:
    """How things stand under some rules, in plain values that outlive a transaction."""

    phase: Phase
    phases: Mapping[str, Phase]
    open_actions: frozenset[Action]
    promotes: bool
    waiting: int


def situation(session: Session, edition: Edition, now: datetime) -> Situation:
    """Return how things stand now."""
    categories = queries.categories_of(session, edition.id)
    days = queries.days(session, edition.id)
    first = days[0].date if days else None
    return Situation(
        phase=phase(edition, now),
        phases={category.key: category_phase(edition, category, now) for category in categories},
        open_actions=frozenset(action for action in Action if may(edition, State.CONFIRMED, action, first, now)),
        promotes=promotion_is_on(edition, now),
        waiting=sum(category.waiting for category in categories),
    )


def warnings(session: Session, edition: Edition, changes: Changes, before: Situation, after: Situation) -> list[str]:
    """Return the sentences about a change that has just been made in this transaction."""
    found = [*_about_edition(edition, changes, before, after), *_about_texts(changes)]
    for category in queries.categories_of(session, edition.id):
        mine = {
            place.rpartition(".")[2]: both
            for place, both in changes.items()
            if place.startswith(f"categories[{category.key}].") and "].days[" not in place
        }
        name = plain(category.name)
        shift = (before.phases.get(category.key), after.phases[category.key])
        if mine and shift[0] != shift[1] and shift[1] in _CATEGORY:
            found.append(gettext(_CATEGORY[shift[1]], name=name))
        if "policy" in mine:
            found += _about_policy(mine["policy"], name, queries.awaiting_decision(session, category.id))
        if "institution_limit" in mine:
            found += _about_limit(*mine["institution_limit"])
    return found


def _about_edition(edition: Edition, changes: Changes, before: Situation, after: Situation) -> list[str]:
    found = []
    if before.phase != after.phase and after.phase in _EDITION:
        found.append(gettext(_EDITION[after.phase]))
    if after.phase == Phase.CLOSED != before.phase and after.promotes and after.waiting and edition.promotion_until:
        found.append(_goes_on(edition.promotion_until, after.waiting))
    found += [gettext(_ENDS[action]) for action in Action if action in before.open_actions - after.open_actions]
    if not after.promotes and (before.promotes or "promotion" in changes):
        found.append(_by_hand(after.waiting))
    if "offer_hours" in changes:
        found.append(gettext("Offers made already keep their deadlines."))
    return found


def _goes_on(until: date, waiting: int) -> str:
    return ngettext(
        "Places that become free still go to the %(num)s person on the waiting list, until %(day)s.",
        "Places that become free still go to the %(num)s people on the waiting list, until %(day)s.",
        waiting,
        day=day(until),
    )


def _by_hand(waiting: int) -> str:
    if not waiting:
        return gettext("Places that become free will wait for the secretariat.")
    return ngettext(
        "%(num)s person is on the waiting list. Places that become free will wait for the secretariat.",
        "%(num)s people are on the waiting list. Places that become free will wait for the secretariat.",
        waiting,
    )


def _about_texts(changes: Changes) -> list[str]:
    if {"privacy_pl", "privacy_en"} & set(changes) and "privacy_version" not in changes:
        return [
            gettext(
                "The privacy notice changes, but its version stays the same: registrations would not show which text "
                "was read. Please consider a new version."
            )
        ]
    return []


def _about_policy(both: list[object], name: str, pending: int) -> list[str]:
    old, new = both
    if new == CategoryPolicy.CLOSED:
        return [
            gettext(
                "The public cannot register in the category “%(name)s”: its page says that the secretariat "
                "registers people.",
                name=name,
            )
        ]
    if old == CategoryPolicy.APPROVED and pending:
        return [
            ngettext("%(num)s person still awaits a decision.", "%(num)s people still await a decision.", pending),
        ]
    if new == CategoryPolicy.APPROVED:
        return [gettext("New registrations await a decision; those confirmed already stay confirmed.")]
    return []


def _about_limit(old: object, new: object) -> list[str]:
    lowered = isinstance(old, int) and isinstance(new, int) and new and (not old or new < old)
    if not lowered:
        return []
    return [gettext("The lower limit for one institution takes no place from anybody; it counts from now on.")]
