"""What has changed in a list since it was handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Sequence[Any]


@dataclass(frozen=True)
class Comparison:
    """Keys of rows that came, went and changed; of the last, the spots in the row whose values are others."""

    added: Sequence[str] = ()
    removed: Sequence[str] = ()
    changed: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Return how many rows are not what they were."""
        return len(self.added) + len(self.removed) + len(self.changed)


def compare(old: Mapping[str, Row], new: Mapping[str, Row]) -> Comparison:
    """Compare two states of a list, each in its own order. Spot 0 of a row is the reference, which never changes."""
    both = [key for key in new if key in old]
    changed = {key: _spots(old[key], new[key]) for key in both}
    return Comparison(
        added=[key for key in new if key not in old],
        removed=[key for key in old if key not in new],
        changed={key: spots for key, spots in changed.items() if spots},
    )


def _spots(old: Row, new: Row) -> list[int]:
    return [spot for spot in range(1, len(old)) if old[spot] != new[spot]]
