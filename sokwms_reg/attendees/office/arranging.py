"""The columns of a list, to be moved, left out and added by plain links."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.office.shown import Shown

ANCHOR = "columns"  # inside the fold, which browsers open for what they are sent to


@dataclass(frozen=True)
class Spot:
    """A column that is shown, and the addresses of the list with it elsewhere; "" where that is not possible."""

    heading: str
    earlier: str
    later: str
    without: str


def spots(shown: Shown) -> list[Spot]:
    """Return the columns in their order."""
    names = list(shown.names)
    return [
        Spot(
            column.heading,
            _link(shown, _swapped(names, place - 1)) if place else "",
            _link(shown, _swapped(names, place)) if place < len(names) - 1 else "",
            _link(shown, [*names[:place], *names[place + 1 :]]) if len(names) > 1 else "",
        )
        for place, column in enumerate(shown.columns)
    ]


def addable(shown: Shown) -> list[tuple[str, str]]:
    """Return the names and headings of the other columns that are open to the reader."""
    closed = {*shown.names, *(() if shown.sees_needs else queries.NEEDS)}
    return [(name, column.heading) for name, column in queries.columns().items() if name not in closed]


def usual(shown: Shown) -> str:
    """Return the address of the list with the usual columns; "" where it has them."""
    return _link(shown, ()) if shown.wish.columns else ""


def _swapped(names: Sequence[str], place: int) -> list[str]:
    """Return the names with two neighbours exchanged."""
    return [*names[:place], names[place + 1], names[place], *names[place + 2 :]]


def _link(shown: Shown, names: Sequence[str]) -> str:
    columns = () if tuple(names) == queries.USUAL else tuple(names)
    return f"{shown.link(replace(shown.wish, columns=columns, page=1))}#{ANCHOR}"
