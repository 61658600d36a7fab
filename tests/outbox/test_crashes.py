"""The sweep after a crash, an interruption, beside another worker: nothing lost, at most the one in hand twice."""

import threading

import pytest
from flask import Flask

from sokwms_reg.core.db import db
from sokwms_reg.outbox.models import Message, MessageState
from sokwms_reg.outbox.service import Postbox, SweepReport, deliver_due
from sokwms_reg.outbox.service.carrier import Answer, SmtpCarrier
from sokwms_reg.outbox.service.claim import claim, mark_sent
from sokwms_reg.outbox.service.mime import Envelope
from tests.outbox.conftest import NOON, Clock, Desk
from tests.smtp import SmtpReceiver

pytestmark = pytest.mark.both_databases


def test_a_killed_worker_loses_nothing_and_repeats_what_it_did_not_mark(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver
) -> None:
    """It claimed three, sent two and marked one of them; then it was gone."""
    for number in range(3):
        desk.queue(f"{number}", subject=f"{number}")
    taken = claim(clock())
    mark_sent(taken[0], "250 OK", clock())
    clock.forward(minutes=4, seconds=59)
    assert deliver_due(postbox, now=clock) == SweepReport()
    clock.forward(seconds=1)
    assert deliver_due(postbox, now=clock) == SweepReport(sent=2)
    assert [mail["Subject"] for mail in smtp_server.messages] == ["1", "2"]
    assert [desk.look(key).attempts for key in "012"] == [1, 2, 2]


def test_a_worker_that_comes_back_too_late_changes_nothing(desk: Desk, clock: Clock) -> None:
    desk.queue()
    (late,) = claim(clock())
    clock.forward(minutes=5)
    (current,) = claim(clock())
    mark_sent(late, "250 too late", clock())
    kept = desk.look()
    assert (kept.state, kept.attempts, kept.last_answer) == ("sending", 2, "")
    mark_sent(current, "250 OK", clock())
    assert desk.look().last_answer == "250 OK"


def test_an_interrupted_worker_holds_only_what_it_had_in_hand(
    desk: Desk, clock: Clock, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        desk.queue(f"{number}")
    answers = iter([Answer(MessageState.SENT, "250 OK")])

    def send(_carrier: SmtpCarrier, _envelope: Envelope) -> Answer:
        for answer in answers:
            return answer
        raise KeyboardInterrupt

    monkeypatch.setattr(SmtpCarrier, "send", send)
    with pytest.raises(KeyboardInterrupt):
        deliver_due(postbox, now=clock)
    assert desk.states() == {"0": "sent", "1": "sending", "2": "pending"}
    assert (desk.look("2").attempts, desk.look("2").next_try_at) == (0, NOON)


def test_a_worker_that_is_asked_to_stop_gives_the_rest_back(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver
) -> None:
    for number in range(3):
        desk.queue(f"{number}")
    report = deliver_due(postbox, now=clock, keep_going=lambda: not smtp_server.messages)
    assert report == SweepReport(sent=1)
    assert desk.states() == {"0": "sent", "1": "pending", "2": "pending"}
    assert desk.look("1").attempts == 0
    assert deliver_due(postbox, now=clock, keep_going=lambda: False) == SweepReport()


def test_a_claim_that_is_nearly_over_is_given_up_and_taken_anew(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        desk.queue(f"{number}")
    send = SmtpCarrier.send

    def slowly(carrier: SmtpCarrier, envelope: Envelope) -> Answer:
        clock.forward(minutes=3)
        return send(carrier, envelope)

    monkeypatch.setattr(SmtpCarrier, "send", slowly)
    assert deliver_due(postbox, now=clock) == SweepReport(sent=3)
    assert len(smtp_server.messages) == 3
    assert [desk.look(key).attempts for key in "012"] == [1, 1, 1]


def test_a_message_that_cannot_be_written_fails_alone(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver
) -> None:
    desk.queue(to_address="a@example.org, b@example.org")
    desk.queue("two")
    assert deliver_due(postbox, now=clock) == SweepReport(sent=1, failed=1)
    kept = desk.look()
    assert kept.state == "failed"
    assert kept.last_answer.startswith("ValueError: ")
    assert smtp_server.recipients == [["lucja@example.org"]]


def test_workers_at_once_send_each_message_once(
    app: Flask, desk: Desk, postbox: Postbox, smtp_server: SmtpReceiver
) -> None:
    for number in range(30):
        desk.queue(f"{number}", subject=f"{number}")
    db.session.remove()
    reports: list[SweepReport] = []

    def work() -> None:
        with app.app_context():
            reports.append(deliver_due(postbox))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(report.sent for report in reports) == 30
    assert sorted(int(str(mail["Subject"])) for mail in smtp_server.messages) == list(range(30))


@pytest.mark.parametrize(("guarded", "copies"), [(True, 1), (False, 2)])
def test_a_second_worker_sends_what_the_first_holds_only_without_the_claim(  # noqa: PLR0913, PLR0917 - fixtures
    app: Flask,
    desk: Desk,
    postbox: Postbox,
    smtp_server: SmtpReceiver,
    monkeypatch: pytest.MonkeyPatch,
    guarded: bool,  # noqa: FBT001 - the case
    copies: int,
) -> None:
    """The control: with the claim out of force the same story must give two copies."""
    if not guarded:
        for place in ("queries", "service.claim"):
            monkeypatch.setattr(f"sokwms_reg.outbox.{place}.due", lambda _now: Message.state != MessageState.SENT)
    desk.queue()
    send = SmtpCarrier.send
    others: list[threading.Thread] = []

    def second_worker() -> None:
        with app.app_context():
            deliver_due(postbox, now=lambda: NOON)

    def beside_another(carrier: SmtpCarrier, envelope: Envelope) -> Answer:
        if not others:
            others.append(threading.Thread(target=second_worker))
            others[0].start()
            others[0].join()
        return send(carrier, envelope)

    monkeypatch.setattr(SmtpCarrier, "send", beside_another)
    deliver_due(postbox, now=lambda: NOON)
    assert len(smtp_server.messages) == copies
