"""Content in Polish and English behind one frozen value; `""` means "not given", never NULL."""

from dataclasses import dataclass
from typing import NamedTuple

from sokwms_reg.core.i18n import LANGUAGES


class Localized(NamedTuple):
    """A text and the language it is really in, so that a fall-back can be marked by `lang`."""

    text: str
    language: str


@dataclass(frozen=True)
class Bilingual:
    """One text in both languages. False when neither is given."""

    pl: str = ""
    en: str = ""

    def get(self, language: str) -> Localized:
        """Return the text in `language`, or in the other one where it is missing."""
        wanted = getattr(self, language)
        if wanted:
            return Localized(wanted, language)
        other = next(code for code in LANGUAGES if code != language)
        fallback = getattr(self, other)
        return Localized(fallback, other) if fallback else Localized("", language)

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.pl or self.en)
