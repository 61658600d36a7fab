"""Reading the register: by who took it, by kind, and by the person whose data went out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from sokwms_reg.disclosures.models import Disclosure
from sokwms_reg.disclosures.states import holds

PAGE_SIZE = 50
BATCH = 500  # rows of the whole register in memory at once


@dataclass(frozen=True)
class Asked:
    """What somebody asks the register; "" and None ask for no such thing.

    `actor` is kind and id, such as "staff:1"; `person` the number of a registration.
    """

    actor: str = ""
    kind: str = ""
    person: int | None = None


def count(session: Session, edition_id: int, asked: Asked) -> int:
    """Return how many entries there are."""
    found = select(func.count()).select_from(Disclosure).where(_condition(session, edition_id, asked))
    return session.scalar(found) or 0


def pages_of(total: int) -> int:
    """Return how many pages so many entries take: one at least."""
    return max(1, -(-total // PAGE_SIZE))


def page(session: Session, edition_id: int, asked: Asked, number: int) -> Sequence[Disclosure]:
    """Return the entries of a page, from 1, the newest first."""
    found = select(Disclosure).where(_condition(session, edition_id, asked)).order_by(Disclosure.id.desc())
    return session.scalars(found.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()


def entries(session: Session, edition_id: int, asked: Asked) -> Iterator[Disclosure]:
    """Give all entries, the newest first, a batch in memory at a time."""
    found = select(Disclosure).where(_condition(session, edition_id, asked)).order_by(Disclosure.id.desc())
    yield from session.scalars(found.execution_options(yield_per=BATCH))


def actors(session: Session, edition_id: int) -> dict[str, tuple[str, str]]:
    """Return who has taken lists of the edition: kind and newest label by what `Asked.actor` takes."""
    mine = select(Disclosure.actor_kind, Disclosure.actor_id, func.max(Disclosure.actor_label))
    by_actor = mine.where(Disclosure.edition_id == edition_id).group_by(Disclosure.actor_kind, Disclosure.actor_id)
    found = {f"{kind}:{number}": (kind, label) for kind, number, label in session.execute(by_actor)}
    return dict(sorted(found.items(), key=lambda item: item[1][1]))


def _condition(session: Session, edition_id: int, asked: Asked) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [Disclosure.edition_id == edition_id]
    if asked.kind:
        wanted.append(Disclosure.kind == asked.kind)
    if asked.actor:
        kind, _colon, number = asked.actor.partition(":")
        wanted += [Disclosure.actor_kind == kind, Disclosure.actor_id == number]
    if asked.person is not None:
        wanted.append(Disclosure.id.in_(_about(session, edition_id, asked.person)))
    return and_(*wanted)


def _about(session: Session, edition_id: int, person: int) -> list[int]:
    """Return the ids of the entries in which a registration was; those that may hold it are looked into one by one."""
    near = and_(Disclosure.first_person <= person, Disclosure.last_person >= person)
    found = select(Disclosure.id, Disclosure.people, Disclosure.first_person)
    rows = session.execute(found.where(Disclosure.edition_id == edition_id, near))
    return [number for number, people, first in rows if holds(people, first, person)]
