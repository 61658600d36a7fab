"""Letters to participants: in their language, with what they need, and a calendar where there is a place."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from flask import current_app
from icalendar import Calendar
from sqlalchemy.orm import Session

from sokwms_reg.core.links import OwnLink, own_url
from sokwms_reg.registration.emails import Letter, runs
from tests.registration.mail_case import SECOND, Case

STATES = {
    Letter.RECEIVED: "pending",
    Letter.WAITING: "waiting",
    Letter.CANCELLED: "cancelled",
    Letter.OFFERED: "offered",
    Letter.REJECTED: "rejected",
}


def unwrapped(text: str) -> str:
    """Return a text with its lines joined and its no-break spaces plain."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("letter", sorted(set(Letter) - {Letter.LINKS}))
def test_every_letter_has_what_a_reader_needs(session: Session, letter: Letter, language: str) -> None:
    case = Case(session, state=STATES.get(letter, "confirmed"), language=language)
    message = case.send(letter, position=3)
    link = OwnLink(case.registration.id, 1)
    address = own_url(current_app.config["SECRET_KEY"], current_app.config["BASE_URL"], language, link)
    needed = {
        "pl": [
            "7K3M9QXZ",
            "dr Żaneta Łoś",
            "V SOKWMS",
            "Organizacje pozarządowe",
            "8–9 grudnia 2026 r.",
            "Filharmonia",
        ],
        "en": ["7K3M9QXZ", "dr Żaneta Łoś", "5th SOKWMS", "NGOs", "8–9 December 2026", "Świętokrzyska Philharmonic"],
    }[language]
    text, html = unwrapped(message.text), unwrapped(unescape(message.html))
    assert [word for word in needed if word not in text or word not in html] == []
    assert address in message.text.splitlines()
    assert f'href="{address}"' in message.html
    assert f'<html lang="{language}">' in message.html
    assert "7K3M9QXZ" in message.subject
    assert "\n" not in message.subject
    assert (message.kind, message.language) == (f"registration/{letter}", language)
    assert (message.to_name, message.to_address) == ("Żaneta Łoś", "zaneta@example.org")
    assert (message.reply_to, message.scope) == ("sekretariat@example.org", "demo")
    assert message.subject_ref == f"registration:{case.registration.id}"


def test_a_letter_begins_and_ends_as_the_secretariat_writes(session: Session) -> None:
    case = Case(session)
    lines = [line for line in case.send(Letter.CONFIRMED).text.splitlines() if line]
    assert lines[:2] == ["The registration is confirmed", "Dear Sir or Madam,"]
    signature = lines.index("Kind regards,")
    assert unwrapped("\n".join(lines[signature:])) == (
        "Kind regards, 5th SOKWMS secretariat -- Questions: sekretariat@example.org, +48 41 000 00 00 "
        "This is a demonstration: the conference, its dates and its people are samples. Co-financed by the MFA. "
        "This message concerns a registration and contains no advertising."
    )
    case.registration.salutation = "Szanowna Pani Doktor,"
    lines = [line for line in case.send(Letter.CONFIRMED, event=2).text.splitlines() if line]
    assert lines[1] == "Szanowna Pani Doktor,"


def test_a_real_edition_is_no_demonstration(session: Session) -> None:
    case = Case(session)
    case.edition.demonstration = False
    message = case.send(Letter.CONFIRMED)
    assert "demonstration" not in message.text
    assert "demonstration" not in message.html


def test_a_place_comes_with_a_calendar(session: Session) -> None:
    case = Case(session)
    (attached,) = case.attachments(case.send(Letter.CONFIRMED))
    assert (attached.filename, attached.content_type) == (
        "conference.ics",
        "text/calendar; charset=utf-8; method=PUBLISH",
    )
    calendar = Calendar.from_ical(attached.content)
    warsaw = ZoneInfo("Europe/Warsaw")
    assert str(calendar["method"]) == "PUBLISH"
    assert [(event.start, event.end) for event in calendar.events] == [
        (datetime(2026, 12, 8, 9, 30, tzinfo=warsaw), datetime(2026, 12, 8, 17, 0, tzinfo=warsaw)),
        (SECOND, SECOND + timedelta(days=1)),
    ]
    assert b"/my/" not in attached.content


@pytest.mark.parametrize(
    ("letter", "state", "expected"),
    [
        (Letter.CONFIRMED, "confirmed", ["CONFIRMED"]),
        (Letter.PROMOTED, "confirmed", ["CONFIRMED"]),
        (Letter.PROMOTED, "pending", ["TENTATIVE"]),
        (Letter.RECEIVED, "pending", ["TENTATIVE"]),
        (Letter.OFFERED, "offered", ["TENTATIVE"]),
        (Letter.WAITING, "waiting", []),
        (Letter.CANCELLED, "cancelled", []),
        (Letter.REJECTED, "rejected", []),
        (Letter.EXISTS, "confirmed", []),
    ],
)
def test_where_there_is_a_place_there_is_a_calendar(
    session: Session, letter: Letter, state: str, expected: list[str]
) -> None:
    case = Case(session, state=state)
    message = case.send(letter)
    calendars = [Calendar.from_ical(attached.content) for attached in case.attachments(message)]
    assert [{str(event["status"]) for event in calendar.events} for calendar in calendars] == [
        {status} for status in expected
    ]
    said = "A calendar entry is attached to this message." in unwrapped(message.text)
    assert said == ("A calendar entry is attached to this message." in message.html) == bool(expected)
    assert ("It is tentative" in unwrapped(message.text)) == (expected == ["TENTATIVE"])


