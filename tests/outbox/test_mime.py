"""A letter as mail: parts, headers, and what never gets into them."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sokwms_reg.outbox.service.letter import FinishedLetter, tamed
from sokwms_reg.outbox.service.mime import as_mail, mailbox, sealed
from tests.outbox.conftest import letter

SENDER = Address("Konferencja SOKWMS – zgłoszenia", addr_spec="sekretariat@example.org")
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Łódź\r\nEND:VCALENDAR\r\n".encode()
WHEN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def received(finished: FinishedLetter) -> EmailMessage:
    """Write the letter, and read it as a mail program does."""
    envelope = sealed(finished, message_id="<1a2b@example.org>", date=WHEN, sender=SENDER)
    assert envelope.content.isascii()
    assert all(len(line) <= 998 for line in envelope.content.split(b"\r\n"))
    return message_from_bytes(envelope.content, policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    """Return the text part, its lines ended as in memory."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_headers() -> None:
    mail = received(letter())
    assert str(mail["From"]) == "Konferencja SOKWMS – zgłoszenia <sekretariat@example.org>"
    assert str(mail["To"]) == "Łucja Żółć <lucja@example.org>"
    assert str(mail["Reply-To"]) == "Sekretariat konferencji <sekretariat@example.org>"
    assert mail["Subject"] == "Potwierdzenie zgłoszenia"
    assert mail["Date"].datetime == WHEN
    assert mail["Message-ID"] == "<1a2b@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "pl"


def test_text_and_html_are_alternatives_and_files_stand_beside_them() -> None:
    files = (
        ("zaproszenie-łódź.ics", "text/calendar; method=PUBLISH; charset=utf-8", CALENDAR),
        ("qr.png", "image/png", b"\x89PNG\r\n\x1a\n\x00\xff"),
    )
    mail = received(letter(attachments=files))
    assert mail.get_content_type() == "multipart/mixed"
    body, calendar, picture = mail.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    text, html = body.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text_of(mail) == "Szanowni Państwo,\npotwierdzamy udział.\n"
    assert html.get_content_type() == "text/html"
    assert html.get_content().strip() == "<p>Szanowni Państwo, <b>potwierdzamy</b> udział.</p>"
    assert calendar.get_content_type() == "text/calendar"
    assert dict(calendar["Content-Type"].params) == {"method": "PUBLISH", "charset": "utf-8"}
    assert calendar.get_filename() == "zaproszenie-łódź.ics"
    assert calendar.get_payload(decode=True) == CALENDAR
    assert picture.get_content_type() == "image/png"
    assert picture.get_content() == b"\x89PNG\r\n\x1a\n\x00\xff"


def test_text_alone_is_one_part_and_no_reply_to_is_none() -> None:
    mail = received(letter(html="", reply_to=""))
    assert mail.get_content_type() == "text/plain"
    assert mail["Reply-To"] is None


def test_the_same_letter_without_parts_gives_the_same_bytes() -> None:
    first, second = (
        sealed(letter(html=""), message_id="<1@example.org>", date=WHEN, sender=SENDER).content for _ in range(2)
    )
    assert first == second


def test_domains_beyond_ascii_travel_in_ascii() -> None:
    assert mailbox("urzad@łódź.example", "Urząd").addr_spec == "urzad@xn--d-uga0v4h.example"
    envelope = sealed(letter(to_address="urzad@łódź.example"), message_id="<1@x>", date=WHEN, sender=SENDER)
    assert envelope.recipient == "urzad@xn--d-uga0v4h.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lucja",
        "@example.org",
        "lucja@",
        "a@example.org, b@example.org",
        "a@x.org> <b@x.org",
        "łucja@example.org",
        "a b@x.org",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the library words it
        as_mail(letter(to_address=address), message_id="<1@x>", date=WHEN, sender=SENDER)


ATTACK = "Jan\r\nBcc: all@example.org\r\n\r\n<script>"


@pytest.mark.parametrize("field", ["kind", "language", "to_name", "reply_to", "subject"])
def test_no_field_writes_a_header(field: str) -> None:
    value = f"{ATTACK} <a@example.org>" if field == "reply_to" else ATTACK
    mail = received(letter(**{field: value}))
    assert mail.keys() == HEADERS
    assert text_of(mail) == "Szanowni Państwo,\npotwierdzamy udział.\n"


def test_no_address_writes_a_header() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the library words it
        received(letter(to_address="a@example.org\r\nBcc: all@example.org"))


def test_no_file_writes_a_header() -> None:
    mail = received(letter(html="", attachments=((ATTACK, f"text/plain; x={ATTACK}", b"x"),)))
    _text, file = mail.iter_parts()
    assert set(file.keys()) <= {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"}
    assert "Bcc" not in mail


@settings(deadline=None, max_examples=150)
@given(name=st.text(max_size=120), subject=st.text(max_size=300), text=st.text(max_size=300))
def test_any_text_arrives_as_it_was_tamed(name: str, subject: str, text: str) -> None:
    finished = tamed(letter(to_name=name, subject=subject, text=text))
    mail = received(finished)
    assert mail.keys() == HEADERS
    assert mail["To"].addresses[0].addr_spec == "lucja@example.org"
    assert len(mail["To"].addresses) == 1
    assert text_of(mail).rstrip("\n") == finished.text.rstrip("\n")
