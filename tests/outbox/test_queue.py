"""Queueing letters: once a key, harmless in headers, sent again on demand."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sokwms_reg.core.db import db, writing
from sokwms_reg.outbox import queries
from sokwms_reg.outbox.models import Attachment, Message, MessageState
from sokwms_reg.outbox.service import (
    CannotSendAgainError,
    FinishedLetter,
    Postbox,
    discard,
    enqueue,
    send_again,
    sign_message_ids_as,
)
from tests.outbox.conftest import NOON, Clock, Desk, letter

pytestmark = pytest.mark.both_databases


@pytest.fixture
def _own_domain(app: Flask) -> Iterator[None]:
    sign_message_ids_as("konferencja.example.org")
    yield
    sign_message_ids_as(Postbox.from_config(app.config["SOKWMS"]).domain)


def put(session: Session, finished: FinishedLetter, key: str = "one") -> Message:
    return enqueue(session, finished, scope="demo", subject_ref="registration:17", dedupe_key=key, now=NOON)


@pytest.mark.usefixtures("_own_domain")
def test_a_letter_is_kept_as_it_is(session: Session) -> None:
    files = (
        ("invite.ics", "text/calendar; method=PUBLISH", b"BEGIN:VCALENDAR"),
        ("qr.png", "image/png", b"\x89PNG\x00"),
    )
    message = put(session, letter(attachments=files))
    session.expire_all()
    assert (message.scope, message.subject_ref, message.kind, message.language) == (
        "demo",
        "registration:17",
        "confirmed",
        "pl",
    )
    assert (message.to_name, message.to_address) == ("Łucja Żółć", "lucja@example.org")
    assert (message.state, message.attempts, message.next_try_at, message.created_at) == ("pending", 0, NOON, NOON)
    assert message.text == "Szanowni Państwo,\npotwierdzamy udział.\n"
    assert re.fullmatch(r"<[0-9a-f]{32}@konferencja\.example\.org>", message.message_id)
    kept = [(file.filename, file.content_type, file.content) for file in queries.attachments(session, message.id)]
    assert kept == list(files)


def test_the_same_key_is_the_same_message(session: Session) -> None:
    first = put(session, letter(attachments=(("a.txt", "text/plain", b"a"),)))
    second = put(session, letter(subject="Something else", attachments=(("b.txt", "text/plain", b"b"),)))
    assert second is first
    assert first.subject == "Potwierdzenie zgłoszenia"
    assert session.scalar(select(func.count()).select_from(Attachment)) == 1


def test_another_broken_rule_of_the_table_stays_an_error(session: Session) -> None:
    with pytest.raises(IntegrityError):
        put(session, letter(attachments=(("a.txt", "text/plain", None),)))


def test_twelve_writers_with_one_key_queue_one_message(app: Flask) -> None:
    found: list[int] = []
    start = threading.Barrier(12)

    def write() -> None:
        with app.app_context():
            start.wait()
            with writing() as session:
                found.append(put(session, letter()).id)

    threads = [threading.Thread(target=write) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.scalars(select(Message.id)).all() == [found[0]]
    assert found == [found[0]] * 12


HOSTILE = "x\r\nBcc: all@example.org\n\0\x0b\x0c\x1c\x85\u2028\u2029\ud800y"


@pytest.mark.parametrize("field", ["kind", "language", "to_name", "to_address", "reply_to", "subject"])
def test_control_characters_become_a_blank(session: Session, field: str) -> None:
    message = put(session, letter(**{field: HOSTILE}))
    session.expire_all()
    assert getattr(message, field) == "x Bcc: all@example.org y"


def test_control_characters_in_names_of_files_become_a_blank(session: Session) -> None:
    message = put(session, letter(attachments=((HOSTILE, HOSTILE, b"\r\n"),)))
    (file,) = queries.attachments(session, message.id)
    assert (file.filename, file.content_type, file.content) == (*["x Bcc: all@example.org y"] * 2, b"\r\n")


def test_bodies_keep_their_lines(session: Session) -> None:
    message = put(session, letter(text="a\r\nb\rc\n\td\0\x0b\ud800e", html="<p>\r\n\0</p>"))
    session.expire_all()
    assert (message.text, message.html) == ("a\nb\nc\n\td   e", "<p>\n </p>")


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.FAILED, MessageState.PENDING])
def test_sending_again_queues_the_same_message(session: Session, state: MessageState) -> None:
    message = put(session, letter())
    known_as = message.message_id
    message.state, message.attempts, message.last_answer = state, 7, "550 no such user"
    message.next_try_at = NOON + timedelta(hours=5)
    session.flush()
    later = NOON + timedelta(days=1)
    send_again(session, message, later)
    session.expire_all()
    assert (message.state, message.attempts, message.next_try_at) == ("pending", 0, later)
    assert (message.message_id, message.last_answer) == (known_as, "550 no such user")


def test_a_message_in_the_workers_hand_is_not_sent_again(session: Session) -> None:
    message = put(session, letter())
    message.state = MessageState.SENDING
    session.flush()
    with pytest.raises(CannotSendAgainError):
        send_again(session, message, NOON)
    assert message.state == "sending"


def test_what_was_queued_about_sample_people_is_taken_back(session: Session) -> None:
    files = (("qr.png", "image/png", b"x"),)
    for number, state in ((1, MessageState.PENDING), (2, MessageState.PENDING), (3, MessageState.SENT)):
        message = enqueue(
            session,
            letter(attachments=files),
            scope="demo",
            subject_ref=f"registration:{number}",
            dedupe_key=f"{number}",
            now=NOON,
        )
        message.state = state
    session.flush()
    discard(session, {"registration:1", "registration:3"})
    assert session.scalars(select(Message.dedupe_key).order_by(Message.id)).all() == ["2", "3"]
    assert session.scalar(select(func.count()).select_from(Attachment)) == 2


def test_pages_of_fifty_newest_first_within_the_readers_editions(desk: Desk) -> None:
    for number in range(53):
        desk.queue(f"demo-{number}")
    desk.queue("other", scope="2015-kielce")
    desk.queue("none", scope="")
    session = db.session()
    first = queries.messages(session, {"demo"})
    assert [message.dedupe_key for message in first.messages] == [f"demo-{number}" for number in range(52, 2, -1)]
    assert (first.number, first.pages, first.total) == (1, 2, 53)
    last = queries.messages(session, ["demo"], page=2)
    assert [message.dedupe_key for message in last.messages] == ["demo-2", "demo-1", "demo-0"]
    assert (queries.messages(session, {"demo"}, page=9).number, queries.messages(session, {"demo"}, page=0).number) == (
        2,
        1,
    )
    assert queries.messages(session, None).total == 55
    nothing = queries.messages(session, set())
    assert (nothing.messages, nothing.number, nothing.pages, nothing.total) == ([], 1, 1, 0)


def test_messages_by_state_and_their_counts(desk: Desk) -> None:
    for key, scope in (("a", "demo"), ("b", "demo"), ("c", "2015-kielce")):
        desk.queue(key, scope=scope)
    with writing():
        db.session.scalars(select(Message).where(Message.dedupe_key == "b")).one().state = MessageState.FAILED
    session = db.session()
    failed = queries.messages(session, {"demo"}, MessageState.FAILED)
    assert [message.dedupe_key for message in failed.messages] == ["b"]
    assert queries.counts(session, {"demo"}) == {"pending": 1, "sending": 0, "sent": 0, "failed": 1}
    assert queries.counts(session, None)[MessageState.PENDING] == 2


def test_one_message_is_found_by_those_who_may_see_it(desk: Desk) -> None:
    identity = desk.queue()
    session = db.session()
    mine = queries.message(session, {"demo"}, identity)
    assert mine is not None
    assert mine.dedupe_key == "one"
    assert queries.message(session, None, identity) is mine
    assert queries.message(session, {"2015-kielce"}, identity) is None
    assert queries.message(session, None, identity + 1) is None


def test_messages_about_a_subject(desk: Desk) -> None:
    desk.queue("a")
    desk.queue("b")
    session = db.session()
    assert [message.dedupe_key for message in queries.messages_about(session, "registration:17")] == ["b", "a"]
    assert queries.messages_about(session, "registration:1") == []


def test_ages_tell_whether_mail_stands_still(desk: Desk, clock: Clock) -> None:
    session = db.session()
    assert queries.overdue(session, NOON) is None
    assert not queries.anything_due(session, NOON)
    desk.queue()
    with writing():
        waiting = session.scalars(select(Message)).one()
        waiting.attempts, waiting.next_try_at = 1, NOON + timedelta(minutes=10)
    clock.forward(minutes=9)
    assert queries.overdue(session, clock()) is None
    clock.forward(minutes=4)
    assert queries.overdue(session, clock()) == timedelta(minutes=3)
    assert queries.anything_due(session, clock())
