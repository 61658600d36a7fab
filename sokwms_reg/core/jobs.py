"""Work behind the pages: sweeps that the rooms register, and Huey, which only wakes them.

Truth is in our own tables: a sweep looks for what is due there, may run twice at once, or not at all because a killed
worker lost its call. Each runs once a minute or more seldom, at the worker's start, and when a page calls `wake`; where
the queue is broken the worker sweeps all the same.
"""

import logging
import math
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey
from sqlalchemy import make_url

from sokwms_reg.core.config import Config
from sokwms_reg.core.db import reason, unavailable

EXTENSION = "sokwms_jobs"
QUEUE = "sokwms"
LONGEST_POLL_SECONDS = 0.5
HEALTH_CHECK_SECONDS = 10
LONGEST_GOODBYE_SECONDS = 60  # one SMTP answer may take 30
PATIENCE_SECONDS = 2  # how long a page waits for the queue
WITHOUT_QUEUE_SECONDS = 90  # after which the worker sweeps by itself
PAUSE_SECONDS = 0.5  # between two calls of one sweep by one process
SILENCE_SECONDS = 60  # between two lines of Huey's about the same trouble
HUEYS_LOGS = ("huey", "huey.consumer", "huey.consumer.Worker", "huey.consumer.Scheduler")

log = logging.getLogger(__name__)

KeepGoing = Callable[[], bool]
Run = Callable[[KeepGoing], None]


@dataclass
class Jobs:
    """The sweeps of one application, and the queue that wakes them."""

    app: Flask
    huey: Huey
    sweeps: dict[str, Run] = field(default_factory=dict)
    tasks: dict[str, Any] = field(default_factory=dict)
    woken_at: dict[str, float] = field(default_factory=dict)  # monotonic seconds
    called_for: dict[str, float] = field(default_factory=dict)
    stopping: bool = False
    prepared: bool = False
    swept_at: float = -math.inf  # monotonic seconds
    sweeping: int = 0

    def add(self, name: str, run: Run, every_minutes: int) -> None:
        """Register a sweep under a name of its own."""

        def sweep() -> None:
            self.run(name)

        self.sweeps[name] = run
        self.tasks[name] = self.huey.periodic_task(_every(every_minutes), name=name)(sweep)

    def run(self, name: str) -> bool:
        """Run one sweep with a session of its own; an error is logged without the data it met. Tell if it ran.

        A database that has gone away takes one line: where the program met it says nothing.
        """
        self.sweeping += 1
        try:
            with self.app.app_context():
                self.sweeps[name](lambda: not self.stopping)
        except Exception as error:  # noqa: BLE001 - one broken sweep must not end the worker
            if unavailable(error):
                log.error("Sweep %s failed: the database does not answer (%s).", name, reason(error))  # noqa: TRY400
                return False
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("Sweep %s failed with %s.\n%s", name, type(error).__name__, where)  # noqa: TRY400 - no values
            return False
        finally:
            self.sweeping -= 1
            self.swept_at = time.monotonic()
        return True

    def prepare(self) -> None:
        """Create the queue's tables once; two processes may do it at the same moment, which PostgreSQL minds."""
        if not self.prepared:
            self._make_private()
            try:
                self.huey.storage.initialize_schema()
            except Exception:  # noqa: BLE001 - the other process was first; if it is something else, it comes again
                self.huey.storage.initialize_schema()
            self.prepared = True

    def _make_private(self) -> None:
        """Make the embedded queue's file readable by its owner only, like every file of ours."""
        if isinstance(self.huey, SqliteHuey):
            queue_file(self.app.config["SOKWMS"]).touch(mode=0o600)

    def wake(self, name: str) -> None:
        """Queue a call of the sweep; without a queue it runs within its minutes all the same.

        In a rush, one call a little later serves all who come meanwhile: queueing costs as much as registering.
        """
        now = time.monotonic()
        if now < self.called_for.get(name, -math.inf):
            return
        delay = self.woken_at.get(name, -math.inf) + PAUSE_SECONDS - now
        try:
            self.prepare()
            if delay > 0:
                self.tasks[name].schedule(delay=delay)
                self.called_for[name] = now + delay
            else:
                self.tasks[name]()
                self.woken_at[name] = now
        except Exception as error:  # noqa: BLE001 - what the queue's driver raises depends on the database
            log.warning("The worker could not be woken for %s (%s).", name, type(error).__name__)


