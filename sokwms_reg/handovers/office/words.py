"""What records of disclosures say, in the reader's words."""

from collections.abc import Iterable

from sokwms_reg.attendees import queries as people
from sokwms_reg.core.i18n import gettext
from sokwms_reg.handovers.queries import meals
from sokwms_reg.handovers.states import PURPOSES, Purpose


def purpose_words(purpose: str) -> str:
    """Return what a list is for, "" where nothing is known."""
    return gettext(PURPOSES[Purpose(purpose)]) if purpose else ""


def column_words(names: Iterable[str]) -> str:
    """Return the headings of columns."""
    known = {**{one.name: one for one in meals()}, **people.columns()}
    return ", ".join(known[name].heading if name in known else name for name in names)
