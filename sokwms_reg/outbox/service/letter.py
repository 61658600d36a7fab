"""A letter that is ready to go: rendered, in its reader's language, harmless in headers."""

import re
import unicodedata
from dataclasses import dataclass, replace

_BREAKS = {"Cc", "Cs", "Zl", "Zp"}  # control characters, half surrogates, line and paragraph separators
_BLANKS = re.compile(" +")
_CONTROLS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")


@dataclass(frozen=True)
class FinishedLetter:
    """What a reader gets. `attachments` are (file name, content type with its parameters, content)."""

    kind: str
    language: str
    to_name: str
    to_address: str
    reply_to: str
    subject: str
    text: str
    html: str = ""
    attachments: tuple[tuple[str, str, bytes], ...] = ()


def tamed(letter: FinishedLetter) -> FinishedLetter:
    """Return the letter with every control character taken out of what becomes a header.

    A line break in a name would otherwise let its owner write headers of their own. Bodies keep their lines.
    """
    return replace(
        letter,
        kind=one_line(letter.kind),
        language=one_line(letter.language),
        to_name=one_line(letter.to_name),
        to_address=one_line(letter.to_address),
        reply_to=one_line(letter.reply_to),
        subject=one_line(letter.subject),
        text=_lines(letter.text),
        html=_lines(letter.html),
        attachments=tuple((one_line(name), one_line(kind), content) for name, kind, content in letter.attachments),
    )


def one_line(text: str) -> str:
    """Fold line breaks and control characters, and the blanks around them, to one blank."""
    if text.isprintable() and "  " not in text:  # as nearly all are, and looking letter by letter takes long
        return text.strip()
    return _BLANKS.sub(" ", "".join(" " if unicodedata.category(sign) in _BREAKS else sign for sign in text)).strip()


def _lines(text: str) -> str:
    """Keep line breaks and tabs; other control characters, which PostgreSQL or mail would refuse, become blanks."""
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
