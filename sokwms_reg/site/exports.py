"""An edition as data for search engines: a schema.org Event (https://schema.org/Event) in JSON-LD."""

from collections.abc import Sequence

from babel import Locale

from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.models import Edition, Partner, PartnerKind
from sokwms_reg.editions.queries import DatedEdition

SCHEMA = "https://schema.org"
ORGANISERS = (PartnerKind.HOST, PartnerKind.CO_ORGANISER)


def event_data(item: DatedEdition, partners: Sequence[Partner], url: str) -> dict[str, object] | None:
    """Return the event in the reader's language; None while there are no dates, without which it is none.

    What is not known is left out: an empty value would say that there is nothing.
    """
    if not item.days:
        return None
    edition = item.edition
    status = "EventCancelled" if edition.cancelled else "EventScheduled"
    event: dict[str, object] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": f"{plain(edition.name)}: {plain(edition.title)}",
        "description": plain(edition.lead),
        "url": url,
        "startDate": item.first.isoformat(),
        "endDate": item.last.isoformat(),
        "eventStatus": f"{SCHEMA}/{status}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": _spoken(edition),
        "location": _place(edition),
        "organizer": _institutions(partners, ORGANISERS),
        "funder": _institutions(partners, (PartnerKind.FUNDER,)),
    }
    return {key: value for key, value in event.items() if value not in ("", [], None)}


def _spoken(edition: Edition) -> list[str]:
    """Return the codes of the languages that the edition names."""
    english = Locale("en").languages
    return [code for code in LANGUAGES if english[code] in edition.languages_en]


def _place(edition: Edition) -> dict[str, object] | None:
    name = plain(edition.venue) or plain(edition.city)
    if not name:
        return None
    parts = {"streetAddress": plain(edition.address), "addressLocality": plain(edition.city)}
    known = {key: value for key, value in parts.items() if value}
    return {"@type": "Place", "name": name} | ({"address": {"@type": "PostalAddress"} | known} if known else {})


def _institutions(partners: Sequence[Partner], kinds: tuple[PartnerKind, ...]) -> list[dict[str, str]]:
    return [_institution(partner.name, partner.url) for partner in partners if partner.kind in kinds]


def _institution(name: Bilingual, url: str) -> dict[str, str]:
    return {"@type": "Organization", "name": plain(name)} | ({"url": url} if url else {})
