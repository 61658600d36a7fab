"""Letters to participants: each is finished here, in its reader's language, and queued with what caused it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask import current_app
from sqlalchemy.orm import Session

from sokwms_reg.agenda.exports import CONTENT_TYPE, attendance_calendar, place_of
from sokwms_reg.agenda.queries import DaySpan, day_spans
from sokwms_reg.core.clock import local
from sokwms_reg.core.i18n import N_, speaking
from sokwms_reg.core.links import OwnLink, own_url
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.letters.service import LetterKind, contribute, render
from sokwms_reg.outbox import service as outbox
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import CALENDAR_STATUS, ENDED, State


class Letter(StrEnum):
    """What a participant is told; the value is the letter's folder below `templates/email/registration/`."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    PROMOTED = "promoted"
    CANCELLED = "cancelled"
    OFFERED = "offered"
    REJECTED = "rejected"
    EXISTS = "exists"

    @property
    def kind(self) -> str:
        """Return the name under which letters and outbox know it."""
        return f"registration/{self.value}"


contribute(
    LetterKind(Letter.RECEIVED.kind, N_("Registration received, awaiting a decision")),
    LetterKind(Letter.CONFIRMED.kind, N_("Registration confirmed")),
    LetterKind(Letter.WAITING.kind, N_("Registration on the waiting list")),
    LetterKind(Letter.PROMOTED.kind, N_("A place from the waiting list")),
    LetterKind(Letter.CANCELLED.kind, N_("Registration withdrawn or cancelled")),
    LetterKind(Letter.OFFERED.kind, N_("A place offered")),
    LetterKind(Letter.REJECTED.kind, N_("Registration not accepted")),
    LetterKind(Letter.EXISTS.kind, N_("The registration already exists")),
)

# These tell of a place; it belongs in a calendar, as the own page offers it too, tentative while it is only held.
_WITH_CALENDAR = frozenset({Letter.RECEIVED, Letter.CONFIRMED, Letter.PROMOTED, Letter.OFFERED})


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
) -> Message:
    """Write a letter and queue it; the same letter about the same event is queued once.

    It goes to the contact person where there is one, and then names whom it concerns. `position` is the place on
    the waiting list (0: not said), `event` tells this event from others: its number in the edition's
    line, or a form's nonce.
    """
    days = day_spans(session, [day.id for day in queries.days_of(session, registration.id)])
    with speaking(registration.language):
        variables = {
            **_about(registration, edition, days, now),
            "category": category,
            "position": position,
            "reason": " ".join(reason.split()),
        }
    rendered = render(letter.kind, registration.language, variables)
    finished = outbox.FinishedLetter(
        kind=letter.kind,
        language=registration.language,
        to_name=registration.contact_name if registration.contact_email else registration.full_name,
        to_address=registration.mail_address,
        reply_to=edition.contact_email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        attachments=_attachments(letter, registration, edition, days, now),
    )
    return outbox.enqueue(
        session,
        finished,
        scope=edition.slug,
        subject_ref=registration.subject_ref,
        dedupe_key=f"registration:{registration.id}:{letter}:{event}",
        now=now,
    )


def _about(registration: Registration, edition: Edition, days: Sequence[DaySpan], now: datetime) -> dict[str, object]:
    """Return what all the letters may say, in the language that is spoken."""
    last = edition.promotion_until
    link = OwnLink(registration.id, registration.link_version)
    config = current_app.config
    return {
        "edition": edition,
        "salutation": registration.salutation,
        "reference": registration.reference,
        "name": registration.shown_name,
        "through_contact": bool(registration.contact_email),
        "days": days,
        "spans": runs(day.date for day in days),
        "place": place_of(edition),
        "own_url": own_url(config["SECRET_KEY"], config["BASE_URL"], registration.language, link),
        "confirmed": registration.state == State.CONFIRMED,
        "ended": registration.state in ENDED,
        "by_office": registration.cancelled_by != "participant",
        "offer_until": registration.offer_until,
        "promotion_over": last is not None and local(now, edition.timezone).date() > last,
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
    letter: Letter, registration: Registration, edition: Edition, days: Sequence[DaySpan], now: datetime
) -> tuple[tuple[str, str, bytes], ...]:
    status = CALENDAR_STATUS.get(State(registration.state))
    if letter not in _WITH_CALENDAR or status is None:
        return ()
    base_url = current_app.config["BASE_URL"]
    calendar = attendance_calendar(
        edition, days, registration.reference, registration.language, base_url, now, status=status
    )
    return (("conference.ics", f"{CONTENT_TYPE}; method=PUBLISH", calendar),)
