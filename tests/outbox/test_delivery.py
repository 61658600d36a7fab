"""The sweep: once, later, never."""

import smtplib
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sokwms_reg.core.db import writing
from sokwms_reg.outbox.models import Message, MessageState
from sokwms_reg.outbox.service import Postbox, SweepReport, deliver_due, send_again
from sokwms_reg.outbox.service.carrier import Answer, FolderCarrier, SmtpCarrier
from sokwms_reg.outbox.service.claim import BATCH
from sokwms_reg.outbox.service.mime import Envelope
from tests.outbox.conftest import NOON, Clock, Desk
from tests.smtp import SmtpReceiver

pytestmark = pytest.mark.both_databases


def test_a_message_goes_out_once(desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver) -> None:
    desk.queue(attachments=(("invite.ics", "text/calendar; method=PUBLISH; charset=utf-8", b"BEGIN:VCALENDAR\r\n"),))
    clock.forward(minutes=1)
    assert deliver_due(postbox, now=clock) == SweepReport(sent=1)
    assert deliver_due(postbox, now=clock) == SweepReport()
    (mail,) = smtp_server.messages
    assert smtp_server.recipients == [["lucja@example.org"]]
    assert str(mail["To"]) == "Łucja Żółć <lucja@example.org>"
    assert mail["Subject"] == "Potwierdzenie zgłoszenia"
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    kept = desk.look()
    assert (kept.state, kept.attempts, kept.last_answer) == ("sent", 1, "250 OK")
    assert (kept.sent_at, kept.next_try_at, kept.locked_until) == (NOON + timedelta(minutes=1), None, None)
    assert mail["Message-ID"] == kept.message_id


