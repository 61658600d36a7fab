"""What a change of rules would do: it is made in a transaction that is rolled back, so saving does the same."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sokwms_reg.core.db import trying
from sokwms_reg.core.i18n import ngettext
from sokwms_reg.editions.office import edition_at
from sokwms_reg.registration import service
from sokwms_reg.registration.office.describing import Line, changes_words, scope_of
from sokwms_reg.registration.office.warning import situation, warnings
from sokwms_reg.registration.service import Effect, Order, Touched, Wanted


@dataclass(frozen=True)
class Preview:
    """A change in plain words: rules, sentences, people; `over` are those above a lowered limit, to be asked about.

    `seal` is the mark of exactly this effect.
    """

    lines: Sequence[Line]
    warnings: Sequence[str]
    effect: Effect
    over: Sequence[Touched]
    seal: str

    @property
    def does_anything(self) -> bool:
        """Tell whether there is anything to save."""
        return bool(self.lines or self.effect.promoted or self.effect.offered)


def preview(slug: str, wanted: Wanted, order: Order) -> Preview:
    """Try a change; where people are above a lowered limit, with the answer that they move to the waiting list.

    Raises StaleFormError and ReservedInUseError. Nothing is stored.
    """
    try:
        return _tried(slug, replace(wanted, to_line=False), order, [])
    except service.TooFewPlacesError as error:
        return _tried(slug, replace(wanted, to_line=True), order, error.people)


def _tried(slug: str, wanted: Wanted, order: Order, over: Sequence[Touched]) -> Preview:
    with trying() as session:
        edition = edition_at(session, slug)
        before, scope = situation(session, edition, order.now), scope_of(session, edition)
        effect = service.change_settings(session, edition, wanted, order)
        after = situation(session, edition, order.now)
        lines = changes_words(effect.changes, scope)
        return Preview(lines, warnings(session, edition, effect.changes, before, after), effect, over, seal_of(effect))


def seal_of(effect: Effect) -> str:
    """Return the mark of what a change did: the same only if it did the same to the same people."""
    people = [[one.reference for one in group] for group in (effect.promoted, effect.offered, effect.moved)]
    return hashlib.sha256(json.dumps([effect.changes, people], sort_keys=True).encode()).hexdigest()[:32]


def people_words(effect: Effect) -> list[str]:
    """Return how many people a change has concerned, a sentence each."""
    counted = (
        (effect.promoted, _given_words),
        (effect.offered, _offered_words),
        (effect.moved, _moved_words),
    )
    return [words(len(people)) for people, words in counted if people]


def _given_words(number: int) -> str:
    return ngettext("%(num)s place went to the waiting list.", "%(num)s places went to the waiting list.", number)


def _offered_words(number: int) -> str:
    return ngettext("%(num)s place was offered.", "%(num)s places were offered.", number)


def _moved_words(number: int) -> str:
    return ngettext(
        "%(num)s person was moved to the waiting list.", "%(num)s people were moved to the waiting list.", number
    )
