"""What records of disclosures say, in the reader's words."""

from collections.abc import Iterable, Mapping
from typing import Any

from sokwms_reg.attendees import queries as people
from sokwms_reg.attendees.queries import Scope
from sokwms_reg.core.i18n import gettext
from sokwms_reg.handovers.queries import meals
from sokwms_reg.handovers.states import PURPOSES, Purpose

# What else the address of a list may say, and does not narrow it.
NO_FILTERS = frozenset({"sort", "columns", "view", "rows", "page"})


def purpose_words(purpose: str) -> str:
    """Return what a list is for, "" where nothing is known."""
    return gettext(PURPOSES[Purpose(purpose)]) if purpose else ""


def filter_words(scope: Scope, filters: Mapping[str, Any]) -> str:
    """Return what a list was narrowed by; a filter or value that is gone stands under its name."""
    known = {each.name: each for each in people.filters()}
    said = []
    for name, value in filters.items():
        if name == "q":
            said.append(gettext("“%(words)s”", words=value))
        elif name in known:
            choices = known[name].choices(scope)
            values = map(str, value) if isinstance(value, list) else [str(value)]
            said.append(f"{known[name].words}: {', '.join(choices.get(one, one) for one in values)}")
        elif name not in NO_FILTERS:
            said.append(f"{name}: {value}")
    return "; ".join(said) or gettext("Everybody who has registered")


def column_words(names: Iterable[str]) -> str:
    """Return the headings of columns."""
    known = {**{one.name: one for one in meals()}, **people.columns()}
    return ", ".join(known[name].heading if name in known else name for name in names)
