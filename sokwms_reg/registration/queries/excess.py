"""Who holds a place beyond limits that are about to be set: the last to come are the first to go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Pool
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.states import HOLDING

# What is limited: its name and one or two ids.
Kind = tuple[str, int, int]


@dataclass(frozen=True)
class Limits:
    """Limits to be: general places by category, places by day, places by (category, day). What is not named is free."""

    general: Mapping[int, int] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)
    category_days: Mapping[tuple[int, int], int] = field(default_factory=dict)


def beyond(session: Session, edition_id: int, limits: Limits) -> Sequence[Registration]:
    """Return who would have to leave so that nothing is above the limits, the last in the queue of arrivals first.

    Everybody is asked in that order whether one of the places held is one too many, so nobody leaves for a limit that
    others have already met by leaving.
    """
    holders = session.scalars(
        select(Registration)
        .where(Registration.edition_id == edition_id, Registration.state.in_(sorted(HOLDING)))
        .order_by(Registration.queue_number.desc(), Registration.id.desc())
    ).all()
    on_days: dict[int, list[int]] = {}
    asked = select(RegistrationDay).join(Registration).where(Registration.edition_id == edition_id)
    for one in session.scalars(asked):
        on_days.setdefault(one.registration_id, []).append(one.day_id)
    excess = _Excess(limits)
    for holder in holders:
        excess.count(holder, on_days.get(holder.id, []))
    return [holder for holder in holders if excess.takes_out(holder, on_days.get(holder.id, []))]


class _Excess:
    """How many places are held of each limited kind."""

    def __init__(self, limits: Limits) -> None:
        self.limits: dict[Kind, int] = {("general", key, 0): most for key, most in limits.general.items()}
        self.limits |= {("day", key, 0): most for key, most in limits.days.items()}
        self.limits |= {("category day", *key): most for key, most in limits.category_days.items()}
        self.held = dict.fromkeys(self.limits, 0)

    def _kinds(self, holder: Registration, days: Sequence[int]) -> list[Kind]:
        kinds: list[Kind] = [("day", day, 0) for day in days]
        kinds += [("category day", holder.category_id, day) for day in days]
        if holder.pool == Pool.GENERAL:
            kinds.append(("general", holder.category_id, 0))
        return [kind for kind in kinds if kind in self.held]

    def count(self, holder: Registration, days: Sequence[int]) -> None:
        for kind in self._kinds(holder, days):
            self.held[kind] += 1

    def takes_out(self, holder: Registration, days: Sequence[int]) -> bool:
        kinds = self._kinds(holder, days)
        if not any(self.held[kind] > self.limits[kind] for kind in kinds):
            return False
        for kind in kinds:
            self.held[kind] -= 1
        return True
