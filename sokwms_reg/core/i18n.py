"""The reader's language, and interface texts in it, with no need of an application or a request.

The language travels in a context variable: the web sets it from the address, a letter from its reader, an export
from its column headers. Flask-Babel and the bare Jinja environment of the letters both read it here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from babel import Locale
from babel.support import NullTranslations, Translations

from sokwms_reg.core.folders import translations_folder
from sokwms_reg.core.search import fold

LANGUAGES = ("pl", "en")
DEFAULT_LANGUAGE = "pl"
LANGUAGE_NAMES = {"pl": "Polski", "en": "English"}

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def current_language() -> str:
    """Return the language that texts are wanted in: "pl" or "en"."""
    return _language.get()


def set_language(language: str) -> None:
    """Set the language for the rest of this context (a web request has one of its own)."""
    if language not in LANGUAGES:
        message = f"no such language: {language!r}"
        raise ValueError(message)
    _language.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Want all texts in `language` inside the block, whoever asks outside."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def current_locale() -> Locale:
    """Return the Babel locale for names of countries, dates and numbers: British order and spelling in English."""
    return locale_of(current_language())


@cache
def locale_of(language: str) -> Locale:
    """Return the Babel locale of a language code."""
    return Locale("pl", "PL") if language == "pl" else Locale("en", "GB")


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the compiled catalogue of a language; an uncompiled one speaks English, the language of the sources."""
    return Translations.load(translations_folder(), [language])


def gettext(text: str, **values: object) -> str:
    """Translate `text` and fill in `%(name)s`."""
    translated = catalogue(current_language()).ugettext(text)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Translate in the plural form that `num` takes; `%(num)s` is filled in by itself."""
    translated = catalogue(current_language()).ungettext(singular, plural, num)
    return translated % {"num": num, **values}


def pgettext(context: str, text: str, **values: object) -> str:
    """Translate `text` as it is meant in `context`."""
    translated = catalogue(current_language()).upgettext(context, text)
    return str(translated) % values if values else str(translated)


def N_(text: str) -> str:  # noqa: N802 - the customary name of the marker
    """Mark a constant for the catalogues; it is translated where it is shown."""
    return text


_POLISH = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_AFTER = {letter: f"{index:02d}" for index, letter in enumerate(_POLISH)}


def sort_key(text: str) -> str:
    """Return a key for the Polish order of letters: Luksemburg before Łotwa; other marks do not count."""
    letters = (letter if letter in _AFTER else fold(letter) for letter in text.casefold())
    return "".join(_AFTER.get(letter, letter) for letter in "".join(letters))
