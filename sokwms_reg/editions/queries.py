"""Reading editions: what visitors may see of them, and who of the staff may do what in which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sokwms_reg.core.cache import snapshot, unchanged
from sokwms_reg.editions.models import Category, CategoryDay, Edition, EditionDay, Material, Membership, Partner
from sokwms_reg.editions.states import roles_with


@dataclass(frozen=True)
class DatedEdition:
    """An edition with its days in order; without any while its dates are not known."""

    edition: Edition
    days: tuple[EditionDay, ...]

    @property
    def dates(self) -> list[date]:
        """Return the dates of its days, in order."""
        return [day.date for day in self.days]

    @property
    def first(self) -> date:
        """Return the first date, far ahead where none is known yet."""
        return self.days[0].date if self.days else date.max

    @property
    def last(self) -> date:
        """Return the last date, far ahead where none is known yet."""
        return self.days[-1].date if self.days else date.max


def published_editions(session: Session) -> list[DatedEdition]:
    """Return all editions that visitors may see, from the first to the newest, in two queries."""
    editions = session.scalars(select(Edition).where(Edition.published)).all()
    days: dict[int, list[EditionDay]] = {edition.id: [] for edition in editions}
    of_published = select(EditionDay).join(Edition, Edition.id == EditionDay.edition_id).where(Edition.published)
    for day in session.scalars(of_published.order_by(EditionDay.date)):
        days[day.edition_id].append(day)
    dated = [DatedEdition(edition, tuple(days[edition.id])) for edition in editions]
    return sorted(dated, key=lambda item: (item.first, item.edition.number, item.edition.id))


def editions_on_show() -> list[DatedEdition]:
    """Return the same as visitors see it now, for reading only; needs an application.

    Texts are those of a second ago at most, the counters of the days those of ten.
    """
    return snapshot("editions on show", published_editions)


def edition_on_show(slug: str) -> Edition | None:
    """Return the edition at an address as visitors see it now, for reading only; needs an application."""
    return next((item.edition for item in editions_on_show() if item.edition.slug == slug), None)


def categories(session: Session, edition_id: int) -> Sequence[Category]:
    """Return the categories of an edition in their order."""
    mine = select(Category).where(Category.edition_id == edition_id)
    return session.scalars(mine.order_by(Category.ordinal, Category.id)).all()


@dataclass(frozen=True)
class Ground:
    """What a registration stands on: an edition, its days and its categories, each in their order.

    For reading only, and their counters may be old.
    """

    edition: Edition
    days: Sequence[EditionDay]
    categories: Sequence[Category]


def _ground(session: Session, edition_id: int) -> Ground:
    edition = session.scalars(
        select(Edition).where(Edition.id == edition_id), execution_options={"populate_existing": True}
    ).one()
    days = select(EditionDay).where(EditionDay.edition_id == edition_id).order_by(EditionDay.date)
    return Ground(edition, session.scalars(days).all(), categories(session, edition_id))


def ground(session: Session, edition_id: int) -> Ground:
    """Return the ground as this transaction finds it, by one small question where nothing has changed.

    Needs an application.     Raises NoResultFound for an edition that is gone.
    """
    known: Ground | None = unchanged(session, ("ground", edition_id))
    return _ground(session, edition_id) if known is None else known


def categories_on_show(edition_id: int) -> Sequence[Category]:
    """Return the categories as visitors see them now, for reading only; counters are of ten seconds ago at most."""
    return snapshot(("ground", edition_id), lambda session: _ground(session, edition_id)).categories


def day_limits(session: Session, edition_id: int) -> dict[int, dict[int, CategoryDay]]:
    """Return the limits of categories on single days: by category, then by day; what has none is not there."""
    mine = select(CategoryDay).join(Category, Category.id == CategoryDay.category_id)
    found: dict[int, dict[int, CategoryDay]] = {}
    for limit in session.scalars(mine.where(Category.edition_id == edition_id)):
        found.setdefault(limit.category_id, {})[limit.day_id] = limit
    return found


def day_limits_on_show(edition_id: int) -> dict[int, dict[int, CategoryDay]]:
    """Return the same as visitors see it now, for reading only; the counters are those of ten seconds ago at most."""
    return snapshot(("day limits", edition_id), lambda session: day_limits(session, edition_id))


def partners(session: Session, edition_id: int) -> Sequence[Partner]:
    """Return hosts, partners and patrons of an edition in the order of its file."""
    mine = select(Partner).where(Partner.edition_id == edition_id)
    return session.scalars(mine.order_by(Partner.ordinal, Partner.id)).all()


def materials(session: Session, edition_id: int) -> Sequence[Material]:
    """Return what is left of an edition in the order of its file."""
    mine = select(Material).where(Material.edition_id == edition_id)
    return session.scalars(mine.order_by(Material.ordinal, Material.id)).all()


def editions_with_materials(session: Session) -> frozenset[int]:
    """Return the ids of the editions of which something is left."""
    return frozenset(session.scalars(select(Material.edition_id).distinct()))


def edition_by_slug(session: Session, slug: str) -> Edition | None:
    """Return an edition, published or not."""
    return session.scalar(select(Edition).where(Edition.slug == slug))


def editions_by_id(session: Session) -> dict[int, Edition]:
    """Return all editions, published or not."""
    return {edition.id: edition for edition in session.scalars(select(Edition))}


def memberships(session: Session, user_id: int) -> Sequence[Membership]:
    """Return what somebody is: in the whole installation first, then edition by edition."""
    mine = select(Membership).where(Membership.user_id == user_id)
    return session.scalars(mine.order_by(Membership.edition_id.is_not(None), Membership.edition_id)).all()


def may(session: Session, user_id: int, edition_id: int | None, permission: str) -> bool:
    """Tell whether somebody may do something in an edition; without an edition: in any at all.

    A membership without an edition counts in every one. Raises ValueError for an unknown permission.
    """
    allowing = select(Membership.id).where(Membership.user_id == user_id, Membership.role.in_(roles_with(permission)))
    if edition_id is not None:
        allowing = allowing.where(or_(Membership.edition_id.is_(None), Membership.edition_id == edition_id))
    return session.scalar(allowing.limit(1)) is not None


def may_in(session: Session, user_id: int, slug: str | None, permission: str) -> bool:
    """Tell the same by an edition's address: nobody may do anything in an edition that does not exist."""
    if slug is None:
        return may(session, user_id, None, permission)
    edition_id = session.scalar(select(Edition.id).where(Edition.slug == slug))
    return edition_id is not None and may(session, user_id, edition_id, permission)


def editions_of(session: Session, user_id: int, permission: str) -> list[Edition]:
    """Return the editions in which somebody may do something, the newest number first."""
    allowing = select(Membership.edition_id).where(
        Membership.user_id == user_id, Membership.role.in_(roles_with(permission))
    )
    ids = set(session.scalars(allowing))
    editions = select(Edition).order_by(Edition.number.desc(), Edition.id.desc())
    if None not in ids:
        editions = editions.where(Edition.id.in_(ids))
    return list(session.scalars(editions))
