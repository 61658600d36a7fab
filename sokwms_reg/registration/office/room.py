"""The question where no place is free for somebody whom the office registers: the waiting list, or what must give way.

What would give way is found by doing it in a transaction that is rolled back; the deed does that, or asks again.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes
from sokwms_reg.core import clock
from sokwms_reg.core.db import trying
from sokwms_reg.core.i18n import gettext
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.forms.entering import HandForm, Letter, Place
from sokwms_reg.registration.office.describing import Line, changes_words, scope_of
from sokwms_reg.registration.service import Application, Order, Outcome, Told
from sokwms_reg.registration.states import State

_ANY = "…"  # a reason for what is only tried


@dataclass(frozen=True)
class Question:
    """What would give way for a place, in words, and the mark of exactly that; without a mark it is asked again."""

    lines: Sequence[Line] = ()
    sentences: Sequence[str] = ()
    seal: str = ""


class MustAskError(Exception):
    """No place is free and nobody has said what shall be, or something else would give way than was shown."""


def enter(session: Session, edition: Edition, application: Application, form: HandForm, seal: str) -> Outcome:
    """Register somebody as the form says. Raises MustAskError, for a transaction to be rolled back, and as services."""
    told = Told.ALL if form.letter.data == Letter.SEND else Told.NOBODY
    if form.place.data == Place.BEYOND:
        order = Order(acting(), clock.now(), form.reason.data or "")
        outcome = service.register_beyond(session, edition, application, order, told)
        if outcome.beyond and seal_of(outcome.beyond) != seal:
            raise MustAskError
        return outcome
    outcome = service.register_by_office(session, edition, application, clock.now(), acting(), told)
    waits = outcome.created and outcome.registration.state == State.WAITING
    if waits and form.place.data == Place.UNASKED:
        raise MustAskError
    return outcome


def question(slug: str, application: Application) -> Question:
    """Return what would give way for somebody now. Nothing is stored."""
    order = Order(acting(), clock.now(), _ANY)
    with trying() as session:
        edition = edition_at(session, slug)
        category = queries.category_by_key(session, edition.id, application.category)
        kept = category is not None and category.id in queries.kept_for_line(session, edition, order.now)
        outcome = service.register_beyond(session, edition, application, order, Told.NOBODY)
        beyond = outcome.beyond
        lines = changes_words(beyond, scope_of(session, edition))
    sentences = []
    if kept:
        sentences.append(gettext("The free places stay with the waiting list; one more is added for this person."))
    if "limit_lifted" in beyond:
        sentences.append(gettext("The limit of places for one institution does not apply to this person."))
    return Question(lines, sentences, seal_of(beyond))


def seal_of(beyond: Changes) -> str:
    """Return the mark of what gives way."""
    return hashlib.sha256(json.dumps(beyond, sort_keys=True).encode()).hexdigest()[:32]
