"""Which field a column holds, as far as its heading and its first cells tell."""

import re
from collections.abc import Mapping, Sequence

from sokwms_reg.core.search import fold_words
from sokwms_reg.imports.forms.fields import field_names, known_headings

_SAMPLE = 50  # rows
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DATES = re.compile(r"(\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.\d{4})([,; ]+(\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.\d{4}))*")
_PHONE = re.compile(r"'?\+?[0-9 ()/-]{9,20}")
_HINTS = ((_ADDRESS, ("email", "contact_email")), (_DATES, ("days",)), (_PHONE, ("phone", "contact_phone")))


def guess(headings: Sequence[str], people: Sequence[Sequence[str]], meanings: Mapping[str, str]) -> list[str]:
    """Return a field for each column, "" for none; no field is guessed twice.

    What a heading meant the last time goes first, then what it says, then what the cells below look like.
    """
    names = set(field_names())
    found = [""] * len(headings)
    settled = set()
    for place, heading in enumerate(headings):
        folded = fold_words(heading)
        told = meanings.get(folded, known_headings().get(folded))
        if told is None:
            continue
        settled.add(place)
        if told in names and told not in found:
            found[place] = told
    for place in range(len(headings)):
        if place not in settled:
            found[place] = _looks_like([row[place] for row in people[:_SAMPLE] if place < len(row)], found)
    return found


def _looks_like(cells: Sequence[str], found: Sequence[str]) -> str:
    filled = [cell.strip() for cell in cells if cell.strip()]
    for pattern, fields in _HINTS:
        if filled and sum(bool(pattern.fullmatch(cell)) for cell in filled) * 2 > len(filled):
            return next((field for field in fields if field not in found), "")
    return ""
