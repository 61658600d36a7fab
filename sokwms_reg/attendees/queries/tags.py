"""Tags: which there are, who has them, and the column that tells them in a list."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import RegistrationTag, Tag
from sokwms_reg.registration.models import Registration


def tags_in(session: Session, edition_id: int) -> Sequence[Tag]:
    """Return the tags of an edition, by the alphabet."""
    return session.scalars(select(Tag).where(Tag.edition_id == edition_id).order_by(Tag.name_folded)).all()


def tag_counts(session: Session, edition_id: int) -> dict[int, int]:
    """Return how many registrations have each tag, by its id; none where nobody has it."""
    asked = select(RegistrationTag.tag_id, func.count()).join(Tag, Tag.id == RegistrationTag.tag_id)
    rows = session.execute(asked.where(Tag.edition_id == edition_id).group_by(RegistrationTag.tag_id))
    return {row[0]: row[1] for row in rows}


def tags_of(session: Session, registration: Registration) -> Sequence[Tag]:
    """Return the tags that somebody has, by the alphabet."""
    mine = select(Tag).join(RegistrationTag, RegistrationTag.tag_id == Tag.id)
    mine = mine.where(RegistrationTag.registration_id == registration.id)
    return session.scalars(mine.order_by(Tag.name_folded)).all()


def tag_at(session: Session, edition_id: int, number: int) -> Tag | None:
    """Return a tag of an edition by its id."""
    return session.scalar(select(Tag).where(Tag.edition_id == edition_id, Tag.id == number))


def has_tag(tag_id: int) -> ColumnElement[bool]:
    """Return what it takes to have a tag."""
    return Registration.id.in_(select(RegistrationTag.registration_id).where(RegistrationTag.tag_id == tag_id))


def tags_expression() -> ColumnElement[str]:
    """Return the names of somebody's tags in a row of the list, sorted, with commas; "" where there are none."""
    mine = (
        select(Tag.name)
        .join(RegistrationTag, RegistrationTag.tag_id == Tag.id)
        .where(RegistrationTag.registration_id == Registration.id)
        .order_by(Tag.name_folded)
        .correlate(Registration)
        .subquery()
    )
    return func.coalesce(select(func.aggregate_strings(mine.c.name, ", ")).scalar_subquery(), "")