def test_more_than_a_batch_goes_over_one_connection(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections: list[SmtpCarrier] = []
    connect = SmtpCarrier._connect  # noqa: SLF001 - counted, not replaced

    def counted(line: SmtpCarrier) -> smtplib.SMTP:
        connections.append(line)
        return connect(line)

    monkeypatch.setattr(SmtpCarrier, "_connect", counted)
    for number in range(BATCH + 5):
        desk.queue(f"{number}", subject=f"Letter {number}")
    assert deliver_due(postbox, now=clock) == SweepReport(sent=BATCH + 5)
    assert [mail["Subject"] for mail in smtp_server.messages] == [f"Letter {number}" for number in range(BATCH + 5)]
    assert len(connections) == 1


def test_not_now_is_tried_again_after_growing_waits(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver
) -> None:
    desk.queue()
    desk.queue("two")
    smtp_server.answers.extend(["451 4.7.1 Greylisted, try later", "250 OK", "452 4.3.1 Disk full"])
    assert deliver_due(postbox, now=clock) == SweepReport(sent=1, waiting=1)
    kept = desk.look()
    assert (kept.state, kept.attempts, kept.next_try_at) == ("pending", 1, NOON + timedelta(minutes=1))
    assert (kept.last_answer, kept.locked_until) == ("451 4.7.1 Greylisted, try later", None)
    clock.forward(seconds=59)
    assert deliver_due(postbox, now=clock) == SweepReport()
    clock.forward(seconds=1)
    assert deliver_due(postbox, now=clock) == SweepReport(waiting=1)
    kept = desk.look()
    assert (kept.attempts, kept.next_try_at, kept.last_answer) == (
        2,
        NOON + timedelta(minutes=3),
        "452 4.3.1 Disk full",
    )
    clock.forward(minutes=2)
    assert deliver_due(postbox, now=clock) == SweepReport(sent=1)
    assert (desk.look().attempts, desk.states()) == (3, {"one": "sent", "two": "sent"})


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_a_refusal_is_kept_in_the_servers_words(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver, where: str
) -> None:
    words = "550 5.1.1 No such user here"
    if where == "rcpt":
        smtp_server.refused["lucja@example.org"] = words
    else:
        smtp_server.answers.append(words)
    desk.queue()
    desk.queue("two", to_address="jan@example.org")
    assert deliver_due(postbox, now=clock) == SweepReport(sent=1, failed=1)
    kept = desk.look()
    assert (kept.state, kept.last_answer, kept.next_try_at, kept.locked_until) == ("failed", words, None, None)
    clock.forward(days=30)
    assert deliver_due(postbox, now=clock) == SweepReport()
    assert len(smtp_server.messages) == 1


def test_a_failed_message_is_sent_again_on_demand_as_the_same_message(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver
) -> None:
    identity = desk.queue()
    smtp_server.answers.append("554 No")
    deliver_due(postbox, now=clock)
    for _ in range(2):
        with writing() as session:
            send_again(session, session.get_one(Message, identity), clock())
        assert deliver_due(postbox, now=clock) == SweepReport(sent=1)
    assert [mail["Message-ID"] for mail in smtp_server.messages] == [desk.look().message_id] * 2


@pytest.mark.usefixtures("smtp_server")
def test_a_server_that_is_away_keeps_everything(desk: Desk, clock: Clock, postbox_at: Callable[[str], Postbox]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = postbox_at(f"smtp://127.0.0.1:{free.getsockname()[1]}")
    for number in range(BATCH + 1):
        desk.queue(f"{number}")
    assert deliver_due(away, now=clock) == SweepReport(waiting=BATCH)
    kept = desk.look("0")
    assert (kept.state, kept.attempts, kept.next_try_at) == ("pending", 1, NOON + timedelta(minutes=1))
    assert kept.last_answer == "ConnectionRefusedError: [Errno 111] Connection refused"
    assert (desk.look(f"{BATCH}").attempts, desk.look(f"{BATCH}").last_answer) == (0, "")
    clock.forward(minutes=1)
    assert deliver_due(away, now=clock) == SweepReport(waiting=BATCH)
    assert set(desk.states().values()) == {"pending"}


def test_a_server_that_closes_gives_the_rest_back(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver
) -> None:
    for number in range(3):
        desk.queue(f"{number}")
    smtp_server.answers.extend(["250 OK", "421 4.7.0 Too many messages"])
    assert deliver_due(postbox, now=clock) == SweepReport(sent=1, waiting=2)
    assert desk.states() == {"0": "sent", "1": "pending", "2": "pending"}
    assert [desk.look(key).last_answer for key in "12"] == ["421 4.7.0 Too many messages"] * 2
    clock.forward(minutes=1)
    assert deliver_due(postbox, now=clock) == SweepReport(sent=2)


def test_without_a_server_files_are_written_and_a_repeat_overwrites(
    desk: Desk, clock: Clock, postbox_at: Callable[[str], Postbox], mail_folder: Path
) -> None:
    identity = desk.queue()
    assert deliver_due(postbox_at(""), now=clock) == SweepReport(sent=1)
    kept = desk.look()
    name = kept.message_id.strip("<>") + ".eml"
    assert [file.name for file in mail_folder.iterdir()] == [name]
    assert kept.last_answer == name
    assert (mail_folder.stat().st_mode & 0o777, (mail_folder / name).stat().st_mode & 0o777) == (0o700, 0o600)
    (mail_folder / name).write_bytes(b"an older one")
    with writing() as session:
        send_again(session, session.get_one(Message, identity), clock())
    assert deliver_due(postbox_at(""), now=clock) == SweepReport(sent=1)
    assert [file.name for file in mail_folder.iterdir()] == [name]
    assert b"\r\nSubject: Potwierdzenie =?utf-8?" in (mail_folder / name).read_bytes()


def test_a_folder_that_cannot_be_written_keeps_everything(
    desk: Desk, clock: Clock, postbox_at: Callable[[str], Postbox], mail_folder: Path
) -> None:
    mail_folder.write_text("a file where the folder should be")
    desk.queue()
    assert deliver_due(postbox_at(""), now=clock) == SweepReport(waiting=1)
    assert desk.look().last_answer == "FileExistsError: File exists"


def test_no_message_id_leaves_the_folder(tmp_path: Path) -> None:
    envelope = Envelope("a@example.org", "b@example.org", "<../../etc/../.x/ł@y>", b"x")
    answer = FolderCarrier(tmp_path / "mail").send(envelope)
    assert answer == Answer(MessageState.SENT, "_.._etc_.._.x__@y.eml")
    assert [str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.eml")] == ["mail/_.._etc_.._.x__@y.eml"]
