"""Writing the register."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.disclosures.models import Disclosure
from sokwms_reg.disclosures.states import Kind, packed


@dataclass(frozen=True)
class Disclosed:
    """What went out: `people` are numbers of registrations, `number` how many rows there were of them."""

    kind: Kind
    number: int
    people: Collection[int] = ()
    columns: Sequence[str] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    written: str = ""
    recipient: str = ""
    purpose: str = ""
    about: str = ""


def disclose(session: Session, edition_id: int, what: Disclosed, actor: Actor, now: datetime) -> None:
    """Add an entry to the register, in the caller's transaction."""
    session.add(
        Disclosure(
            edition_id=edition_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
            kind=what.kind,
            written=what.written,
            filters=dict(what.filters),
            columns=list(what.columns),
            number=what.number,
            first_person=min(what.people, default=0),
            last_person=max(what.people, default=0),
            people=packed(what.people),
            recipient=what.recipient,
            purpose=what.purpose,
            about=what.about,
        )
    )
    session.flush()
