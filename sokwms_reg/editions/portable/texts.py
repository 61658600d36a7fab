"""Kinds of fields that take text."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.editions.portable.draft import INVALID, Scope, Spot
from sokwms_reg.editions.portable.shape import Kind, Row, note_unknown
from sokwms_reg.editions.states import KEY, LONGEST_KEY, RESERVED_SLUGS

NAME = 200
TITLE = 300
LONG = 20_000
ADDRESS = 2_000
BREAKS = "\n\t"  # what a text of several lines may hold beside printable characters
LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")  # the last two come with text pasted from word processors
UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")


def tidy(text: str) -> str:
    """Return the text with plain line ends and nothing blank around it: how a file says it, and a row is compared."""
    return LINE_ENDS.sub("\n", text).strip()


@dataclass(frozen=True)
class Text(Kind):
    """Text of several lines, up to `limit` characters."""

    limit: int = LONG
    allowed: str = BREAKS
    expected = "text in quotation marks"

    def read(self, raw: object, spot: Spot) -> object:
        """Refuse what is no text, too long, or holds characters that are not for print (NUL among them)."""
        if not isinstance(raw, str):
            return self.mistaken(raw, spot)
        text = tidy(raw)
        if len(text) > self.limit:
            return spot.refuse(f"expected at most {self.limit} characters, found {len(text)}.")
        for letter in text:
            if unicodedata.category(letter) in UNPRINTABLE and letter not in self.allowed:
                what = "a line break; expected one line" if letter == "\n" else "expected printable characters"
                return spot.refuse(f"holds U+{ord(letter):04X}, {what}.")
        return self.checked(text, spot)

    def checked(self, text: str, spot: Spot) -> object:
        """Return the text where it is fit; narrower kinds look closer. An empty one is always "not given"."""
        del spot
        return text

    def show(self, row: Row, column: str, scope: Scope) -> object:
        """Return the text as a file says it."""
        del scope
        return tidy(getattr(row, column))


@dataclass(frozen=True)
class Line(Text):
    """Text of one line."""

    limit: int = NAME
    allowed: str = ""
    expected = "one line of text in quotation marks"


@dataclass(frozen=True)
class Required(Line):
    """A line that may not be empty."""

    def checked(self, text: str, spot: Spot) -> object:
        """Refuse the empty text."""
        return text or spot.refuse(f"expected {self.expected}, found an empty text.")


@dataclass(frozen=True)
class Key(Line):
    """A key: lower-case letters, digits and single hyphens, because it becomes part of addresses and calendar UIDs."""

    limit: int = LONGEST_KEY
    expected = 'a key of lower-case letters, digits and hyphens, such as "day-1"'

    def checked(self, text: str, spot: Spot) -> object:
        """Refuse what does not match."""
        return text if KEY.fullmatch(text) else spot.refuse(f"expected {self.expected}.")


@dataclass(frozen=True)
class Slug(Key):
    """The edition's address."""

    expected = 'an address of lower-case letters, digits and hyphens, such as "2015-kielce"'

    def checked(self, text: str, spot: Spot) -> object:
        """Refuse the office's own addresses too."""
        if text in RESERVED_SLUGS:
            return spot.refuse(f'"{text}" is an address of the office itself; expected another.')
        return super().checked(text, spot)


@dataclass(frozen=True)
class Choice(Line):
    """One of a few words."""

    words: Collection[str] = ()

    @property
    def expected(self) -> str:  # type: ignore[override]
        """Name the words."""
        return f"one of: {', '.join(self.words)}"

    def checked(self, text: str, spot: Spot) -> object:
        """Refuse other words."""
        return text if text in self.words else spot.refuse(f"expected {self.expected}.")

    def show(self, row: Row, column: str, scope: Scope) -> object:
        """Return the bare word."""
        del scope
        return str(getattr(row, column))


@dataclass(frozen=True)
class Zone(Line):
    """An IANA time zone. Local times further down in the file are read in it."""

    expected = 'an IANA time zone such as "Europe/Warsaw"'

    def checked(self, text: str, spot: Spot) -> object:
        """Refuse zones that nobody knows."""
        if text not in available_timezones():
            return spot.refuse(f"expected {self.expected}.")
        spot.draft.zone = text
        return text


@dataclass(frozen=True)
class Email(Line):
    """An e-mail address, or ""."""

    expected = 'an e-mail address such as "office@example.org"'

    def checked(self, text: str, spot: Spot) -> object:
        """Refuse what cannot be an address; whether anybody reads there is not asked."""
        if not text:
            return text
        try:
            validate_email(text, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError as error:
            return spot.refuse(f"expected {self.expected}: {error}")
        return text


@dataclass(frozen=True)
class Url(Line):
    """A web address, or ""."""

    limit: int = ADDRESS
    expected = 'an address that begins with "https://" or "http://"'

    def checked(self, text: str, spot: Spot) -> object:
        """Refuse other schemes, since the address becomes a link on a page."""
        try:
            parts = urlsplit(text)
            fit = not text or (
                parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)
            )
        except ValueError:
            fit = False
        return text if fit else spot.refuse(f"expected {self.expected}.")


@dataclass(frozen=True)
class Both(Kind):
    """A text in both languages; an absent one is "". `given` demands at least one of them."""

    text: Text
    given: bool = False
    expected = 'a table { pl = "…", en = "…" }'

    def read(self, raw: object, spot: Spot) -> object:
        """Return a Bilingual."""
        if not isinstance(raw, dict):
            return self.mistaken(raw, spot)
        note_unknown(raw, list(LANGUAGES), spot)
        texts = {code: self.text.read(raw.get(code, ""), spot.inside(code)) for code in LANGUAGES}
        if INVALID in texts.values():
            return INVALID
        if self.given and not any(texts.values()):
            return spot.refuse(f"expected {self.expected} with a text in at least one language.")
        return Bilingual(**{code: str(text) for code, text in texts.items()})

    def show(self, row: Row, column: str, scope: Scope) -> object:
        """Return a Bilingual of texts as a file says them."""
        del scope
        stored = getattr(row, column)
        return Bilingual(**{code: tidy(getattr(stored, code)) for code in LANGUAGES})
