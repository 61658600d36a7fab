"""Kinds of fields that take figures, dates and times, and references."""

import datetime as dt
import json
from dataclasses import dataclass

from sokwms_reg.core.clock import exists, instant, local
from sokwms_reg.editions.portable.draft import Scope, Spot
from sokwms_reg.editions.portable.shape import Kind, Row

MOST = 1_000_000
YEARS = range(1990, 2200)
LONGEST_QUOTATION = 60


class Flag(Kind):
    """True or false."""

    expected = "true or false"

    def read(self, raw: object, spot: Spot) -> object:
        """Refuse figures and words."""
        return raw if isinstance(raw, bool) else self.mistaken(raw, spot)


@dataclass(frozen=True)
class Number(Kind):
    """A whole number from `least` to `most`."""

    most: int = MOST
    least: int = 0

    @property
    def expected(self) -> str:  # type: ignore[override]
        """Name the range."""
        return f"a whole number from {self.least} to {self.most}"

    def read(self, raw: object, spot: Spot) -> object:
        """Refuse true and false, which Python counts among whole numbers."""
        if not isinstance(raw, int) or isinstance(raw, bool):
            return self.mistaken(raw, spot)
        return raw if self.least <= raw <= self.most else spot.refuse(f"expected {self.expected}.")


@dataclass(frozen=True)
class Capacity(Number):
    """A number of places of which some may be taken; 0 may mean that there is no limit."""

    zero_is_unlimited: bool = False

    def refusal(self, row: Row, value: object) -> str:
        """Refuse fewer places than are taken."""
        if value == 0 and self.zero_is_unlimited:
            return ""
        too_few = isinstance(value, int) and value < row.taken
        return f"places taken: {row.taken}; expected a capacity of at least {row.taken}." if too_few else ""


class Date(Kind):
    """A local date."""

    expected = "a date such as 2026-11-17"

    def read(self, raw: object, spot: Spot) -> object:
        """Refuse dates with a time, and years that must be slips."""
        if not isinstance(raw, dt.date) or isinstance(raw, dt.datetime):
            return self.mistaken(raw, spot)
        return raw if raw.year in YEARS else spot.refuse(_years())


class Moment(Kind):
    """A local date with a time, an instant in the database.

    Where the clocks go back and a local time comes twice, the first one is meant. A row that holds the second one
    is shown as the same local time, so it stays as it is until that is changed.
    """

    expected = "a local date and time such as 2026-11-01T09:00:00, without an offset"

    def read(self, raw: object, spot: Spot) -> object:
        """Refuse offsets, fractions of a second, and times that the clocks skip."""
        if not isinstance(raw, dt.datetime):
            return self.mistaken(raw, spot)
        if raw.tzinfo or raw.microsecond:
            return spot.refuse(f"expected {self.expected} and fractions of a second.")
        if raw.year not in YEARS:
            return spot.refuse(_years())
        return raw if exists(raw, spot.draft.zone) else spot.refuse(skipped(raw, spot.draft.zone))

    def show(self, row: Row, column: str, scope: Scope) -> object:
        """Return the local time."""
        stored = getattr(row, column)
        return None if stored is None else local(stored, scope.zone).replace(tzinfo=None)

    def store(self, row: Row, column: str, value: object, scope: Scope) -> None:
        """Store the instant."""
        setattr(row, column, instant(value, scope.zone) if isinstance(value, dt.datetime) else None)


@dataclass(frozen=True)
class Reference(Kind):
    """The key of an object of an earlier list."""

    table: str

    @property
    def expected(self) -> str:  # type: ignore[override]
        """Name the list."""
        return f"a key that stands in [[{self.table}]]"

    def read(self, raw: object, spot: Spot) -> object:
        """Refuse keys that the file does not have."""
        if not isinstance(raw, str):
            return self.mistaken(raw, spot)
        found = quoted(raw)
        return raw if spot.draft.find(self.table, raw) else spot.refuse(f"expected {self.expected}, found {found}.")

    def show(self, row: Row, column: str, scope: Scope) -> object:
        """Return the key of the row pointed at."""
        target = getattr(row, column)
        return None if target is None else scope.keys[self.table][target]

    def store(self, row: Row, column: str, value: object, scope: Scope) -> None:
        """Point at the row with this key."""
        setattr(row, column, scope.id_of(self.table, value) if isinstance(value, str) else None)


def quoted(text: str) -> str:
    """Return the beginning of a text in quotation marks, fit for a terminal."""
    short = text if len(text) <= LONGEST_QUOTATION else f"{text[:LONGEST_QUOTATION]}…"
    return f'"{short}"' if short.isprintable() else json.dumps(short)


def skipped(naive: dt.datetime, zone: str) -> str:
    """Return the sentence about a time that does not exist."""
    return f"the clocks of {zone} skip {naive:%H:%M} on {naive:%Y-%m-%d}; expected a time that exists."


def _years() -> str:
    return f"expected a year from {YEARS[0]} to {YEARS[-1]}."
