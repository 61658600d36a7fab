"""A letter about one registration, from its variables to the outbox."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from sokwms_reg.agenda.exports import CONTENT_TYPE, attendance_calendar, place_of
from sokwms_reg.agenda.queries import DaySpan, spans_of
from sokwms_reg.core.i18n import speaking
from sokwms_reg.core.links import OwnLink, own_url
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.letters.service import render
from sokwms_reg.outbox import service as outbox
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries
from sokwms_reg.registration.emails.kinds import WITH_CALENDAR, Letter
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import CALENDAR_STATUS, ENDED, State, kept_back_words, line_words


@dataclass(frozen=True)
class Special:
    """What one letter has and others have not: words of its own, another address, a calendar, another language.

    `to_address` and `language` are "" for the registration's own; `calendar` is None where the kind of letter decides.
    """

    words: Mapping[str, object] = field(default_factory=dict)
    to_address: str = ""
    calendar: bool | None = None
    language: str = ""


ORDINARY = Special()


def enqueue(  # noqa: PLR0913 - what a letter is about, and which event it tells of
    session: Session,
    letter: Letter,
    registration: Registration,
    edition: Edition,
    category: Category,
    now: datetime,
    *,
    event: int | str,
    position: int = 0,
    reason: str = "",
    special: Special = ORDINARY,
    dates: Sequence[date] | None = None,
) -> Message:
    """Write a letter and queue it; the same letter about the same event is queued once.

    It goes to the contact person where there is one, and then names whom it concerns. `position` is the place on
    the waiting list (0: not said), `event` tells this event from others: its number in the edition's
    line, or a form's nonce. `dates` are the registration's days, where the caller has them at hand.
    """
    days = spans_of(session, edition.id, queries.dates_of(session, registration.id) if dates is None else dates)
    language = special.language or registration.language
    with speaking(language):
        variables = {
            **_about(registration, edition, days, now),
            "through_contact": bool(registration.contact_email) and _is_its_own(registration, special),
            "category": category,
            "kept_back": kept_back_words(category) if _kept_back(session, registration, category) else "",
            **special.words,
        }
    personal = {
        "salutation": registration.salutation,
        "reference": registration.reference,
        "name": registration.shown_name,
        "own_url": own_address(registration, language),
        "position": str(position or ""),
        "reason": " ".join(reason.split()),
    }
    personal |= {name: str(special.words[name]) for name in personal.keys() & special.words.keys()}
    rendered = render(letter.kind, language, variables, personal)
    calendar = letter in WITH_CALENDAR if special.calendar is None else special.calendar
    finished = outbox.FinishedLetter(
        kind=letter.kind,
        language=language,
        to_name=_reader(registration, special),
        to_address=special.to_address or registration.mail_address,
        reply_to=edition.contact_email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        attachments=_attachments(registration, edition, days, now) if calendar else (),
    )
    return outbox.enqueue(
        session,
        finished,
        scope=edition.slug,
        subject_ref=registration.subject_ref,
        dedupe_key=f"registration:{registration.id}:{letter}:{event}",
        now=now,
    )


def _kept_back(session: Session, registration: Registration, category: Category) -> bool:
    """Tell whether the limit of the institution is what somebody waits for."""
    waits = registration.state == State.WAITING and not registration.limit_lifted
    return waits and queries.beyond_limit(session, category, registration.institution_folded)


def _reader(registration: Registration, special: Special) -> str:
    """Return whose mailbox it is: nobody knows whose an address is that the registration has left."""
    if not _is_its_own(registration, special):
        return ""
    return registration.contact_name if registration.contact_email else registration.full_name


def _is_its_own(registration: Registration, special: Special) -> bool:
    return special.to_address in {"", registration.mail_address}


def own_address(registration: Registration, language: str) -> str:
    """Return the address of a registration's own page, for a letter and nothing else."""
    link = OwnLink(registration.id, registration.link_version)
    return own_url(current_app.config["SECRET_KEY"], current_app.config["BASE_URL"], language, link)


def _about(registration: Registration, edition: Edition, days: Sequence[DaySpan], now: datetime) -> dict[str, object]:
    """Return what all the letters may say, in the language that is spoken."""
    return {
        "edition": edition,
        "days": days,
        "spans": runs(day.date for day in days),
        "place": place_of(edition),
        "confirmed": registration.state == State.CONFIRMED,
        "ended": registration.state in ENDED,
        "by_office": registration.cancelled_by != "participant",
        "offer_until": registration.offer_until,
        "waits": registration.state == State.WAITING,
        "line_words": line_words(edition, now),
    }


def runs(dates: Iterable[date]) -> list[list[date]]:
    """Return dates in groups without a gap: the first and the third day are not "from the first to the third"."""
    groups: list[list[date]] = []
    for day in sorted(dates):
        if groups and day - groups[-1][-1] == timedelta(days=1):
            groups[-1].append(day)
        else:
            groups.append([day])
    return groups


def _attachments(
    registration: Registration, edition: Edition, days: Sequence[DaySpan], now: datetime
) -> tuple[tuple[str, str, bytes], ...]:
    status = CALENDAR_STATUS.get(State(registration.state))
    if status is None:
        return ()
    base_url = current_app.config["BASE_URL"]
    calendar = attendance_calendar(
        edition, days, registration.reference, registration.language, base_url, now, status=status
    )
    return (("conference.ics", f"{CONTENT_TYPE}; method=PUBLISH", calendar),)
