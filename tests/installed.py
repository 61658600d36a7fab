"""The product installed in an environment of its own, started as anybody starts it, and asked for pages."""

import http.client
import os
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

START_SECONDS = 60


def alone(**given: str) -> dict[str, str]:
    """Return an environment in which nothing points to the checkout or sets the product up."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SOKWMS_", "PYTHON", "PIP_", "COV"))
    }
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **given}


def run(*command: str | Path, folder: Path, **given: str) -> str:
    """Run a program that must succeed; return what it printed."""
    words = [str(part) for part in command]
    result = subprocess.run(words, cwd=folder, env=alone(**given), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def new_venv(folder: Path) -> Path:
    """Make an environment that finds our dependencies, and nothing of the checkout.

    A folder named in a `.pth` is searched last, and `.pth` files in it, such as the editable install's, do nothing.
    """
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def install(environment: Path, *what: str) -> None:
    """Install into the environment with this one's pip, offline."""
    python = str(environment / "bin" / "python")
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--no-compile", "--force-reinstall")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *options, *what, folder=environment)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(program: Path, folder: Path) -> Iterator[int]:
    """Run `sokwms-reg serve` in a folder; give its port."""
    port = free_port()
    command = [str(program), "serve", "--port", str(port), "--workers", "1"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=alone(), stdout=log, stderr=log)
        try:
            _wait_for(server, port, folder / "log")
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            if fetch(port, "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(log.read_text(encoding="utf-8"))


def fetch(port: int, address: str) -> tuple[int, str, bytes]:
    """Return status, kind and body of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    finally:
        connection.close()