@pytest.mark.parametrize(("letter", "state"), [(Letter.CANCELLED, "cancelled"), (Letter.REJECTED, "rejected")])
def test_a_place_that_is_gone_is_to_be_deleted_from_the_calendar(session: Session, letter: Letter, state: str) -> None:
    message = Case(session, state=state).send(letter)
    for part in (message.text, message.html):
        assert "If the dates are in your calendar, please delete them there." in unwrapped(part)


def test_mail_to_a_contact_person_says_whom_it_concerns(session: Session) -> None:
    case = Case(session, contact_name="Jan Kot", contact_email="biuro@example.org", email="")
    message = case.send(Letter.CONFIRMED)
    assert (message.to_name, message.to_address) == ("Jan Kot", "biuro@example.org")
    assert "It concerns the participation of dr Żaneta Łoś." in unwrapped(message.text)
    assert "It concerns the participation of dr Żaneta Łoś." in message.html
    assert "contact person" not in Case.send(_own_mail(case), Letter.CONFIRMED, event=2).text


def _own_mail(case: Case) -> Case:
    case.registration.contact_email, case.registration.email = "", "zaneta@example.org"
    return case


def test_promotion_says_whether_it_is_confirmed(session: Session) -> None:
    case = Case(session)
    assert case.send(Letter.PROMOTED).subject == (
        "A place from the waiting list, registration confirmed: 5th SOKWMS (7K3M9QXZ)"
    )
    case.registration.state = "pending"
    message = case.send(Letter.PROMOTED, event=2)
    assert message.subject == "A place from the waiting list, awaiting a decision: 5th SOKWMS (7K3M9QXZ)"
    assert "The decision will come to this address." in unwrapped(message.text)


def test_withdrawing_and_being_cancelled_are_two_things(session: Session) -> None:
    case = Case(session, state="cancelled", cancelled_by="participant")
    withdrawn = case.send(Letter.CANCELLED)
    assert withdrawn.subject == "Registration withdrawn: 5th SOKWMS (7K3M9QXZ)"
    assert "Reason" not in withdrawn.text
    case.registration.cancelled_by = "staff"
    cancelled = case.send(Letter.CANCELLED, event=2, reason="the city asked\r\nfor it <now>")
    assert cancelled.subject == "Registration cancelled by the secretariat: 5th SOKWMS (7K3M9QXZ)"
    assert "Reason: the city asked for it <now>" in unwrapped(cancelled.text)
    assert "Reason: the city asked for it &lt;now&gt;" in cancelled.html
    assert "keep the link" not in cancelled.text


def test_a_refusal_gives_its_reason(session: Session) -> None:
    message = Case(session, state="rejected").send(Letter.REJECTED, reason="no more places")
    assert "Reason: no more places" in message.text
    assert "Reason: no more places" in message.html


def test_the_waiting_list_is_told_with_its_position_and_its_rule(session: Session) -> None:
    case = Case(session, state="waiting")
    message = case.send(Letter.WAITING, position=7)
    assert "The registration is on the waiting list, at position 7" in message.html
    assert "Until 5 December 2026, a place that becomes free goes automatically to the first in line" in unwrapped(
        message.text
    )
    case.edition.promotion_until = date(2026, 11, 21)
    message = case.send(Letter.WAITING, event=2, position=7)
    assert "The secretariat decides on places that become free" in unwrapped(message.text)
    case.edition.promotion_until = None
    message = case.send(Letter.WAITING, event=3)
    assert "position" not in unwrapped(message.text)
    assert "A place that becomes free goes automatically to the first in line, and" in unwrapped(message.text)


def test_an_offer_says_until_when(session: Session) -> None:
    case = Case(session, state="offered", offer_until=datetime(2026, 12, 1, 11, tzinfo=UTC))
    message = case.send(Letter.OFFERED)
    assert "A place is offered; please reply by 1 December 2026, 12:00" in unwrapped(message.text)


def test_the_same_event_is_told_once(session: Session) -> None:
    case = Case(session)
    first = case.send(Letter.CONFIRMED)
    assert case.send(Letter.CONFIRMED) is first
    assert case.send(Letter.CONFIRMED, event=2) is not first
    assert first.dedupe_key == f"registration:{case.registration.id}:confirmed:1"


def test_a_name_cannot_write_headers_or_markup(session: Session) -> None:
    case = Case(session, first_name="Eve\r\nBcc: x@example.org", last_name="<b>Nowak</b>")
    case.edition.name_en = "5th\r\nSOKWMS"
    message = case.send(Letter.CONFIRMED)
    assert message.to_name == "Eve Bcc: x@example.org <b>Nowak</b>"
    assert message.subject == "Registration confirmed: 5th SOKWMS (7K3M9QXZ)"
    assert "<b>Nowak</b>" not in message.html


def test_days_with_a_gap_are_not_a_span() -> None:
    days = [date(2026, 12, 31), date(2026, 12, 8), date(2026, 12, 9), date(2027, 1, 1)]
    assert runs(days) == [[date(2026, 12, 8), date(2026, 12, 9)], [date(2026, 12, 31), date(2027, 1, 1)]]
    assert runs([]) == []
