"""Places and states by category, days against their limits, and what waits for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.editions.queries import categories
from sokwms_reg.outbox import queries as outbox
from sokwms_reg.outbox.models import MessageState
from sokwms_reg.registration import queries as registrations
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import ENDED, Phase, State, days_left, phase, promotion_is_on

SOON = timedelta(hours=24)


@dataclass(frozen=True)
class CategoryFigures:
    """A category and how many of its registrations stand in each state."""

    category: Category
    states: dict[State, int]

    @property
    def held(self) -> int:
        """Return the places that are held without being confirmed."""
        return self.states[State.PENDING] + self.states[State.OFFERED]

    @property
    def total(self) -> int:
        """Return all registrations, ended ones included."""
        return sum(self.states.values())


@dataclass(frozen=True)
class Desk:
    """An edition in figures at one instant. `stuck` counts those who wait while a place stands free for one of them.

    `late` is for how long the first message in line, of any edition, could have been sent; None where none waits.
    """

    rows: Sequence[CategoryFigures]
    days: Sequence[EditionDay]
    phase: Phase
    days_left: int
    expiring: int
    stuck: int
    messages: dict[MessageState, int]
    late: timedelta | None

    def of(self, state: State) -> int:
        """Return how many registrations stand in a state."""
        return sum(row.states[state] for row in self.rows)

    @property
    def total(self) -> int:
        """Return all registrations."""
        return sum(row.total for row in self.rows)

    @property
    def ended(self) -> int:
        """Return how many of them are over: cancelled or not accepted."""
        return sum(self.of(state) for state in ENDED)

    @property
    def taken(self) -> int:
        """Return all places that are held."""
        return sum(row.category.taken for row in self.rows)

    @property
    def capacity(self) -> int:
        """Return all places."""
        return sum(row.category.capacity for row in self.rows)


def desk(session: Session, edition: Edition, now: datetime) -> Desk:
    """Return the figures of an edition's front page, in a handful of queries whatever its size."""
    rows = _by_category(session, edition)
    return Desk(
        rows=rows,
        days=registrations.days(session, edition.id),
        phase=phase(edition, now),
        days_left=days_left(edition, now),
        expiring=_expiring(session, edition, now),
        stuck=_stuck(session, edition, rows, now),
        messages=outbox.counts(session, [edition.slug]),
        late=outbox.overdue(session, now),
    )


def _by_category(session: Session, edition: Edition) -> list[CategoryFigures]:
    asked = select(Registration.category_id, Registration.state, func.count()).where(
        Registration.edition_id == edition.id
    )
    grouped = session.execute(asked.group_by(Registration.category_id, Registration.state)).all()
    found = {(category_id, state): number for category_id, state, number in grouped}
    return [
        CategoryFigures(category, {state: found.get((category.id, state.value), 0) for state in State})
        for category in categories(session, edition.id)
    ]


def _expiring(session: Session, edition: Edition, now: datetime) -> int:
    offers = select(func.count()).where(
        Registration.edition_id == edition.id,
        Registration.state == State.OFFERED,
        Registration.offer_until <= now + SOON,
    )
    return session.scalar(offers) or 0


def _stuck(session: Session, edition: Edition, rows: Sequence[CategoryFigures], now: datetime) -> int:
    """Count those who wait while a place is free that only the secretariat gives any more."""
    if promotion_is_on(edition, now) or registrations.first_in_line(session, edition.id) is None:
        return 0
    return sum(row.states[State.WAITING] for row in rows)
