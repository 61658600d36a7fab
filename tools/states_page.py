"""Draw docs/states.md from the table of states in the code, with `check` only say whether it is stale (status 1)."""

import sys
from pathlib import Path

from generated import write_or_check

from sokwms_reg.registration.states import HOLDING, LABELS, TRANSITIONS, Landing, State, Way

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "states.md"

HEAD = """# States of a registration

*Drawn from `sokwms_reg/registration/states/table.py` by `make states`; a test refuses a page that differs.*

A registration is always in one of six states. {holding} hold a place in the category and on every chosen day; the
others hold none. One function, `service/moving.py: change_state`, changes a state, and only along a row of this table.
"""
PLACES = """
**A place** means: confirmed, or, in a category where the secretariat decides on each registration, awaiting a decision.
**A place or the line** means: the same where a place is free for the registration, otherwise the waiting list.
"""
SHOWN = {
    Landing.PLACE: (State.CONFIRMED, State.PENDING),
    Landing.PLACE_OR_LINE: (State.CONFIRMED, State.PENDING, State.WAITING),
}
WORDS = {Landing.PLACE: "a place", Landing.PLACE_OR_LINE: "a place or the line"}


def picture() -> str:
    """Return the diagram: an arrow for each pair of states, with all the steps that lead along it."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for way in TRANSITIONS.values():
        for target in _targets(way):
            if way.source != target:
                arrows.setdefault((way.source or "[*]", target), []).append(str(way.step))
    names = [f'    state "{LABELS[state]}" as {state}' for state in State]
    lines = [f"    {source} --> {target}: {', '.join(steps)}" for (source, target), steps in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *names, *lines, "```"])


def _targets(way: Way) -> tuple[State, ...]:
    return SHOWN[way.target] if isinstance(way.target, Landing) else (way.target,)


def table() -> str:
    """Return the rows of the table in the order of the code."""
    rows = ["| Step | From | To | What it is |", "|---|---|---|---|"]
    for way in TRANSITIONS.values():
        source = LABELS[way.source].lower() if way.source else "nothing yet"
        target = WORDS[way.target] if isinstance(way.target, Landing) else LABELS[way.target].lower()
        only = "; only where the secretariat decides on each" if way.approved_only else ""
        rows.append(f"| `{way.step}` | {source} | {target} | {way.meaning}{only} |")
    return "\n".join(rows)


def page() -> str:
    """Return the whole page."""
    holding = ", ".join(LABELS[state].lower() for state in State if state in HOLDING)
    head = HEAD.format(holding=f"Three of them ({holding})")
    return f"{head}\n{picture()}\n\n{table()}\n{PLACES}"


def main(arguments: list[str], path: Path = PAGE) -> int:
    """Write the page, or check it; return the exit status."""
    return write_or_check(arguments, path, page, "make states")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
