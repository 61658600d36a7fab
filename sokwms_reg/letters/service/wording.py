"""Text as mailboxes show it: a subject of one line, paragraphs of short lines."""

import textwrap
from collections.abc import Iterable

from sokwms_reg.outbox.service.letter import one_line

LONGEST_SUBJECT = 200
TEXT_WIDTH = 72


def subject_line(text: str) -> str:
    """Fold to one line, shortened by an ellipsis where it is too long for any mailbox to show."""
    folded = one_line(text)
    return folded if len(folded) <= LONGEST_SUBJECT else f"{folded[: LONGEST_SUBJECT - 1].rstrip()}…"


def wrapped(text: str) -> str:
    """Break long lines between words, never inside an address; one blank line at most between paragraphs."""
    return closed_up(part for line in text.strip().splitlines() for part in broken(line))


def closed_up(parts: Iterable[str]) -> str:
    """Put lines together, with one blank line at most between paragraphs."""
    lines: list[str] = []
    for part in parts:
        if part or (lines and lines[-1]):
            lines.append(part)
    return "\n".join(lines) + "\n"


def broken(line: str) -> list[str]:
    """Return a line as lines of the text's width; a single word may be longer."""
    line = line.rstrip()
    if len(line) <= TEXT_WIDTH:
        return [line]
    return textwrap.wrap(line, TEXT_WIDTH, break_long_words=False, break_on_hyphens=False)
