"""The worker's part: files that nobody has imported are let go of after a day."""

from collections.abc import Callable

from flask import Flask

from sokwms_reg.core import clock, jobs
from sokwms_reg.core.db import writing
from sokwms_reg.imports import service

EXPIRE = "imports.expire"
EVERY_MINUTES = 15


def init_tasks(app: Flask) -> None:
    """Register the sweep over forgotten files."""

    def expire(_keep_going: Callable[[], bool]) -> None:
        with writing() as session:
            service.expire(session, clock.now())

    jobs.add_sweep(app, EXPIRE, expire, EVERY_MINUTES)
