"""Fail unless the tests reach every line and branch of what decides and stores: `coverage_gate.py coverage.json`.

Pages and commands may have a corner that no test reaches; a rule about places, states or people may not.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

GUARDED = re.compile(r"^sokwms_reg/(?!core/|migrations/)\w+/(models|queries|service|states)(\.py|/.+\.py)$")


def main(path: Path) -> int:
    """List what the tests do not reach; return the exit status."""
    report = json.loads(path.read_text(encoding="utf-8"))
    guarded = {
        name: figures for name, figures in sorted(report["files"].items()) if GUARDED.match(Path(name).as_posix())
    }
    gaps = [gap for name, figures in guarded.items() for gap in gaps_of(name, figures)]
    total = report["totals"]["percent_covered"]
    if gaps:
        print(
            f"Coverage {total:.1f} %. Services, queries, states and models must be reached whole; tests do not reach:"
        )
        print("\n".join(gaps))
        return 1
    print(f"Coverage {total:.1f} %; services, queries, states and models ({len(guarded)} files) are reached whole.")
    return 0


def gaps_of(name: str, figures: dict[str, Any]) -> Iterator[str]:
    """Name each line and each branch of a file that no test reaches."""
    missing = set(figures["missing_lines"])
    for line in sorted(missing):
        yield f"  {name}:{line}"
    for start, end in figures["missing_branches"]:
        if start not in missing and end not in missing:
            yield f"  {name}:{start} never goes on {'to the end' if end < 0 else f'to line {end}'}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
