"""Those who await a decision, with what one needs to decide: days, colleagues with places, others at the address."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select, text
from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Category, EditionDay, Pool
from sokwms_reg.registration.models import ACTIVE, Registration, RegistrationDay
from sokwms_reg.registration.states import HOLDING, State

PAGE_SIZE = 50


@dataclass(frozen=True)
class Neighbour:
    """Another active registration made with the same address: of the same person, or of the same office."""

    id: int
    reference: str
    name: str
    state: str


@dataclass(frozen=True)
class Pending:
    """One who awaits a decision. `others` counts those of the institution who hold general places in the category."""

    registration: Registration
    days: Sequence[date]
    others: int
    neighbours: Sequence[Neighbour]


@dataclass(frozen=True)
class PendingPage:
    """One page, the oldest first; `number` lies within `pages`, of which there is at least one."""

    people: Sequence[Pending]
    number: int
    pages: int
    total: int


def pending_counts(session: Session, edition_id: int) -> dict[int, int]:
    """Return how many await a decision, by the category's id."""
    asked = select(Registration.category_id, func.count()).where(
        Registration.edition_id == edition_id, Registration.state == State.PENDING
    )
    rows = session.execute(asked.group_by(Registration.category_id))
    return {row[0]: row[1] for row in rows}


def pending_page(
    session: Session, edition_id: int, categories: Collection[Category], total: int, page: int
) -> PendingPage:
    """Return a page of those who await a decision in these categories, `total` in all; the first where it is beyond.

    The number of queries does not depend on that of rows.
    """
    pages = max(1, -(-total // PAGE_SIZE))
    number = page if page <= pages else 1
    found = session.scalars(_pending(edition_id, categories).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return PendingPage(_described(session, edition_id, found), number, pages, total)


def pending_references(session: Session, edition_id: int, categories: Collection[Category], most: int) -> list[str]:
    """Return the references of those who await a decision in these categories, the oldest first, `most` of them."""
    return [one.reference for one in session.scalars(_pending(edition_id, categories).limit(most))]


def by_references(session: Session, edition_id: int, references: Collection[str]) -> Sequence[Registration]:
    """Return the registrations of an edition with these references, in the order of the queue, as they are now.

    Another edition's are not among them.
    """
    return _found(session, edition_id, Registration.reference.in_(sorted(set(references))))


def by_ids(session: Session, edition_id: int, ids: Collection[int]) -> Sequence[Registration]:
    """Return the registrations of an edition with these ids, as `by_references` does."""
    return _found(session, edition_id, Registration.id.in_(sorted(set(ids))))


def _found(session: Session, edition_id: int, condition: ColumnElement[bool]) -> Sequence[Registration]:
    asked = select(Registration).where(Registration.edition_id == edition_id, condition)
    asked = asked.order_by(Registration.queue_number, Registration.id)
    return session.scalars(asked.execution_options(populate_existing=True)).all()


def dates_of_many(session: Session, ids: Collection[int]) -> dict[int, list[date]]:
    """Return the dates that each of the registrations is for, in order, in one query."""
    chosen = (
        select(RegistrationDay.registration_id, EditionDay.date)
        .join(EditionDay, EditionDay.id == RegistrationDay.day_id)
        .where(RegistrationDay.registration_id.in_(ids))
        .order_by(EditionDay.date)
    )
    found: dict[int, list[date]] = {}
    for number, day in session.execute(chosen):
        found.setdefault(number, []).append(day)
    return found


def held_by_institution(session: Session, institutions: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return how many general places people of an institution hold, by (category's id, folded name)."""
    asked = (
        select(Registration.category_id, Registration.institution_folded, func.count())
        .where(
            Registration.category_id.in_({category for category, _name in institutions}),
            Registration.institution_folded.in_({name for _category, name in institutions}),
            Registration.pool == Pool.GENERAL,
            Registration.state.in_(sorted(HOLDING)),
        )
        .group_by(Registration.category_id, Registration.institution_folded)
    )
    return {(category, name): number for category, name, number in session.execute(asked)}


def _pending(edition_id: int, categories: Collection[Category]) -> Select[Registration]:
    return (
        select(Registration)
        .where(
            Registration.edition_id == edition_id,
            Registration.state == State.PENDING,
            Registration.category_id.in_([category.id for category in categories]),
        )
        .order_by(Registration.registered_at, Registration.id)
    )


def _described(session: Session, edition_id: int, found: Sequence[Registration]) -> list[Pending]:
    if not found:
        return []
    days = dates_of_many(session, [one.id for one in found])
    held = held_by_institution(session, {(one.category_id, one.institution_folded) for one in found})
    neighbours = _neighbours(session, edition_id, {one.address_folded for one in found})
    return [
        Pending(
            one,
            days.get(one.id, []),
            held.get((one.category_id, one.institution_folded), 0) - (one.pool == Pool.GENERAL),
            [other for other in neighbours.get(one.address_folded, []) if other.id != one.id],
        )
        for one in found
    ]


def _neighbours(session: Session, edition_id: int, addresses: Collection[str]) -> Mapping[str, list[Neighbour]]:
    asked = select(
        Registration.address_folded,
        Registration.id,
        Registration.reference,
        Registration.first_name,
        Registration.last_name,
        Registration.state,
    ).where(Registration.edition_id == edition_id, Registration.address_folded.in_(addresses), text(ACTIVE))
    found: dict[str, list[Neighbour]] = {}
    for address, number, reference, first, last, state in session.execute(asked.order_by(Registration.id)):
        found.setdefault(address, []).append(Neighbour(number, reference, f"{first} {last}", state))
    return found
