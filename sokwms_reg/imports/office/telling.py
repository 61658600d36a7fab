"""Imports in words: the figures of one, and the history of all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.core.i18n import ngettext
from sokwms_reg.imports.service import Result
from sokwms_reg.imports.states import REGISTERED, Fate


@dataclass(frozen=True)
class Told:
    """An import that was recorded."""

    at: datetime
    who: str
    file_name: str
    rows: int
    added: int
    skipped: int


def told_of(entry: AuditEntry) -> Told:
    """Return what a page says of an import."""
    now = {name: values[1] for name, values in entry.changes.items()}
    return Told(entry.at, entry.actor_label, str(now["file"]), now["rows"], now["added"], now["skipped"])


@dataclass(frozen=True)
class Figures:
    """How many rows come to what."""

    by_fate: dict[Fate, int]

    @classmethod
    def of(cls, results: Sequence[Result]) -> "Figures":
        """Count."""
        counted = Counter(one.fate for one in results)
        return cls({fate: counted[fate] for fate in Fate})

    @property
    def registered(self) -> int:
        """Return how many people are registered."""
        return sum(self.by_fate[fate] for fate in REGISTERED)

    @property
    def left_out(self) -> int:
        """Return how many rows are left out."""
        return sum(self.by_fate.values()) - self.registered


def sentence_of(figures: Figures) -> str:
    """Return what an import has done."""
    words = ngettext(
        "%(num)s person from the file is registered.",
        "%(num)s people from the file are registered.",
        figures.registered,
    )
    if not figures.left_out:
        return words
    out = ngettext("%(num)s row was left out.", "%(num)s rows were left out.", figures.left_out)
    return f"{words} {out}"
