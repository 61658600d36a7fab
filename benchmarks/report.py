"""Figures beside what we aim at and what the peers need, as a table and as JSON.

The peers' figures were measured on a machine of this kind (two cores) with three programs for conferences; they are
printed to give the aims a scale.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

FORMAT = 1
PERCENT = 100
MILLI = 1000
HUNDRED, TEN = 100, 10
EXACT = "="


@dataclass(frozen=True)
class Aim:
    """What is to be reached: `sign` is "≥", "≤", or "=" for what must be right on any machine."""

    sign: str
    value: float

    def met(self, value: float) -> bool:
        """Tell whether a figure reaches it."""
        if self.sign == EXACT:
            return value == self.value
        return value >= self.value if self.sign == "≥" else value <= self.value


@dataclass(frozen=True)
class Figure:
    """One figure. `key` names it for programs, such as "pages.home.rate"; `peers` is the range of the others."""

    key: str
    label: str
    value: float
    unit: str
    aim: Aim | None = None
    peers: str = ""

    @property
    def met(self) -> bool | None:
        """Tell whether the aim is reached; None where there is none."""
        return self.aim.met(self.value) if self.aim else None

    @property
    def wrong(self) -> bool:
        """Tell whether something came out that may on no machine."""
        return self.met is False and self.aim is not None and self.aim.sign == EXACT


def p(share: int, seconds: Sequence[float]) -> float:
    """Return a percentile in milliseconds."""
    cuts = quantiles(seconds, n=PERCENT, method="inclusive") if len(seconds) > 1 else [seconds[0]] * (PERCENT - 1)
    return cuts[share - 1] * MILLI


def slug(name: str) -> str:
    """Return a label as a part of a key."""
    return name.replace(",", "").replace(" ", "_")


def shown(value: float) -> str:
    """Return a figure with as many digits as mean something."""
    if value == int(value) and abs(value) >= 1:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= HUNDRED else f"{value:.1f}" if abs(value) >= TEN else f"{value:.2f}"


def heading(name: str, server: str, database: str) -> str:
    """Return the lines above a measure's figures."""
    titles = f"{'':62}{'figure':>12}  {'aim':<12}{'met':<5}peers"
    return f"\n{name}, {server}, {database}\n{titles}"


def line(figure: Figure) -> str:
    """Return a figure as a line of the table."""
    aim = f"{figure.aim.sign} {shown(figure.aim.value)}" if figure.aim else ""
    met = {True: "yes", False: "NO", None: ""}[figure.met]
    label = f"  {figure.label} [{figure.unit}]" if figure.unit else f"  {figure.label}"
    return f"{label:<62}{shown(figure.value):>12}  {aim:<12}{met:<5}{figure.peers}".rstrip()


def as_data(figure: Figure, server: str, database: str) -> dict[str, Any]:
    """Return a figure as it stands in the JSON file."""
    return {**asdict(figure), "aim": f"{figure.aim.sign} {figure.aim.value:g}" if figure.aim else None} | {
        "met": figure.met,
        "server": server,
        "database": database,
    }


def document(machine: dict[str, Any], options: dict[str, Any], figures: list[dict[str, Any]]) -> dict[str, Any]:
    """Return everything that a run found."""
    return {"format": FORMAT, "machine": machine, "options": options, "figures": figures}


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a run as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
