"""Letters in words: kinds that rooms contribute, and their rendering in the reader's language."""

from sokwms_reg.letters.service.kinds import LetterKind, UnknownKindError, contribute, kind_words, letter_kinds
from sokwms_reg.letters.service.rendering import Rendered, render

__all__ = [
    "LetterKind",
    "Rendered",
    "UnknownKindError",
    "contribute",
    "kind_words",
    "letter_kinds",
    "render",
]
