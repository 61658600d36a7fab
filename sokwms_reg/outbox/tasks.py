"""The worker's part: mail leaves once a minute, and at once when somebody wakes it."""

import logging
from collections.abc import Callable

from flask import Flask

from sokwms_reg.core import jobs
from sokwms_reg.outbox.service import Postbox, deliver_due, sign_message_ids_as

DELIVERY = "outbox.deliver"

log = logging.getLogger(__name__)


def init_tasks(app: Flask) -> None:
    """Read where mail leaves and register its delivery. Raises ConfigError when the sender is no address."""
    postbox = Postbox.from_config(app.config["SOKWMS"])
    sign_message_ids_as(postbox.domain)

    def deliver(keep_going: Callable[[], bool]) -> None:
        report = deliver_due(postbox, keep_going=keep_going)
        if report.sent or report.failed or report.waiting:
            log.info("Mail: %d sent, %d failed, %d put back.", report.sent, report.failed, report.waiting)

    jobs.add_sweep(app, DELIVERY, deliver)


def wake() -> None:
    """Have queued letters delivered soon; to be called after the commit that queued them."""
    jobs.wake(DELIVERY)
