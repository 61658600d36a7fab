"""A clock that jumps: mail is at worst late by its own waits, never held back for the hours of the jump."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sokwms_reg.outbox.service import Postbox, SweepReport, deliver_due
from sokwms_reg.outbox.service.carrier import Answer, SmtpCarrier
from sokwms_reg.outbox.service.claim import claim
from sokwms_reg.outbox.service.mime import Envelope
from tests.outbox.conftest import NOON, Clock, Desk
from tests.smtp import SmtpReceiver

pytestmark = pytest.mark.both_databases
Slowly = Callable[[float], None]


@pytest.fixture
def hours_at_the_third(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Slowly:
    """Return a hand that has the clock jump while the third message is on its way."""

    def jump(hours: float) -> None:
        send, sent = SmtpCarrier.send, [0]

        def jumping(carrier: SmtpCarrier, envelope: Envelope) -> Answer:
            sent[0] += 1
            if sent[0] == 3:
                clock.forward(hours=hours)
            return send(carrier, envelope)

        monkeypatch.setattr(SmtpCarrier, "send", jumping)

    return jump


@pytest.mark.parametrize("hours", [-5, -1, 1, 48])
def test_a_jump_in_mid_batch_sends_each_message_once(
    desk: Desk,
    clock: Clock,
    postbox: Postbox,
    smtp_server: SmtpReceiver,
    hours_at_the_third: Slowly,
    hours: float,
) -> None:
    for number in range(6):
        desk.queue(f"{number}", subject=f"{number}")
    hours_at_the_third(hours)
    assert deliver_due(postbox, now=clock) == SweepReport(sent=6)
    assert [mail["Subject"] for mail in smtp_server.messages] == list("012345")


def test_what_was_queued_by_a_clock_ahead_goes_out_now(desk: Desk, clock: Clock, postbox: Postbox) -> None:
    clock.forward(hours=5)
    desk.queue()
    clock.forward(hours=-5)
    assert deliver_due(postbox, now=clock) == SweepReport(sent=1)


def test_a_claim_from_a_clock_ahead_has_run_out(desk: Desk, clock: Clock, postbox: Postbox) -> None:
    """The worker was killed with the message in hand, and then the clock was put right."""
    desk.queue()
    clock.forward(hours=1)
    assert len(claim(clock())) == 1
    clock.forward(hours=-1)
    assert deliver_due(postbox, now=clock) == SweepReport(sent=1)
    assert desk.look().attempts == 2


@pytest.mark.parametrize("minutes", [0, -5])
def test_a_claim_holds_while_clocks_are_nearly_right(
    desk: Desk, clock: Clock, postbox: Postbox, minutes: float
) -> None:
    """A worker on another machine may be some minutes behind."""
    desk.queue()
    claim(clock())
    clock.forward(minutes=minutes)
    assert deliver_due(postbox, now=clock) == SweepReport()
    assert desk.look().state == "sending"


def test_a_retry_waits_no_longer_than_the_longest_wait(
    desk: Desk, clock: Clock, postbox: Postbox, smtp_server: SmtpReceiver
) -> None:
    smtp_server.answers.append("451 later")
    desk.queue()
    clock.forward(hours=7)
    assert deliver_due(postbox, now=clock) == SweepReport(waiting=1)
    assert desk.look().next_try_at == NOON + timedelta(hours=7, minutes=1)
    clock.forward(hours=-7)
    assert deliver_due(postbox, now=clock) == SweepReport(sent=1)
