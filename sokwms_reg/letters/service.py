"""Rendering a letter: three templates of one folder, in the reader's language, with no application and no request.

Rooms contribute their kinds of letter at import, so that whatever lists them (an editor of wordings, the outbox)
knows them all without knowing the rooms.
"""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from css_inline import CSSInliner
from jinja2 import Template

from sokwms_reg.core.i18n import gettext, speaking
from sokwms_reg.core.templates import environment
from sokwms_reg.outbox.service.letter import one_line

LONGEST_SUBJECT = 200
TEXT_WIDTH = 72

# Rules inside @media cannot stand in an attribute: they stay, for readers in dark mode.
_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


class UnknownKindError(LookupError):
    """No room has contributed this kind of letter."""


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter: `name` is its folder below `templates/email/`, `title` an English text of the catalogues."""

    name: str
    title: str

    @property
    def words(self) -> str:
        """Return the title in the reader's language."""
        return gettext(self.title)


@dataclass(frozen=True)
class Rendered:
    """A letter in words. The subject is one line; `html` carries its own style."""

    subject: str
    text: str
    html: str


_kinds: dict[str, LetterKind] = {}


def contribute(*kinds: LetterKind) -> None:
    """Make kinds of letter known; the same kind twice is one."""
    _kinds.update((kind.name, kind) for kind in kinds)


def letter_kinds() -> tuple[LetterKind, ...]:
    """Return all kinds, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def kind_words(name: str) -> str:
    """Return what a kind is called in the reader's language; its bare name where no room knows it any more."""
    return _kinds[name].words if name in _kinds else name


def render(kind: str, language: str, variables: Mapping[str, object]) -> Rendered:
    """Render a letter in `language`. Raises UnknownKindError; a missing variable is jinja2's UndefinedError.

    The layout needs `edition` (contact, co-financing, demonstration) and `salutation` ("" for the general one).
    """
    if kind not in _kinds:
        raise UnknownKindError(kind)
    with speaking(language):
        given = {**variables, "language": language}
        return Rendered(
            subject=_subject(_template(kind, "subject.txt").render(given)),
            text=_wrapped(_template(kind, "body.txt").render(given)),
            html=_inliner.inline(_template(kind, "body.html").render(given)),
        )


def _template(kind: str, part: str) -> Template:
    return environment().get_template(f"email/{kind}/{part}")


def _subject(text: str) -> str:
    """Fold to one line, shortened by an ellipsis where it is too long for any mailbox to show."""
    folded = one_line(text)
    return folded if len(folded) <= LONGEST_SUBJECT else f"{folded[: LONGEST_SUBJECT - 1].rstrip()}…"


def _wrapped(text: str) -> str:
    """Break long lines between words, never inside an address; one blank line at most between paragraphs."""
    lines: list[str] = []
    for line in map(str.rstrip, text.strip().splitlines()):
        parts = [line] if len(line) <= TEXT_WIDTH else _broken(line)
        lines += [part for part in parts if part or lines[-1]]
    return "\n".join(lines) + "\n"


def _broken(line: str) -> list[str]:
    return textwrap.wrap(line, TEXT_WIDTH, break_long_words=False, break_on_hyphens=False)
