"""Kinds of letter. Rooms contribute theirs at import.

So whatever lists them (an editor of wordings, the outbox) knows them all without knowing the rooms.
"""

from dataclasses import dataclass

from sokwms_reg.core.i18n import gettext


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


_kinds: dict[str, LetterKind] = {}


def contribute(*kinds: LetterKind) -> None:
    """Make kinds of letter known; the same kind twice is one."""
    _kinds.update((kind.name, kind) for kind in kinds)


def letter_kinds() -> tuple[LetterKind, ...]:
    """Return all kinds, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def demand_kind(name: str) -> None:
    """Raise UnknownKindError for a kind that no room has contributed."""
    if name not in _kinds:
        raise UnknownKindError(name)


def kind_words(name: str) -> str:
    """Return what a kind is called in the reader's language; its bare name where no room knows it any more."""
    return _kinds[name].words if name in _kinds else name
