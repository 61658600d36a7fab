"""Tags: free words of the office on registrations, put on, taken off, renamed, merged and deleted; never shown outside.

Their history stands under the tag, not under the registration, whose history is given to the participant.
"""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import RegistrationTag, Tag
from sokwms_reg.attendees.service.merging import on_merge
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.core.search import fold
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order

Tagged = Collection[Registration]


class TagTakenError(Exception):
    """Another tag of the edition has this name, but for case and marks; `tag` is that one. Nothing was changed."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(tag.name)
        self.tag = tag


def tag_named(session: Session, edition_id: int, name: str) -> Tag | None:
    """Return the tag with this name, whatever its case and marks."""
    return session.scalar(select(Tag).where(Tag.edition_id == edition_id, Tag.name_folded == fold(name)))


def put_tag(session: Session, registration: Registration, name: str, order: Order) -> bool:
    """Put a tag on somebody, a new one where there is none of the name; tell whether it was not there before."""
    return bool(put_tag_on_many(session, registration.edition_id, [registration], name, order))


def put_tag_on_many(session: Session, edition_id: int, people: Tagged, name: str, order: Order) -> list[Registration]:
    """Put a tag on people of an edition; return those who did not have it."""
    _lock(session, edition_id)
    tag = tag_named(session, edition_id, name)
    if tag is None:
        tag = Tag(edition_id=edition_id, name=name, name_folded=fold(name))
        session.add(tag)
        session.flush()
    have = _who_has(session, tag, people)
    fresh = [one for one in people if one.id not in have]
    session.add_all(RegistrationTag(registration_id=one.id, tag_id=tag.id) for one in fresh)
    session.flush()
    for one in fresh:
        _record(session, tag, "attendees.tag_put", order, {"tag": ["", tag.name], "registration": ["", one.reference]})
    return fresh


def take_tag(session: Session, registration: Registration, tag: Tag, order: Order) -> bool:
    """Take a tag off somebody; tell whether it was there."""
    return bool(take_tag_off_many(session, [registration], tag, order))


def take_tag_off_many(session: Session, people: Tagged, tag: Tag, order: Order) -> list[Registration]:
    """Take a tag off people; return those who had it. The tag itself stays, to be put on others."""
    _lock(session, tag.edition_id)
    have = _who_has(session, tag, people)
    rows = delete(RegistrationTag).where(RegistrationTag.tag_id == tag.id, RegistrationTag.registration_id.in_(have))
    session.execute(rows)
    found = [one for one in people if one.id in have]
    for one in found:
        changes: Changes = {"tag": [tag.name, ""], "registration": [one.reference, ""]}
        _record(session, tag, "attendees.tag_taken_off", order, changes)
    return found


def rename_tag(session: Session, tag: Tag, name: str, order: Order) -> bool:
    """Give a tag another name; tell whether it differed. Raises TagTakenError."""
    _lock(session, tag.edition_id)
    other = tag_named(session, tag.edition_id, name)
    if other is not None and other.id != tag.id:
        raise TagTakenError(other)
    old = tag.name
    if name == old:
        return False
    tag.name, tag.name_folded = name, fold(name)
    session.flush()
    _record(session, tag, "attendees.tag_renamed", order, {"tag": [old, name]})
    return True


def merge_tags(session: Session, tag: Tag, into: Tag, order: Order) -> None:
    """Let whoever has one tag have the other, and delete the one."""
    _lock(session, tag.edition_id)
    _move(session, _ids(session, tag), tag.id, into.id)
    _record(session, tag, "attendees.tag_merged", order, {"tag": [tag.name, into.name]})
    _delete(session, tag)


def delete_tag(session: Session, tag: Tag, order: Order) -> None:
    """Delete a tag, whoever has it."""
    _lock(session, tag.edition_id)
    number = len(_ids(session, tag))
    _record(session, tag, "attendees.tag_deleted", order, {"tag": [tag.name, ""], "count": [number, 0]})
    _delete(session, tag)


@on_merge
def move_tags(session: Session, stays: Registration, goes: Registration) -> None:
    """Let the registration that stays have the tags of the one that goes as well."""
    _lock(session, stays.edition_id)
    mine = select(RegistrationTag.tag_id).where(RegistrationTag.registration_id == goes.id)
    for tag_id in session.scalars(mine).all():
        session.merge(RegistrationTag(registration_id=stays.id, tag_id=tag_id))
    session.flush()
    session.execute(delete(RegistrationTag).where(RegistrationTag.registration_id == goes.id))


def _move(session: Session, people: Collection[int], old: int, new: int) -> None:
    there = set(session.scalars(select(RegistrationTag.registration_id).where(RegistrationTag.tag_id == new)))
    session.execute(delete(RegistrationTag).where(RegistrationTag.tag_id == old))
    session.add_all(RegistrationTag(registration_id=one, tag_id=new) for one in people if one not in there)
    session.flush()


def _delete(session: Session, tag: Tag) -> None:
    session.execute(delete(RegistrationTag).where(RegistrationTag.tag_id == tag.id))
    session.delete(tag)
    session.flush()


def _ids(session: Session, tag: Tag) -> list[int]:
    return list(session.scalars(select(RegistrationTag.registration_id).where(RegistrationTag.tag_id == tag.id)))


def _who_has(session: Session, tag: Tag, people: Tagged) -> set[int]:
    mine = {one.id for one in people}
    return mine & set(_ids(session, tag))


def _lock(session: Session, edition_id: int) -> None:
    """Let tags of an edition be changed one after the other; who registers is not held up by it."""
    session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update(key_share=True))


def _record(session: Session, tag: Tag, action: str, order: Order, changes: Changes) -> None:
    scope = session.get_one(Edition, tag.edition_id).slug
    record(session, order.actor, action, tag.subject_ref, order.now, scope=scope, changes=changes)
