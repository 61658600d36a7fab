"""Pages of docs/ that are written from the code: written, or compared with what the code says now."""

import sys
from collections.abc import Callable
from pathlib import Path


def write_or_check(arguments: list[str], path: Path, page: Callable[[], str], command: str) -> int:
    """Write a page, or with the argument `check` compare it; return the exit status, 1 where it differs."""
    if arguments != ["check"]:
        path.write_text(page(), encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == page():
        return 0
    print(f"{path.name} differs from what the code says; run: {command}", file=sys.stderr)
    return 1