class Brief(logging.Filter):
    """Cuts Huey's words about an error to one line a minute: it asks twice a second for a queue that has gone away."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Name the error without its trace; drop what was said within the minute."""
        if not record.exc_info or record.exc_info[0] is None:
            return True
        line = f"{record.getMessage().rstrip('.')} ({record.exc_info[0].__name__})."
        record.msg, record.args, record.exc_info = line, (), None
        now = time.monotonic()
        if now - self._said.get(line, -math.inf) < SILENCE_SECONDS:
            return False
        self._said[line] = now
        return True


def init_app(app: Flask) -> None:
    """Make the queue; the rooms' `init_tasks(app)` come after it."""
    config: Config = app.config["SOKWMS"]
    app.extensions[EXTENSION] = Jobs(app, make_huey(config))


def make_huey(config: Config) -> Huey:
    """Return Huey on PostgreSQL where that is the database, otherwise on a file of its own. Connects to nothing yet."""
    url = make_url(config.database_url)
    common: dict[str, Any] = {"name": QUEUE, "results": False, "create_tables": False}
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(dsn=dsn, connect_timeout=PATIENCE_SECONDS, **common)
    return SqliteHuey(filename=str(queue_file(config)), timeout=PATIENCE_SECONDS, **common)


def queue_file(config: Config) -> Path:
    """Return where the embedded queue is kept; it may be deleted while no worker runs."""
    return config.instance / "queue.sqlite3"


def close(app: Flask) -> None:
    """Let go of the queue's connections, when the application ends before its process does."""
    _jobs(app).huey.storage.close()


def add_sweep(app: Flask, name: str, run: Run, every_minutes: int = 1) -> None:
    """Register a room's sweep; `run` gets a function that says whether to go on, asked between two pieces of work."""
    _jobs(app).add(name, run, every_minutes)


def wake(name: str) -> None:
    """Have a sweep run soon, from a page or a command that has committed; never fails."""
    _jobs(current_app).wake(name)


def run_once(app: Flask) -> list[str]:
    """Run every sweep here and now, without the queue; return the names of those that failed."""
    jobs = _jobs(app)
    return [name for name in jobs.sweeps if not jobs.run(name)]


def run_worker(app: Flask) -> None:
    """Sweep until TERM, INT or HUP; then finish the piece of work in hand. A second INT ends at once.

    Needs the main thread. Whatever was queued while no worker ran is only calls to wake, and every sweep starts anew.
    """
    jobs = _jobs(app)
    brief = Brief()
    for name in HUEYS_LOGS:
        logging.getLogger(name).addFilter(brief)
    _forget_old_calls(jobs)
    consumer = jobs.huey.create_consumer(
        workers=1,
        max_delay=LONGEST_POLL_SECONDS,
        graceful_signal="TERM",
        shutdown_timeout=LONGEST_GOODBYE_SECONDS,
    )
    consumer.start()
    _wait_for_signal(jobs, consumer.check_worker_health)
    consumer.stop(graceful=True)


def _forget_old_calls(jobs: Jobs) -> None:
    """Empty the queue and call every sweep once; a queue that cannot be used is said, and does not keep mail here."""
    try:
        jobs.prepare()
        jobs.huey.storage.flush_queue()
    except Exception as error:  # noqa: BLE001 - what the queue's driver raises depends on the database
        log.error("The queue cannot be used (%s); the worker sweeps without it.", reason(error))  # noqa: TRY400 - one line
        return
    for name in jobs.sweeps:
        jobs.wake(name)
    jobs.swept_at = time.monotonic()


def _wait_for_signal(jobs: Jobs, check_health: Callable[[], object]) -> None:
    """Wait until asked to stop. Huey itself would drop its work on INT, which is what Ctrl-C sends."""

    def stop(_number: int, _frame: object) -> None:
        jobs.stopping = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    checked = time.monotonic()
    while not jobs.stopping:
        time.sleep(0.1)
        if time.monotonic() - checked >= HEALTH_CHECK_SECONDS:
            check_health()
            checked = time.monotonic()
        if not jobs.sweeping and time.monotonic() - jobs.swept_at >= WITHOUT_QUEUE_SECONDS:
            for name in jobs.sweeps:
                jobs.run(name)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _every(minutes: int) -> Callable[[datetime], bool]:
    def falls_on(moment: datetime) -> bool:
        return (moment.hour * 60 + moment.minute) % minutes == 0

    return falls_on


def _jobs(app: Flask) -> Jobs:
    jobs: Jobs = app.extensions[EXTENSION]
    return jobs
