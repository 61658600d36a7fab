"""Jinja's words: filters that pages, letters and documents share, and an environment for those without a request."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from babel.dates import format_date, format_datetime, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from sokwms_reg.core import i18n
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.clock import local
from sokwms_reg.core.folders import templates_folder

NO_BREAK = "\u00a0"
_ONE_LETTER = re.compile(r"(?<=\b[aiouwzAIOUWZ]) ")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def localized(text: Bilingual) -> Markup:
    """Return the text in the reader's language; one that falls back is marked by `lang`."""
    language = i18n.current_language()
    shown = text.get(language)
    words = bind(shown.text) if shown.language == "pl" else shown.text
    if shown.language == language:
        return escape(words)
    return Markup('<span lang="{}">{}</span>').format(shown.language, words)


def plain(text: Bilingual) -> str:
    """Return the text in the reader's language without markup, for titles, mails and attributes."""
    return text.get(i18n.current_language()).text


def paragraphs(text: Bilingual) -> Sequence[Sequence[str]]:
    """Return paragraphs (parted by a blank line) of lines, in the reader's language."""
    shown = text.get(i18n.current_language())
    words = bind(shown.text) if shown.language == "pl" else shown.text
    blocks = words.replace("\r\n", "\n").strip().split("\n\n")
    return [[line.strip() for line in block.splitlines() if line.strip()] for block in blocks if block.strip()]


def bind(text: str) -> str:
    """Keep Polish words of one letter with the next word: typography wants none at the end of a line."""
    return _ONE_LETTER.sub(NO_BREAK, text)


def nb(text: object) -> str:
    """Keep a short text on one line."""
    return str(text).replace(" ", NO_BREAK)


def day(value: date) -> str:
    """Return a date: "17 listopada 2026 r.", "17 November 2026"."""
    if i18n.current_language() == "pl":
        return nb(format_date(value, "d MMMM y 'r.'", locale=i18n.current_locale()))
    return nb(format_date(value, "d MMMM y", locale=i18n.current_locale()))


def short_day(value: date) -> str:
    """Return a date without its year: "17 listopada", "17 November"."""
    return nb(format_date(value, "d MMMM", locale=i18n.current_locale()))


def weekday(value: date) -> str:
    """Return the name of the weekday."""
    return format_date(value, "EEEE", locale=i18n.current_locale())


def weekday_day(value: date) -> str:
    """Return weekday and date: "środa, 17 listopada", "Wednesday, 17 November"."""
    comma = "," if i18n.current_language() == "pl" else ""
    return f"{weekday(value)}{comma} {short_day(value)}"


def days(values: Sequence[date]) -> str:
    """Return a span of days: "17-18 listopada 2026 r." with an en dash; one day as `day` does; nothing for none."""
    if not values:
        return ""
    first, last = min(values), max(values)
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}\u2013{day(last)}"
    return f"{short_day(first) if first.year == last.year else day(first)} \u2013 {day(last)}"


def clock(instant: datetime, zone: str) -> str:
    """Return the hour on the clocks of `zone`: "9:30"."""
    return format_time(local(instant, zone), "H:mm", locale=i18n.current_locale())


def moment(instant: datetime, zone: str) -> str:
    """Return day and hour on the clocks of `zone`."""
    there = local(instant, zone)
    return f"{day(there.date())}, {nb(format_datetime(there, 'H:mm', locale=i18n.current_locale()))}"


def zone_words(zone: str) -> str:
    """Return what stands behind an hour that is read abroad: "Polish time"."""
    if zone == "Europe/Warsaw":
        return i18n.gettext("Polish time")
    return i18n.gettext("time zone %(zone)s", zone=zone)


def local_day(instant: datetime, zone: str) -> date:
    """Return the date that calendars in `zone` show at an instant."""
    return local(instant, zone).date()


def iso(instant: datetime, zone: str) -> str:
    """Return an instant for `datetime` attributes, with the offset of `zone`."""
    return local(instant, zone).isoformat()


def roman(number: int) -> str:
    """Return 1 to 39 in Roman numerals, as editions are numbered."""
    result = ""
    for value, letters in _ROMAN:
        while number >= value:
            result, number = result + letters, number - value
    return result


FILTERS = {
    "localized": localized,
    "plain": plain,
    "paragraphs": paragraphs,
    "nb": nb,
    "day": day,
    "short_day": short_day,
    "weekday": weekday,
    "weekday_day": weekday_day,
    "days": days,
    "clock": clock,
    "moment": moment,
    "zone_words": zone_words,
    "local_day": local_day,
    "iso": iso,
    "roman": roman,
}


@cache
def environment() -> Environment:
    """Return an environment for letters and documents: no request, an undefined name is an error.

    Escapes in `.html` only; texts come in `core.i18n.current_language()`.
    """
    made = Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # an edited template shows at the next start, as those of pages do
    )
    give_words(made)
    return made


def give_words(environment: Environment) -> None:
    """Give an environment the filters, and texts from the catalogues by the shortest way; Jinja fills them in."""
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters.update(FILTERS)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext,
        lambda singular, plural, num: i18n.catalogue(i18n.current_language()).ungettext(singular, plural, num),
        newstyle=True,
        pgettext=i18n.pgettext,
    )
