"""Real processes for the drills: a web server, a worker, visitors with sockets; and a pen that writes what was seen."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.core import clock
from sokwms_reg.registration.forms import issue
from tests.factories import FIRST_DAY, make_category, make_edition

Saving = Callable[[], AbstractContextManager[Session]]
Say = Callable[[str], None]

SLUG = "drill"
FORM = f"/en/editions/{SLUG}/register/ngo"
PERSON = {
    "first_name": "Żaneta",
    "last_name": "Gżegżółka",
    "phone": "+48 600 000 001",
    "institution": "Fundacja „Wspólna Zlewnia”",
    "voivodeship": "10",
    "days": FIRST_DAY.isoformat(),
    "accept_rules": "yes",
    "step": "confirm",
}


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Say:
    """Return a pen: what it writes stands in the output of `make drills`."""

    def write(sentence: str) -> None:
        print(f"\n  {request.node.name}: {sentence}", end="", flush=True)  # noqa: T201 - the drill's report

    return write


@pytest.fixture
def edition(saving: Saving) -> str:
    """Make an edition that is open today, with room for everybody; return its slug."""
    with saving() as session:
        make_open_edition(session)
    return SLUG


def make_open_edition(session: Session) -> None:
    """Add the edition with its one category."""
    now = clock.now()
    opens, closes = now - timedelta(days=1), now + timedelta(days=9)
    made = make_edition(session, SLUG, registration_opens_at=opens, registration_closes_at=closes)
    make_category(session, made, capacity=100_000)


def filled_in(secret: str, number: int) -> dict[str, str]:
    """Return the form of person `number`, ready to be sent, with a token of its own."""
    token = issue(secret, SLUG, clock.now() - timedelta(minutes=1))
    return {**PERSON, "email": f"person.{number}@example.org", "form_token": token}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def seconds_until(true: Callable[[], bool], limit: float) -> float:
    """Return how long it took; fail where it did not come true."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > limit:
            pytest.fail(f"nothing happened within {limit} s")
        time.sleep(0.01)
    return time.monotonic() - begun


def _open_files(process: int) -> list[str]:
    """Return what a process holds open; nothing of one that is gone."""
    found = []
    with suppress(FileNotFoundError):
        for link in Path(f"/proc/{process}/fd").iterdir():
            with suppress(FileNotFoundError):
                found.append(str(link.readlink()))
    return found


@dataclass
class Program:
    """A process of ours in a session of its own, with what it wrote to its log."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def words(self) -> str:
        """Return what it has written."""
        return self.log.read_text(encoding="utf-8")

    def holding(self, name: str) -> int:
        """Return how many processes of its session hold a file of this name open."""
        return sum(any(link.endswith(f"/{name}") for link in _open_files(child)) for child in self.children())

    def children(self) -> list[int]:
        """Return the ids of all processes of its session."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "-s", str(self.process.pid)],  # noqa: S607 - wherever ps is
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(word) for word in found.stdout.split()]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to its first process."""
        self.process.send_signal(number)

    def ends_within(self, seconds: float) -> float:
        """Wait for its end; return how long it took."""
        return seconds_until(lambda: self.process.poll() is not None, seconds)


@contextmanager
def running(arguments: Sequence[str], settings: dict[str, str], folder: Path) -> Iterator[Program]:
    """Run `sokwms-reg` for the length of the block; what is left of it afterwards is killed."""
    number = len(list(folder.glob("*.log")))
    log = folder / f"{arguments[0]}-{number}.log"
    handle: IO[bytes]
    with log.open("wb") as handle:
        process = subprocess.Popen(
            [sys.executable, "-m", "sokwms_reg", *arguments],
            env={**os.environ, **settings},
            stdout=handle,
            stderr=handle,
            start_new_session=True,
        )
    program = Program(process, log)
    try:
        yield program
    finally:
        for one in program.children():
            try:
                os.kill(one, signal.SIGCONT)
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()


def answers(port: int) -> bool:
    """Tell whether a server answers at this port."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as line:
        try:
            line.request("GET", "/healthz")
            return line.getresponse().read() == b"ok"
        except (OSError, http.client.HTTPException):
            return False


@contextmanager
def serving(settings: dict[str, str], folder: Path, port: int, workers: int = 2) -> Iterator[Program]:
    """Serve until the end of the block; it answers when the block begins."""
    arguments = ["serve", "--port", str(port), "--workers", str(workers)]
    with running(arguments, settings, folder) as program:
        seconds_until(lambda: answers(port) or program.process.poll() is not None, 30)
        assert program.process.poll() is None, program.words
        yield program


@dataclass
class Crowd:
    """People who register one after the other, each new, from several browsers at once.

    A browser that gets no answer, or 503, sends the same form again until it is taken, as a person would.
    """

    port: int
    secret: str
    browsers: int = 4
    seen: Counter[str] = field(default_factory=Counter)
    taken: list[str] = field(default_factory=list)
    slowest: float = 0.0
    stopping: bool = False
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Let them in."""
        for browser in range(self.browsers):
            thread = threading.Thread(target=self._register_people, args=(browser,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Let everybody finish the form in hand; fail if somebody cannot."""
        self.stopping = True
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive(), "somebody is still waiting"

    def _register_people(self, browser: int) -> None:
        number = browser
        while not self.stopping:
            form = filled_in(self.secret, number)
            while (outcome := self._send(form)) != "303":
                self.seen[outcome] += 1
                time.sleep(0.05)
            self.seen[outcome] += 1
            self.taken.append(form["email"])
            number += self.browsers

    def _send(self, form: dict[str, str]) -> str:
        """Return the status, or what happened to the connection."""
        begun = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.connect()
        except OSError:
            return "refused"
        try:
            line.request("POST", FORM, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
            return str(line.getresponse().status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            line.close()
            self.slowest = max(self.slowest, time.monotonic() - begun)
