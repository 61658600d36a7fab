"""Two real processes on one database: each shows what the other's office has changed."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from http.client import HTTPConnection

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.commands.servers import server_command
from sokwms_reg.editions.models import Edition
from tests.factories import make_edition

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

Saving = Callable[[], AbstractContextManager[Session]]
LONGEST_WAIT_SECONDS = 30  # until a process on a busy machine has answered; how fast it is, the benchmarks say


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def ports(settings: dict[str, str]) -> Iterator[list[int]]:
    """Start two web servers of one process each."""
    chosen = [free_port(), free_port()]
    with ExitStack() as stack:
        for port in chosen:
            command = server_command("127.0.0.1", port, workers=1)
            server = stack.enter_context(subprocess.Popen(command, env={**os.environ, **settings}))
            stack.callback(server.terminate)
        yield chosen


def get(port: int, path: str, tag: str = "") -> tuple[int, str, str]:
    """Return status, tag and text of a page; status 0 while nobody listens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"If-None-Match": tag} if tag else {})
        answer = connection.getresponse()
        return answer.status, str(answer.headers["ETag"]), answer.read().decode()
    except OSError:
        return 0, "", ""
    finally:
        connection.close()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_WAIT_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_change_shows_in_every_process(saving: Saving, ports: list[int]) -> None:
    page = "/pl/editions/test"
    with saving() as session:
        make_edition(session, "test", title_pl="Przed zmianą")
    for port in ports:
        wait_until(lambda port=port: get(port, page)[0] == 200)  # type: ignore[misc] # a default
    first, second = (get(port, page) for port in ports)
    assert "Przed zmianą" in first[2]
    assert first == second
    assert [get(port, page, first[1])[0] for port in ports] == [304, 304]
    with saving() as session:
        session.scalars(select(Edition)).one().title_pl = "Po zmianie"
    for port in ports:
        wait_until(lambda port=port: "Po zmianie" in get(port, page)[2])  # type: ignore[misc] # a default
    assert get(ports[0], page) == get(ports[1], page)
    assert [get(port, page, first[1])[0] for port in ports] == [200, 200]
