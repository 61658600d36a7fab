"""What a message may do next, and how long it waits before another try."""

from datetime import timedelta

from sokwms_reg.outbox.models import MessageState

SENDABLE_AGAIN = frozenset({MessageState.PENDING, MessageState.SENT, MessageState.FAILED})

CLAIM = timedelta(minutes=5)  # how long a process may have a message in hand
SKEW = timedelta(minutes=5)  # the clocks of two workers differ by less
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
_DOUBLINGS = 9  # 1 min · 2^9 is more than the longest wait already
_JITTER = 0.2


def wait_before_retry(attempts: int, luck: float) -> timedelta:
    """Return how long to wait after `attempts` tries: one minute, doubled each time, six hours at most.

    `luck` in [0, 1) takes up to a fifth off, so that messages put back together do not return together.
    """
    doublings = min(max(attempts - 1, 0), _DOUBLINGS)
    wait: timedelta = min(LONGEST_WAIT, FIRST_WAIT * 2**doublings)
    return wait * (1 - _JITTER * luck)
