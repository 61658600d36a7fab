"""The waiting list: who is first, where somebody stands in it, and what keeps somebody from a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from sokwms_reg.editions.models import Category, CategoryDay, Edition, EditionDay, Pool
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.states import HOLDING, State, promotion_is_on

_HOLDING = sorted(HOLDING)
_Other = aliased(Registration)

_FULL_DAYS = (
    select(EditionDay)
    .outerjoin(CategoryDay, and_(CategoryDay.day_id == EditionDay.id, CategoryDay.category_id == bindparam("category")))
    .where(
        EditionDay.id.in_(bindparam("days", expanding=True)),
        or_(
            and_(EditionDay.capacity > 0, EditionDay.taken >= EditionDay.capacity),
            CategoryDay.taken >= CategoryDay.capacity,
        ),
    )
    .order_by(EditionDay.date)
)
_FROM_INSTITUTION = select(func.count(Registration.id)).where(
    Registration.category_id == bindparam("category"),
    Registration.institution_folded == bindparam("institution"),
    Registration.pool == Pool.GENERAL,
    Registration.state.in_(_HOLDING),
)


@dataclass(frozen=True)
class Obstacles:
    """What keeps one who waits from a place now: the category, some days, the limit of the institution."""

    category: bool
    days: Sequence[EditionDay]
    institution: bool

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return self.category or bool(self.days) or self.institution


def position(session: Session, registration: Registration) -> int:
    """Return the place on the category's waiting list, from 1; 0 for one who does not wait."""
    if registration.state != State.WAITING:
        return 0
    ahead = select(func.count()).where(
        Registration.category_id == registration.category_id,
        Registration.state == State.WAITING,
        Registration.queue_number <= registration.queue_number,
    )
    return session.scalar(ahead) or 0


def line_of(session: Session, category_id: int) -> Sequence[Registration]:
    """Return those who wait in a category, the first first."""
    waiting = select(Registration).where(Registration.category_id == category_id, Registration.state == State.WAITING)
    return session.scalars(waiting.order_by(Registration.queue_number, Registration.id)).all()


def first_in_line(session: Session, edition_id: int) -> Registration | None:
    """Return the earliest waiting registration all of whose places are free, over all categories of the edition.

    One whom the limit of the institution keeps back is passed over until a colleague leaves or the limit is lifted.
    """
    line = (
        select(Registration)
        .join(Category, Category.id == Registration.category_id)
        .where(Registration.edition_id == edition_id, Registration.state == State.WAITING, has_room())
        .order_by(Registration.queue_number, Registration.id)
        .limit(1)
    )
    return session.scalar(line)


def has_room() -> ColumnElement[bool]:
    """Return the condition that a waiting registration, joined with its category, could take all its places now."""
    reserved = Category.reserved_speakers + Category.reserved_invitations
    taken = Category.taken - Category.taken_speakers - Category.taken_invitations
    full_day = (
        select(RegistrationDay.day_id)
        .join(EditionDay, EditionDay.id == RegistrationDay.day_id)
        .outerjoin(
            CategoryDay,
            and_(CategoryDay.day_id == EditionDay.id, CategoryDay.category_id == Registration.category_id),
        )
        .where(
            RegistrationDay.registration_id == Registration.id,
            or_(
                and_(EditionDay.capacity > 0, EditionDay.taken >= EditionDay.capacity),
                CategoryDay.taken >= CategoryDay.capacity,
            ),
        )
    )
    from_institution = (
        select(func.count(_Other.id))
        .where(
            _Other.category_id == Registration.category_id,
            _Other.institution_folded == Registration.institution_folded,
            _Other.pool == Pool.GENERAL,
            _Other.state.in_(_HOLDING),
        )
        .scalar_subquery()
    )
    kept_back = and_(
        Category.institution_limit > 0,
        ~Registration.limit_lifted,
        from_institution >= Category.institution_limit,
    )
    return and_(taken < Category.capacity - reserved, ~full_day.exists(), ~kept_back)


def kept_for_line(session: Session, edition: Edition, now: datetime) -> frozenset[int]:
    """Return the ids of categories whose free places are for those who wait, because no place goes out by itself now.

    There somebody who comes waits behind them, or would overtake people who were told that the secretariat decides.
    """
    if promotion_is_on(edition, now):
        return frozenset()
    waits = select(Registration.category_id).join(Category, Category.id == Registration.category_id)
    mine = (Registration.edition_id == edition.id, Registration.state == State.WAITING, has_room())
    return frozenset(session.scalars(waits.where(*mine).distinct()))


def beyond_limit(session: Session, category: Category, institution_folded: str) -> bool:
    """Tell whether people of an institution hold as many general places of a category as they may."""
    if not category.institution_limit:
        return False
    asked = {"category": category.id, "institution": institution_folded}
    return (session.scalar(_FROM_INSTITUTION, asked) or 0) >= category.institution_limit


def obstacles(
    session: Session,
    registration: Registration,
    category: Category,
    days: Sequence[EditionDay],
    pool: str = Pool.GENERAL,
) -> Obstacles:
    """Return what keeps a registration from a place of a pool; reserved places know no limit of the institution."""
    asked = {"category": category.id, "days": [day.id for day in days]}
    limited = pool == Pool.GENERAL and not registration.limit_lifted
    return Obstacles(
        category=category.free_in(pool) < 1,
        days=session.scalars(_FULL_DAYS, asked).all(),
        institution=limited and beyond_limit(session, category, registration.institution_folded),
    )


def overdue_offers(session: Session, now: datetime) -> Sequence[Registration]:
    """Return offers whose time for an answer is over, the oldest first."""
    overdue = select(Registration).where(
        Registration.state == State.OFFERED, or_(Registration.offer_until.is_(None), Registration.offer_until <= now)
    )
    return session.scalars(overdue.order_by(Registration.offer_until, Registration.id)).all()
