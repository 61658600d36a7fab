"""wrk, a load generator in C: for pages, where a client in Python would be slower than the server."""

import re
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass

from benchmarks.load import HOST

CONNECTIONS = 16
MISSING = "wrk is not installed, so requests per second of pages are left out. Debian and Ubuntu: apt-get install wrk"
_IN_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Blast:
    """What 16 connections got: requests a second, latencies in milliseconds, wrk's own share of one core."""

    rate: float
    p50: float
    p99: float
    failed: int
    core: float


def available() -> bool:
    """Tell whether it is installed."""
    return shutil.which("wrk") is not None


def blast(port: int, path: str, seconds: float, *headers: str) -> Blast:
    """Ask for one page over and over. Raises CalledProcessError."""
    whole = max(1, round(seconds))
    command = ["wrk", "--threads=1", f"--connections={CONNECTIONS}", f"--duration={whole}s", "--latency"]
    command += [f"--header={header}" for header in headers]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    said = subprocess.run([*command, f"http://{HOST}:{port}{path}"], check=True, capture_output=True, text=True).stdout
    after, passed = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - started
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Blast(
        float(_found(r"Requests/sec:\s+([\d.]+)", said)),
        _milliseconds("50", said),
        _milliseconds("99", said),
        _failures(said),
        used / passed,
    )


def _found(pattern: str, said: str) -> str:
    match = re.search(pattern, said)
    if match is None:
        message = f"wrk said something else than expected: {said}"
        raise ValueError(message)
    return match[1]


def _milliseconds(share: str, said: str) -> float:
    written = _found(rf"^\s+{share}%\s+(\S+)$".replace("^", "(?m:^)").replace("$", "(?m:$)"), said)
    number = written.rstrip("usm")
    return float(number) * _IN_MS[written[len(number) :]]


def _failures(said: str) -> int:
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    return sum(int(number) for match in (refused, broken) if match for number in match.groups())
