"""The sweep that empties the outbox: at least once, and after a crash only the message in flight twice."""

import random
from collections import Counter, deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sokwms_reg.core import clock
from sokwms_reg.core.db import db
from sokwms_reg.outbox.models import MessageState
from sokwms_reg.outbox.queries import anything_due
from sokwms_reg.outbox.service.carrier import Answer, Carrier, CarrierDownError
from sokwms_reg.outbox.service.claim import Parcel, claim, hand_back, mark_failed, mark_sent, put_back
from sokwms_reg.outbox.service.mime import Envelope, sealed
from sokwms_reg.outbox.service.postbox import Postbox
from sokwms_reg.outbox.states import CLAIM, SKEW

MARGIN = timedelta(minutes=2)  # a claim that is nearly over is given up rather than risk a message going twice


@dataclass(frozen=True)
class SweepReport:
    """How many messages went out, failed for good, or were put back for later."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0


def deliver_due(
    postbox: Postbox, *, now: Callable[[], datetime] = clock.now, keep_going: Callable[[], bool] = lambda: True
) -> SweepReport:
    """Send all that is due over one connection, until nothing is, the carrier is down, or `keep_going` says no.

    Needs an application context; every step is a transaction of its own. May run twice at once.
    """
    round_ = _Round(postbox, now, keep_going)
    with closing(postbox.carrier()) as carrier:
        while keep_going() and round_.anything_due():
            if not round_.deliver_batch(carrier):
                break
    return round_.report()


class _Round:
    """One run of the sweep, and what it did."""

    def __init__(self, postbox: Postbox, now: Callable[[], datetime], keep_going: Callable[[], bool]) -> None:
        self._postbox = postbox
        self._now = now
        self._keep_going = keep_going
        self._done: Counter[MessageState] = Counter()

    def report(self) -> SweepReport:
        return SweepReport(
            sent=self._done[MessageState.SENT],
            failed=self._done[MessageState.FAILED],
            waiting=self._done[MessageState.PENDING],
        )

    def anything_due(self) -> bool:
        """Look without the writers' lock, and leave no transaction open while mail is on its way."""
        found = anything_due(db.session(), self._now())
        db.session.rollback()
        return found

    def deliver_batch(self, carrier: Carrier) -> bool:
        """Claim and send one batch; False when the carrier is down and all the rest went back with its answer."""
        left = deque(claim(self._now()))
        try:
            while left and self._keep_going() and self._holds(left[0]):
                parcel = left.popleft()
                try:
                    answer = self._send(parcel, carrier)
                except CarrierDownError as down:
                    self._put_all_back((parcel, *left), str(down))
                    left.clear()
                    return False
                self._settle(parcel, answer)
        finally:
            hand_back(left, self._now())
        return True

    def _holds(self, parcel: Parcel) -> bool:
        """Tell whether the claim stands for a while yet; a clock put back by much gives it to others at once."""
        return MARGIN < parcel.locked_until - self._now() <= CLAIM + SKEW

    def _send(self, parcel: Parcel, carrier: Carrier) -> Answer:
        try:
            envelope = self._seal(parcel)
        except Exception as error:  # noqa: BLE001 - one unwritable message must not hold up the others
            return Answer(MessageState.FAILED, f"{type(error).__name__}: {error}")
        return carrier.send(envelope)

    def _seal(self, parcel: Parcel) -> Envelope:
        return sealed(parcel.letter, message_id=parcel.message_id, date=parcel.created_at, sender=self._postbox.sender)

    def _settle(self, parcel: Parcel, answer: Answer) -> None:
        if answer.state is MessageState.SENT:
            mark_sent(parcel, answer.words, self._now())
        elif answer.state is MessageState.FAILED:
            mark_failed(parcel, answer.words)
        else:
            self._put_back(parcel, answer.words)
        self._done[answer.state] += 1

    def _put_all_back(self, parcels: tuple[Parcel, ...], words: str) -> None:
        for parcel in parcels:
            self._put_back(parcel, words)
            self._done[MessageState.PENDING] += 1

    def _put_back(self, parcel: Parcel, words: str) -> None:
        put_back(parcel, words, self._now(), random.random())  # noqa: S311 - spreads the load, guards nothing
