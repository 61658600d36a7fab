"""Words of both languages that stand for a code: the way back from what our own lists and forms show."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache

from sokwms_reg.attendees.states import DIETS, HONORIFICS, INTERPRETATION, LANGUAGES, REGIONS, ROLES
from sokwms_reg.core import i18n
from sokwms_reg.core.i18n import gettext, locale_of, speaking
from sokwms_reg.core.search import fold_words
from sokwms_reg.editions.models import Category
from sokwms_reg.registration.forms import choices

_YES = "yes; y; true; tak; t; prawda; 1; x"
_NO = "no; n; false; nie; falsz; 0"
_MORE: Mapping[str, Mapping[str, str]] = {
    "honorific": {"pani": "pani; p; ms; mrs; miss", "pan": "pan; mr"},
    "interpretation": {"none": "nie; no; brak; -", "pl": "polski; na polski; polish", "en": "angielski; english"},
    "diet": {
        "none": "brak; zwykla; standardowa; no; none; standard; regular",
        "vegetarian": "wegetarianska; wegetarianskie; wege",
        "vegan": "weganska; weganskie",
        "gluten-free": "bezglutenowa; bezglutenowe; bez glutenu",
        "other": "inna; inne",
    },
    "language": {"pl": "polski; pol; polish", "en": "angielski; ang; english"},
    "consent_list": {"yes": _YES, "": _NO},
    "consent_next": {"yes": _YES, "": _NO},
}
_TABLES: Mapping[str, Mapping[str, str]] = {
    "honorific": HONORIFICS,
    "interpretation": INTERPRETATION,
    "diet": DIETS,
    "language": LANGUAGES,
    "voivodeship": REGIONS,
    "role": ROLES,
    "consent_list": {},
    "consent_next": {},
}
CODED = (*_TABLES, "country", "category")
_BEFORE_A_REGION = re.compile(r"^(wojewodztwo|woj|voivodeship) | (voivodeship|province)$")
_BETWEEN_DATES = re.compile(r"[,;\n]+|\s+(?=\d)")


class UnknownWordError(ValueError):
    """A word stands for none of the answers."""


@cache
def _codes(field: str) -> Mapping[str, str]:
    """Return the codes of a field by their folded words, in both languages."""
    found: dict[str, str] = {}
    for language in i18n.LANGUAGES:
        with speaking(language):
            found |= _in_one_language(field)
    for code, words in _MORE.get(field, {}).items():
        found |= {fold_words(word): code for word in words.split("; ")}
    return found


def _in_one_language(field: str) -> dict[str, str]:
    if field == "country":
        names = locale_of(i18n.current_language()).territories
        known = choices.countries(i18n.current_language())
        return {fold_words(names[code]): code for code in known} | {code.casefold(): code for code in known}
    table = _TABLES[field]
    words = {fold_words(gettext(text)): str(code) for code, text in table.items()}
    return words | {fold_words(code): str(code) for code in table}


def code_of(field: str, text: str) -> str:
    """Return the code that a cell stands for. Raises UnknownWordError."""
    folded = fold_words(text)
    if field == "voivodeship":
        folded = _BEFORE_A_REGION.sub("", folded)
        folded = folded.zfill(2) if folded.isdecimal() else folded
    codes = _codes(field)
    if folded not in codes:
        raise UnknownWordError(text)
    return codes[folded]


def category_finder(categories: Iterable[Category]) -> Callable[[str], str]:
    """Return what finds the key of a category by key or name, in either language; it raises UnknownWordError."""
    keys: dict[str, str] = {}
    for category in categories:
        keys |= {
            fold_words(words): category.key for words in (category.name.pl, category.name.en, category.key) if words
        }

    def find(text: str) -> str:
        try:
            return keys[fold_words(text)]
        except KeyError as error:
            raise UnknownWordError(text) from error

    return find


def dates_of(text: str) -> list[date]:
    """Return the dates in a cell, written as 2027-01-27 or 27.01.2027. Raises UnknownWordError for anything else."""
    found = []
    for word in filter(None, (part.strip() for part in _BETWEEN_DATES.split(text))):
        try:
            found.append(datetime.strptime(word, "%d.%m.%Y").date() if "." in word else date.fromisoformat(word))  # noqa: DTZ007 - a day has no zone
        except ValueError as error:
            raise UnknownWordError(word) from error
    return found
