"""Values of a registration's fields in the reader's words: on the page, in histories, where two versions differ."""

from datetime import date

from sokwms_reg.attendees.office.words import POOLS
from sokwms_reg.attendees.states import DIETS, HONORIFICS, INTERPRETATION, LANGUAGES, REGIONS, ROLES
from sokwms_reg.core.i18n import current_locale, gettext
from sokwms_reg.core.templates import nb, short_day

_CODES: dict[str, dict[str, str]] = {
    "honorific": HONORIFICS,
    "interpretation": INTERPRETATION,
    "diet": DIETS,
    "voivodeship": REGIONS,
    "language": LANGUAGES,
    "role": ROLES,
    "pool": {str(pool): words for pool, words in POOLS.items()},
}
_TELEPHONES = frozenset({"phone", "contact_phone"})


def value_words(name: str, value: object) -> str:
    """Return a value in the reader's words; days are ISO dates."""
    return words_or_nothing(name, value) or gettext("not given")


def words_or_nothing(name: str, value: object) -> str:
    """Return a value in the reader's words, "" where nothing was given."""
    if isinstance(value, list):
        return ", ".join(short_day(date.fromisoformat(day)) for day in value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    text = str(value)
    if name == "country":
        return str(current_locale().territories.get(text, text))
    if name in _TELEPHONES:
        return nb(text)
    words = _CODES.get(name, {})
    return gettext(words[text]) if text in words else text
