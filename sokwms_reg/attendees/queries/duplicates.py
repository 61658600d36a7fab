"""Who may be registered twice: the same name from the same institution, or the same address, in one edition.

Both are looked up in an index of active registrations, so that it takes no longer with a hundred thousand people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, groupby, islice

from sqlalchemy import ColumnElement, and_, func, or_, select, text, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from sokwms_reg.attendees.models import DistinctPair
from sokwms_reg.registration.models import ACTIVE, Registration
from sokwms_reg.registration.states import ENDED

PAIRS_A_PAGE = 50
MOST = 1000  # pairs that are counted and listed; where there are more, something else is wrong
MOST_OF_ONE = 20  # shown on a person's page
_NAME = (Registration.name_folded, Registration.institution_folded)
_ADDRESS = (Registration.address_folded,)
_WITH_ADDRESS = Registration.email != ""  # a contact person's address stands for many people


@dataclass(frozen=True)
class Pair:
    """Two registrations that may be one person's, and what is the same in both."""

    one: Registration
    other: Registration

    @property
    def same_name(self) -> bool:
        """Tell whether name and institution are the same, but for case, marks and punctuation."""
        one, other = self.one, self.other
        return (one.name_folded, one.institution_folded) == (other.name_folded, other.institution_folded)

    @property
    def same_address(self) -> bool:
        """Tell whether the participants' own addresses are the same."""
        return bool(self.one.email and self.other.email) and self.one.address_folded == self.other.address_folded


def duplicates_of(session: Session, registration: Registration) -> list[Pair]:
    """Return the pairs that an active registration is in, it being the first of each; no more than some twenty."""
    if registration.state in ENDED:
        return []
    mine = (Registration.edition_id == registration.edition_id, text(ACTIVE), Registration.id != registration.id)
    alike = [select(Registration.id).where(*mine, *(each == getattr(registration, each.key) for each in _NAME))]
    if registration.email:
        same = Registration.address_folded == registration.address_folded
        alike.append(select(Registration.id).where(*mine, same, _WITH_ADDRESS))
    found = select(Registration).where(Registration.id.in_(union(*alike)), ~_distinct_from(registration))
    others = session.scalars(found.order_by(Registration.id).limit(MOST_OF_ONE))
    return [Pair(registration, other) for other in others]


def _distinct_from(registration: Registration) -> ColumnElement[bool]:
    first = and_(DistinctPair.first_id == registration.id, DistinctPair.second_id == Registration.id)
    second = and_(DistinctPair.first_id == Registration.id, DistinctPair.second_id == registration.id)
    return select(DistinctPair.first_id).where(or_(first, second)).correlate(Registration).exists()


def pairs_in(session: Session, edition_id: int) -> list[tuple[int, int]]:
    """Return the pairs of an edition by their ids, the smaller first, in order: at most MOST, none dismissed."""
    dismissed = select(DistinctPair.first_id, DistinctPair.second_id).join(
        Registration, Registration.id == DistinctPair.first_id
    )
    known = {tuple(row) for row in session.execute(dismissed.where(Registration.edition_id == edition_id))}
    alike = chain(_alike(session, edition_id, _NAME), _alike(session, edition_id, _ADDRESS, _WITH_ADDRESS))
    fresh = (pair for pair in alike if pair not in known)
    return sorted(set(islice(fresh, MOST)))


def _alike(
    session: Session,
    edition_id: int,
    key: Sequence[InstrumentedAttribute[str]],
    *conditions: ColumnElement[bool],
) -> Iterator[tuple[int, int]]:
    """Give the pairs that have a key in common. The keys are counted in the index, then a few people are looked up."""
    active, first = (Registration.edition_id == edition_id, text(ACTIVE)), key[0]
    several = session.execute(select(*key).where(*active).group_by(*key).having(func.count() > 1).limit(MOST)).all()
    if not several:
        return
    people = select(Registration.id, *key).where(*active, first.in_({row[0] for row in several}), *conditions)
    rows = session.execute(people.order_by(*key, Registration.id)).all()
    for _key, group in groupby(rows, key=lambda row: tuple(row[1:])):
        yield from combinations([row[0] for row in group], 2)


def pairs_of(session: Session, ids: Sequence[tuple[int, int]]) -> list[Pair]:
    """Return some pairs with their registrations, in one query."""
    wanted = {number for pair in ids for number in pair}
    people = {one.id: one for one in session.scalars(select(Registration).where(Registration.id.in_(wanted)))}
    return [Pair(people[first], people[second]) for first, second in ids]
