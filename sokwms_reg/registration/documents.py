"""The confirmation of a registration on one page, for the employer's travel order.

It is handed in and filed by others. So it holds no link, no entry code, and nothing of diet, needs or contact data.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.agenda.queries import DaySpan, spans_of
from sokwms_reg.core.documents import mosaic_strip, passage, pdf
from sokwms_reg.core.i18n import current_language, gettext, speaking
from sokwms_reg.core.templates import bind, clock, day, local_day, nb, plain, weekday, zone_words
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State

Row = dict[str, object]


def can_be_confirmed(edition: Edition, state: str) -> bool:
    """Tell whether there is something to travel to: a confirmed place, in an edition that has not been cancelled."""
    return state == State.CONFIRMED and not edition.cancelled


def confirmation(session: Session, registration: Registration, language: str, now: datetime) -> bytes:
    """Return the confirmation as a PDF; `now` is its date of issue, on the calendar of the edition's zone."""
    edition = session.get_one(Edition, registration.edition_id)
    spans = spans_of(session, edition.id, queries.dates_of(session, registration.id))
    with speaking(language):
        return pdf("confirmation.typ", _words(edition, registration, spans, now), now)


def _words(edition: Edition, registration: Registration, spans: Sequence[DaySpan], now: datetime) -> Row:
    title = gettext("Confirmation of registration")
    return {
        "document": f"{title} {registration.reference}" + _sample(edition, " ({})"),
        "demonstration": _sample(edition),
        "warning": bind(
            gettext("This is a demonstration: the document confirms nothing, and the conference is a sample.")
        ),
        "drawing": mosaic_strip(edition.number),
        "edition": passage(edition.name),
        "title": title,
        "lead": bind(
            gettext("The registration of this person is confirmed, and a place at the conference is reserved.")
        ),
        "name": registration.shown_name,
        "person": [line for line in (registration.position, registration.institution) if line],
        "rows": _rows(edition, registration, spans),
        "funding": passage(edition.funding),
        "issued": gettext("Date of issue: %(day)s", day=day(local_day(now, edition.timezone))),
        "validity": bind(
            gettext(
                "Printed from the registration system; no signature is needed. "
                "It may be attached to a travel order. It does not confirm attendance."
            )
        ),
    }


def _sample(edition: Edition, pattern: str = "{}") -> str:
    return pattern.format(gettext("Demonstration")) if edition.demonstration else ""


def _rows(edition: Edition, registration: Registration, spans: Sequence[DaySpan]) -> list[Row]:
    """Return names and lines; a name without lines is left out."""
    contact: list[object] = [passage(edition.contact_name), edition.contact_email, nb(edition.contact_phone)]
    rows: list[tuple[str, list[object]]] = [
        (gettext("Reference"), [registration.reference]),
        (gettext("Conference"), [passage(edition.name), passage(edition.title)]),
        (gettext("When"), [_when(span, edition.timezone) for span in spans]),
        (gettext("Where"), _where(edition) or [gettext("to be announced")]),
        (gettext("Cost"), [gettext("Participation in the conference is free of charge.")]),
        (gettext("Contact"), contact),
    ]
    filled = ((name, [line for line in lines if _says_something(line)]) for name, lines in rows)
    return [{"name": name, "lines": lines} for name, lines in filled if lines]


def _says_something(line: object) -> bool:
    return bool(line["text"] if isinstance(line, dict) else line)


def _when(span: DaySpan, zone: str) -> str:
    """Return weekday and date, with the hours of the programme where they are known."""
    comma = "," if current_language() == "pl" else ""
    date = f"{weekday(span.date)}{comma} {day(span.date)}"
    if span.starts_at is None or span.ends_at is None:
        return date
    hours = f"{clock(span.starts_at, zone)}–{clock(span.ends_at, zone)}"
    at_home = current_language() == "pl" and zone == "Europe/Warsaw"
    return f"{date}, {hours}" if at_home else f"{date}, {hours} ({zone_words(zone)})"


def _where(edition: Edition) -> list[object]:
    """Return venue, address and city; a city that the address names is not named twice."""
    named = f"{plain(edition.venue)} {plain(edition.address)}"
    city = [] if plain(edition.city) in named else [edition.city]
    return [passage(one) for one in (edition.venue, edition.address, *city) if one]
