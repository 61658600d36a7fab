"""Doing what a file says. The dry run is this very function in a transaction that is rolled back."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.core.i18n import gettext
from sokwms_reg.editions.models import Edition
from sokwms_reg.imports.models import ImportFile
from sokwms_reg.imports.queries import subject_of
from sokwms_reg.imports.states import REGISTERED, Fate
from sokwms_reg.registration.service import Application, Outcome, Told, register_list
from sokwms_reg.registration.states import State

_FATES = {State.CONFIRMED: Fate.PLACE, State.PENDING: Fate.PENDING, State.WAITING: Fate.WAITING}


@dataclass(frozen=True)
class Line:
    """A row of the file: somebody to register in a role, or what keeps the row from being anybody."""

    number: int
    name: str
    application: Application | None
    role: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What became of a row; `reference` is of the registration that is there already, "" for all others."""

    number: int
    fate: str
    problems: tuple[str, ...]
    name: str
    reference: str = ""

    def kept(self) -> list[Any]:
        """Return it as JSON keeps it."""
        return [self.number, self.fate, list(self.problems), self.name, self.reference]

    @classmethod
    def of(cls, kept: Sequence[Any]) -> "Result":
        """Return what JSON has kept."""
        number, fate, problems, name, reference = kept
        return cls(number, fate, tuple(problems), name, reference)


@dataclass(frozen=True)
class Order:
    """Who imports when, and who hears of it."""

    actor: Actor
    now: datetime
    told: Told


def run(session: Session, edition: Edition, lines: Sequence[Line], order: Order) -> list[Result]:
    """Register the people of a file in its order, and return what became of each row.

    Raises RegistrationClosedError for an edition in which nobody can be registered.
    """
    people = [(line, line.application) for line in lines if line.application]
    applications = [application for _line, application in people]
    outcomes = register_list(session, edition, applications, order.now, order.actor, order.told)
    rows: dict[int, int] = {}
    found = {line.number: Result(line.number, Fate.REFUSED, line.problems, line.name) for line in lines}
    for (line, _application), outcome in zip(people, outcomes, strict=True):
        found[line.number] = _result(line, outcome, rows)
    return list(found.values())


def _result(line: Line, outcome: Outcome, rows: dict[int, int]) -> Result:
    """Say what became of somebody; `rows` tells in which row a registration of this file stands."""
    one = outcome.registration
    if outcome.created:
        one.role = line.role
        rows[one.id] = line.number
        return Result(line.number, _FATES[State(one.state)], (), line.name)
    if one.id in rows:
        same = gettext("The same person as in row %(row)s: same name and e-mail address.", row=rows[one.id])
        return Result(line.number, Fate.TWICE, (same,), line.name)
    known = gettext(
        "Somebody with this name and e-mail address is registered as %(reference)s.", reference=one.reference
    )
    return Result(line.number, Fate.KNOWN, (known,), line.name, one.reference)


def seal_of(choices: Mapping[str, Any], results: Sequence[Result]) -> str:
    """Return the mark of what an import did: the same only if, by the same choices, the same became of each row."""
    told = [dict(choices), [[one.number, one.fate, one.reference] for one in results]]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


def changed_rows(before: Sequence[Result], after: Sequence[Result]) -> dict[int, str]:
    """Return what was said before of the rows of which something else is true by now, by their numbers."""
    said = {one.number: one for one in before}
    return {
        one.number: said[one.number].fate
        for one in after
        if one.number in said and (one.fate, one.reference) != (said[one.number].fate, said[one.number].reference)
    }


def finish(session: Session, edition: Edition, kept: ImportFile, results: Sequence[Result], order: Order) -> None:
    """Record an import and let go of its file."""
    counted = Counter(one.fate for one in results)
    added = sum(counted[fate] for fate in REGISTERED)
    figures = {"rows": len(results), "added": added, "skipped": len(results) - added, **counted}
    changes: Changes = {"file": ["", kept.file_name], **{str(name): [None, number] for name, number in figures.items()}}
    record(
        session,
        order.actor,
        "imports.people",
        subject_of(edition),
        order.now,
        scope=edition.slug,
        changes=changes,
    )
    session.delete(kept)
    session.flush()
