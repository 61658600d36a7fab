"""What can be chosen: voivodeships as in TERC, countries as in ISO 3166, named and sorted in the reader's language."""

from collections.abc import Mapping
from functools import cache

from flask_babel import lazy_gettext as _
from markupsafe import Markup

from sokwms_reg.core.i18n import current_language, locale_of, sort_key

# Codes and names of the national register of territorial units (TERC); "00" is the form's own, for nationwide bodies.
NATIONWIDE = "00"
VOIVODESHIPS = {
    "02": "dolnośląskie",
    "04": "kujawsko-pomorskie",
    "06": "lubelskie",
    "08": "lubuskie",
    "10": "łódzkie",
    "12": "małopolskie",
    "14": "mazowieckie",
    "16": "opolskie",
    "18": "podkarpackie",
    "20": "podlaskie",
    "22": "pomorskie",
    "24": "śląskie",
    "26": "świętokrzyskie",
    "28": "warmińsko-mazurskie",
    "30": "wielkopolskie",
    "32": "zachodniopomorskie",
}
NATIONWIDE_WORDS = _("nationwide body")
HOME = "PL"

HONORIFICS = {"": _("no form of address"), "pani": _("Pani (Ms)"), "pan": _("Pan (Mr)")}
INTERPRETATION = {
    "none": _("Interpreting is not needed"),
    "pl": _("I would like to listen in Polish"),
    "en": _("I would like to listen in English"),
}
DIETS = {
    "none": _("No special requirements"),
    "vegetarian": _("Vegetarian"),
    "vegan": _("Vegan"),
    "gluten-free": _("Gluten-free"),
    "other": _("Other (please describe below)"),
}


@cache
def countries(language: str) -> dict[str, str]:
    """Return ISO 3166 alpha-2 codes with names, in the alphabetical order of the language."""
    territories = locale_of(language).territories
    real = {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha() and code not in _NOT}  # noqa: PLR2004
    return dict(sorted(real.items(), key=lambda item: sort_key(item[1])))


def abroad(language: str) -> dict[str, str]:
    """Return the countries that a guest from abroad may name: all but Poland."""
    return {code: name for code, name in countries(language).items() if code != HOME}


# In CLDR's list but no country of ISO 3166: unions, pseudo-locales, outlying and unknown regions.
_NOT = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA", "XK"}


@cache
def _country_options(language: str) -> Markup:
    rows = (Markup('<option value="{}">{}</option>').format(code, name) for code, name in abroad(language).items())
    return Markup("").join(rows)


def country_options(chosen: str | None) -> Markup:
    """Return the options of the country list, rendered once a language; only the chosen one is put in."""
    options = _country_options(current_language())
    if chosen in abroad(current_language()):
        mark = Markup('<option value="{}"').format(chosen)
        options = Markup(options.replace(mark, mark + Markup(" selected"), 1))  # noqa: S704 - built of escaped parts
    return options


def country_name(code: str) -> str:
    """Return a country's name in the reader's language; the code itself where CLDR knows none."""
    return str(locale_of(current_language()).territories.get(code, code))


def answers(field: str) -> Mapping[str, object]:
    """Return the codes of a field's answers with their words, in the order in which they are offered."""
    named: dict[str, Mapping[str, object]] = {
        "honorific": HONORIFICS,
        "interpretation": INTERPRETATION,
        "diet": DIETS,
        "country": abroad(current_language()),
        "voivodeship": {"": _("Please choose"), NATIONWIDE: NATIONWIDE_WORDS, **VOIVODESHIPS},
    }
    return named[field]
