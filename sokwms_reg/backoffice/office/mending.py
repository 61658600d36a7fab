"""What an edition lacks, in words, with the page that mends it or with those who can."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from sokwms_reg.backoffice.states import Lack, Missing
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.office import allowed
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.states import Permission

WORDS = {
    Lack.MAIL: N_("No mail server is set: messages are written to files and reach nobody."),
    Lack.DAYS: N_("The edition has no days."),
    Lack.CATEGORIES: N_("The edition has no categories, so nobody can register."),
    Lack.CAPACITY: N_("The category “%(category)s” has no places."),
    Lack.WINDOW: N_("It is not set when registration opens and closes."),
    Lack.WINDOW_OVER: N_("Registration has closed, and the conference is still to come."),
    Lack.PRIVACY: N_("There is no privacy notice in this language: %(language)s."),
    Lack.RULES: N_("There are no rules in this language: %(language)s."),
    Lack.EMAIL: N_("There is no e-mail address of the secretariat."),
    Lack.PHONE: N_("There is no telephone number of the secretariat."),
    Lack.PUBLISHED: N_("The public pages of the edition are not published."),
    Lack.PROGRAMME: N_("There is no public programme."),
}
LANGUAGES = {"pl": N_("Polish"), "en": N_("English"), "": ""}
_REGISTRATION = frozenset({Lack.WINDOW, Lack.WINDOW_OVER})
_TEXTS = frozenset({Lack.PRIVACY, Lack.RULES, Lack.EMAIL, Lack.PHONE})


@dataclass(frozen=True)
class Mend:
    """A sentence; the address that mends it ("" where there is none for the reader); who can, where it is not they."""

    words: str
    url: str
    who: str


def mends(slug: str, found: Iterable[Missing]) -> list[Mend]:
    """Return a sentence for each lack, with the way to mend it."""
    writes = allowed(Permission.SETTINGS_WRITE, slug)
    return [_mend(slug, each, writes=writes) for each in found]


def _mend(slug: str, each: Missing, *, writes: bool) -> Mend:
    words = gettext(
        WORDS[each.lack],
        category=plain(each.category.name) if each.category else "",
        language=gettext(LANGUAGES[each.language]) if each.language else "",
    )
    url = _address(slug, each)
    if url:
        return Mend(words, url, "") if writes else Mend(words, "", gettext("An organiser of the edition can set it."))
    if each.lack is Lack.MAIL:
        return Mend(words, "", gettext("Whoever runs the server sets SOKWMS_MAIL_URL."))
    return Mend(words, "", gettext("It comes with the edition file, which whoever runs the server loads."))


def _address(slug: str, each: Missing) -> str:
    if each.category:
        return url_for("places.settings_form", slug=slug, part="category", key=each.category.key)
    if each.lack in _REGISTRATION:
        return url_for("places.settings_form", slug=slug, part="registration")
    return url_for("places.settings_form", slug=slug, part="texts") if each.lack in _TEXTS else ""
