"""The rules of an edition's places in sentences, the same on pages and in letters, in the reader's language."""

from datetime import date, datetime

from sokwms_reg.core.i18n import gettext, ngettext
from sokwms_reg.core.templates import day, moment, nb
from sokwms_reg.editions.models import Category, CategoryPolicy, Edition, Promotion
from sokwms_reg.registration.states.windows import Phase, promotion_ends, promotion_is_on


def line_words(edition: Edition, now: datetime) -> str:
    """Return what happens to places that become free, as it is at this instant, and who decides after that."""
    if not promotion_is_on(edition, now):
        decides = gettext("The secretariat decides on places that become free; a message will be sent at once.")
        return f"{decides} {_by_telephone(edition)}".strip()
    ends = promotion_ends(edition)
    if edition.promotion == Promotion.OFFERS:
        return f"{_offers_words(edition, ends)} {_by_telephone(edition) if ends else ''}".strip()
    if ends is None:
        return gettext(
            "A place that becomes free goes automatically to the first in line, and a message will be sent at once."
        )
    goes = gettext(
        "Until %(day)s, a place that becomes free goes automatically to the first in line; after that the secretariat "
        "decides. In either case a message will be sent at once.",
        day=_end_words(edition, ends),
    )
    return f"{goes} {_by_telephone(edition)}".strip()


def _offers_words(edition: Edition, ends: date | None) -> str:
    hours = ngettext("%(num)s hour", "%(num)s hours", edition.offer_hours)
    if ends is None:
        return gettext(
            "A place that becomes free is offered to the first in line by e-mail. The offer is kept for %(hours)s, "
            "then it goes to the next person.",
            hours=hours,
        )
    return gettext(
        "Until %(day)s, a place that becomes free is offered to the first in line by e-mail. The offer is kept for "
        "%(hours)s, then it goes to the next person. After that day the secretariat decides.",
        day=_end_words(edition, ends),
        hours=hours,
    )


def _end_words(edition: Edition, ends: date) -> str:
    return moment(ends, edition.timezone) if isinstance(ends, datetime) else day(ends)


def _by_telephone(edition: Edition) -> str:
    if not edition.contact_phone:
        return ""
    return gettext("The secretariat's telephone: %(phone)s.", phone=nb(edition.contact_phone))


def institution_words(category: Category) -> str:
    """Return what the limit of the institution, of which there is one, means for somebody who is about to register."""
    return ngettext(
        "At most %(num)s person from one institution may hold a place in this category. Further people from it go on "
        "the waiting list; the secretariat may make an exception.",
        "At most %(num)s people from one institution may hold places in this category. Further people from it go on "
        "the waiting list; the secretariat may make an exception.",
        category.institution_limit,
    )


def kept_back_words(category: Category) -> str:
    """Return why somebody waits whom the limit of the institution keeps from a place."""
    return ngettext(
        "In this category, at most %(num)s person from one institution may hold a place, and somebody from this "
        "institution does already. The registration waits until that place becomes free or the secretariat makes an "
        "exception.",
        "In this category, at most %(num)s people from one institution may hold places, and as many from this "
        "institution do already. The registration waits until one of those places becomes free or the secretariat "
        "makes an exception.",
        category.institution_limit,
    )


def rule_words(edition: Edition, category: Category) -> list[str]:
    """Return what somebody should know about a category before typing anything: decision, window, limit, reserves."""
    sentences = []
    if category.policy == CategoryPolicy.APPROVED:
        sentences.append(
            gettext("The secretariat decides on each registration in this category. The decision comes by e-mail.")
        )
    if category.closes_at is not None and category.policy != CategoryPolicy.CLOSED:
        until = moment(category.closes_at, edition.timezone)
        sentences.append(gettext("Registration in this category is open until %(until)s.", until=until))
    if category.institution_limit:
        sentences.append(institution_words(category))
    if category.reserved:
        sentences.append(
            ngettext(
                "In addition, %(num)s place is reserved for speakers and invited guests.",
                "In addition, %(num)s places are reserved for speakers and invited guests.",
                category.reserved,
            )
        )
    return sentences


def phase_words(edition: Edition, category: Category, phase: Phase) -> str:
    """Return why nobody can register in a category now, "" where one can; the edition itself is open."""
    if phase == Phase.OFFICE:
        sentence = gettext("The secretariat registers participants in this category.")
        return f"{sentence} {_by_telephone(edition)}".strip()
    if phase == Phase.NOT_YET and category.opens_at is not None:
        when = moment(category.opens_at, edition.timezone)
        return gettext("Registration in this category opens on %(when)s.", when=when)
    if phase == Phase.CLOSED and category.closes_at is not None:
        when = moment(category.closes_at, edition.timezone)
        return gettext("Registration in this category closed on %(when)s.", when=when)
    return ""
