"""Folding of text for search and for telling whether two names are the same person's."""

import re
import unicodedata

# Letters that Unicode does not decompose; the rest falls to NFKD.
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ß": "ss", "ẞ": "ss"}
    | {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ı": "i", "ħ": "h", "Ħ": "h"}
)

_NO_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return `text` without case, marks and repeated blanks: "Łódź" and "lodz" become the same."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    unmarked = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(unmarked.casefold().split())


def fold_words(text: str) -> str:
    """Return `text` folded, and without punctuation: "Fundacja „Mosty”" and "fundacja Mosty" become the same."""
    return fold(_NO_WORD.sub(" ", text))


def like(words: str) -> list[str]:
    """Return one escaped LIKE pattern a word (escape character: backslash), all of which must match."""
    escaped = (word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in fold(words).split())
    return [f"%{word}%" for word in escaped]
