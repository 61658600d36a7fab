"""Servers as processes: started as in production, with their memory read from /proc."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import HOST, wait_for
from sokwms_reg.commands.servers import server_command

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 2
THREADS = 4
GOODBYE_SECONDS = 30
LOOK_SECONDS = 0.01
QUIET_SECONDS = 0.3
KIB = 1024
MEGABYTE = 1_000_000
PRODUCT, HELLO = "sokwms_reg.app:create_app", "benchmarks.hello:create_app"
HOME = "/pl/"


def granian(port: int, program: str) -> list[str]:
    """Return the product's own command, on any program."""
    return [*server_command(HOST, port, WORKERS)[:-1], program]


def gunicorn(port: int, program: str) -> list[str]:
    """Return the command of gunicorn with as many processes and threads."""
    options = (f"--workers={WORKERS}", f"--threads={THREADS}", "--worker-class=gthread", "--keep-alive=75")
    return [sys.executable, "-m", "gunicorn", f"--bind={HOST}:{port}", *options, "--log-level=warning", f"{program}()"]


SERVERS = {"granian": granian, "gunicorn": gunicorn}


@dataclass(frozen=True)
class Memory:
    """Bytes of the largest worker: resident, and its fair part of what is shared."""

    rss: int
    pss: int


@dataclass(frozen=True)
class Server:
    """A running server; `started` is when its process was begun, on the monotonic clock."""

    port: int
    process: "subprocess.Popen[bytes]"
    started: float

    def workers(self) -> list[int]:
        """Return the ids of the processes that answer requests: the children of the one that was started."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]

    def settle(self) -> None:
        """Wait until every worker has finished its start: until they use no processor for a moment."""
        last, before = time.monotonic() + GOODBYE_SECONDS, -1
        while time.monotonic() < last and (now := self._ticks()) != before:
            before = now
            time.sleep(QUIET_SECONDS)

    def _ticks(self) -> int:
        """Return the processor's time that the workers have used, in the kernel's ticks of 10 ms."""
        found = (Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split() for worker in self.workers())
        return sum(int(fields[11]) + int(fields[12]) for fields in found)

    def memory(self) -> Memory:
        """Return what the largest worker holds now."""
        each = [_figures(Path(f"/proc/{worker}/smaps_rollup")) for worker in self.workers()]
        return Memory(max(one["Rss"] for one in each), max(one["Pss"] for one in each))

    def forget_peaks(self) -> None:
        """Let the high-water marks begin at what is held now."""
        for worker in self.workers():
            Path(f"/proc/{worker}/clear_refs").write_text("5")

    def peak(self) -> int:
        """Return the highest mark of any worker in bytes."""
        return max(_figures(Path(f"/proc/{worker}/status"))["VmHWM"] for worker in self.workers())


def _figures(path: Path) -> dict[str, int]:
    """Return the lines of a file of /proc that are in kB, in bytes."""
    lines = (line.split() for line in path.read_text().splitlines())
    return {words[0].rstrip(":"): int(words[1]) * KIB for words in lines if words[-1:] == ["kB"]}


@contextmanager
def serving(server: str, settings: Mapping[str, str], program: str = PRODUCT, path: str = HOME) -> Iterator[Server]:
    """Start a web server, wait until it answers `path` with 200 and all workers are idle, and end it afterwards."""
    port = free_port()
    with running(SERVERS[server](port, program), settings, port, path) as started:
        started.settle()
        yield started


@contextmanager
def running(command: Sequence[str], settings: Mapping[str, str], port: int, path: str = HOME) -> Iterator[Server]:
    """Run a command that serves on the port; what it wrote is shown when it ends, since it should have been nothing."""
    with tempfile.TemporaryFile() as log:
        started = time.monotonic()
        process = subprocess.Popen(
            command, env=environment(settings), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_for(port, path, lambda: process.poll() is None)
            yield Server(port, process, started)
        finally:
            _end(process)
            log.seek(0)
            _show(log.read().decode(errors="replace"))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to stop; whatever of it is left after the time-out is ended."""
    process.terminate()
    try:
        process.wait(timeout=GOODBYE_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _show(written: str) -> None:
    lines = [line for line in written.splitlines() if line and not line.startswith("Serving on ")]
    for line in lines[:20]:
        sys.stderr.write(f"    server: {line}\n")
    if len(lines) > 20:  # noqa: PLR2004 - as above
        sys.stderr.write(f"    server: … {len(lines)} lines in all\n")


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with the installation's settings and no others of the product."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOKWMS_")}
    return kept | dict(settings)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def timed_command(arguments: Sequence[str], settings: Mapping[str, str]) -> tuple[float, int]:
    """Run `sokwms-reg` with these arguments; return seconds and its highest resident memory in bytes.

    The mark is read while it runs: what the kernel says afterwards includes the memory of whoever started it. Raises
    CalledProcessError.
    """
    command, peak = [sys.executable, "-m", "sokwms_reg", *arguments], 0
    started = time.monotonic()
    with subprocess.Popen(command, env=environment(settings), cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, _figures(Path(f"/proc/{process.pid}/status")).get("VmHWM", 0))
            time.sleep(LOOK_SECONDS)
        seconds = time.monotonic() - started
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, peak
