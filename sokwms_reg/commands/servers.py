"""`serve` and `worker`: the two processes of an installation."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError

from sokwms_reg.core import jobs
from sokwms_reg.core.db import db, migrations_pending, reason

WORKER_GOODBYE_SECONDS = 25  # longer than the longest request: a writer waits for the others, then for the database
LAST_PORT = 65535
PREPARE = "Prepare it with: sokwms-reg db upgrade"
NOT_OF_THIS_MACHINE = {errno.EADDRNOTAVAIL, *(getattr(socket, name) for name in ("EAI_NONAME", "EAI_AGAIN"))}


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, LAST_PORT), default=5000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web pages until Ctrl-C or TERM."""
    demand_free_port(host, port)
    demand_prepared()
    click.echo(f"Serving on {address_of(host, port)} until Ctrl-C.")
    os.execv(sys.executable, server_command(host, port, workers))  # noqa: S606 - our own interpreter, no shell


def server_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command of the production web server on `wsgi:app`."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        f"--host={host}",
        f"--port={port}",
        f"--workers={workers}",
        "--blocking-threads=2",
        f"--workers-kill-timeout={WORKER_GOODBYE_SECONDS}",
        "--respawn-failed-workers",
        "--log-level=warning",
        "--factory",
        "sokwms_reg.serving:web",
    ]


def demand_free_port(host: str, port: int) -> None:
    """Refuse, with a sentence, an address that cannot be listened on. Raises ClickException."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise click.ClickException(_unusable(host, port, error)) from error


def _unusable(host: str, port: int, error: OSError) -> str:
    if error.errno in NOT_OF_THIS_MACHINE:
        other = "for example --host 127.0.0.1 (with make: HOST=127.0.0.1)"
        return f"{host} is not an address of this machine ({error.strerror}). Choose another host, {other}."
    free = port + 1 if port < LAST_PORT else port - 1
    other = f"for example --port {free} (with make: PORT={free})"
    return f"{host}:{port} cannot be used ({error.strerror}). Choose another port, {other}."


def address_of(host: str, port: int) -> str:
    """Return the address of the start page as a browser takes it."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def demand_prepared() -> None:
    """Refuse, with a sentence, a database that does not answer or is behind the program. Raises ClickException.

    An embedded database that is not there is not made by asking for it.
    """
    url = db.engine.url
    absent = url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file()
    try:
        pending = absent or migrations_pending(db.session())
    except DatabaseError as error:
        message = f"The database does not answer ({reason(error)}). See SOKWMS_DATABASE_URL."
        raise click.ClickException(message) from error
    finally:
        db.session.remove()
        db.engine.dispose()
    if pending:
        message = f"The database is not prepared for this version of the program. {PREPARE}"
        raise click.ClickException(message)


@click.command("worker")
@click.option("--once", is_flag=True, help="Do all that is due now, then stop.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Deliver mail and keep schedules until Ctrl-C or TERM."""
    demand_prepared()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - the app behind the proxy
    if not once:
        jobs.run_worker(app)
        return
    failed = jobs.run_once(app)
    if failed:
        message = f"Some work failed and will be tried again: {', '.join(failed)}."
        raise click.ClickException(message)


@dataclass(frozen=True)
class Program:
    """A process to run; `address` where it listens, if others wait for that."""

    command: Sequence[str]
    address: tuple[str, int] | None = None


def run_together(programs: Sequence[Program], environment: dict[str, str], ready: Callable[[], None]) -> int:
    """Run programs side by side until one ends or Ctrl-C, then end all; return the status of the one that ended.

    `ready` is called when all addresses answer.
    """
    for number in (signal.SIGTERM, signal.SIGINT):  # INT too: a shell starts background programs deaf to it
        signal.signal(number, _interrupt)
    children = [subprocess.Popen(one.command, env=environment) for one in programs]  # noqa: S603 - our own programs
    try:
        _wait_until_listening(programs, children)
        ready()
        return _first_end(children)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(children)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _wait_until_listening(programs: Sequence[Program], children: Sequence["subprocess.Popen[bytes]"]) -> None:
    for program, child in zip(programs, children, strict=True):
        while program.address is not None and child.poll() is None and not _answers(program.address):
            time.sleep(0.1)


def _answers(address: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(address, timeout=1):
            return True
    except OSError:
        return False


def _first_end(children: Sequence["subprocess.Popen[bytes]"]) -> int:
    while True:
        for child in children:
            if child.poll() is not None:
                return child.returncode
        time.sleep(0.2)


def _end(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Ask all to stop; whoever has not within the time-out is ended."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=WORKER_GOODBYE_SECONDS + 5)
        except subprocess.TimeoutExpired:
            child.kill()
