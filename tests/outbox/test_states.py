"""How long a message waits."""

from datetime import timedelta

import pytest

from sokwms_reg.outbox.states import wait_before_retry


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 1), (1, 1), (2, 2), (3, 4), (9, 256), (10, 360), (11, 360), (5000, 360)]
)
def test_the_wait_doubles_up_to_six_hours(attempts: int, minutes: int) -> None:
    assert wait_before_retry(attempts, 0) == timedelta(minutes=minutes)


def test_luck_takes_up_to_a_fifth_off() -> None:
    assert wait_before_retry(1, 0.5) == timedelta(seconds=54)
    assert wait_before_retry(1, 0.999) > timedelta(seconds=48)
