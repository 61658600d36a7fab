"""From the command to the first answer, and the memory of a worker before and after some work."""

import sys
import time
from statistics import median

from benchmarks.filling import ROOM
from benchmarks.installations import House
from benchmarks.load import HOST, Connection, together
from benchmarks.measures.office import questions, timed
from benchmarks.measures.pages import PAGES
from benchmarks.measures.registering import prepare
from benchmarks.measures.scale import Scale
from benchmarks.processes import MEGABYTE, PRODUCT, SERVERS, WORKERS, Memory, free_port, running, serving
from benchmarks.report import Aim, Figure
from benchmarks.visitors import LIST, in_office, register

SECONDS, MOST_MB = 2.0, 140.0
CLIENTS = 8


def measure(house: House, server: str, scale: Scale) -> list[Figure]:
    """Return seconds to the first page, and what the largest worker holds idle and after load."""
    seconds = [_start(house, server) for _time in range(scale.repeats)]
    prepare(house.app, ROOM)
    with serving(server, house.settings) as product:
        idle = product.memory()
        together(CLIENTS, lambda _number: _some_work(product.port, scale))
        with in_office(house, product.port) as connection:
            for query in questions(house.app, house.people).values():
                timed(connection, f"{LIST}?{query}" if query else LIST, scale.requests // 2)
        loaded = product.memory()
    return [
        Figure("start.seconds", "from the command to the first page", median(seconds), "s", Aim("≤", SECONDS), "5–9"),
        *_memory("idle", idle),
        *_memory("loaded", loaded),
    ]


def _start(house: House, server: str) -> float:
    """Return the seconds that `serve` takes; for gunicorn its own command."""
    port = free_port()
    serve = [sys.executable, "-m", "sokwms_reg", "serve", f"--host={HOST}", f"--port={port}", f"--workers={WORKERS}"]
    command = serve if server == "granian" else SERVERS[server](port, PRODUCT)
    with running(command, house.settings, port) as started:
        return time.monotonic() - started.started


def _some_work(port: int, scale: Scale) -> list[str]:
    with Connection(port) as connection:
        for path in PAGES.values():
            timed(connection, path, scale.requests)
        return [register(connection) for _time in range(scale.crowd // CLIENTS // 2)]


def _memory(when: str, memory: Memory) -> list[Figure]:
    key, aim = f"memory.{when}", Aim("≤", MOST_MB)
    return [
        Figure(f"{key}.rss", f"a worker {when}, resident", memory.rss / MEGABYTE, "MB", aim, "240–260"),
        Figure(f"{key}.pss", f"a worker {when}, its part of shared memory", memory.pss / MEGABYTE, "MB"),
    ]
