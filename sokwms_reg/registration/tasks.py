"""The worker's part: offers that nobody answered in time lapse."""

from collections.abc import Callable

from flask import Flask

from sokwms_reg.core import clock, jobs
from sokwms_reg.core.db import writing
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import service

LAPSE = "registration.lapse"


def init_tasks(app: Flask) -> None:
    """Register the sweep over offers."""

    def lapse(_keep_going: Callable[[], bool]) -> None:
        with writing() as session:
            lapsed = service.lapse_offers(session, clock.now())
        if lapsed:
            outbox.wake()

    jobs.add_sweep(app, LAPSE, lapse)
