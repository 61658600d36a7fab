"""Bytes that no browser sends, given to the real server: each is refused, and the next visitor is served."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sokwms_reg.commands.servers import server_command
from tests.commands.test_servers import free_port

pytestmark = pytest.mark.slow

START_SECONDS = 40
HOST = b"Host: localhost\r\n"
FORM = (
    b"POST /pl/editions/test/register/ngo HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
)


@pytest.fixture
def port(settings: dict[str, str], tmp_path: Path) -> Iterator[int]:
    """Start the production server with one worker; give its port, and end it with all that it started."""
    chosen = free_port()
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            server_command("127.0.0.1", chosen, 1), env={**os.environ, **settings}, stdout=log, stderr=log
        )
        try:
            _wait_for(chosen)
            yield chosen
            assert server.poll() is None, "the server has ended"
        finally:
            server.terminate()
            server.wait(timeout=30)
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            if exchange(port, b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n").startswith(
                b"HTTP/1.1 200"
            ):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


def exchange(port: int, request: bytes) -> bytes:
    """Send bytes and return the answer; nothing where the server hangs up, which is an answer too."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        answer = b""
        try:
            connection.sendall(request)
            connection.settimeout(3)
            while part := connection.recv(65536):
                answer += part
                if b"\r\n\r\n" in answer and _whole(answer):
                    break
        except (ConnectionError, TimeoutError):
            pass  # the server has hung up, or waits for more
    return answer


def _whole(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.partition(b":")[2])
    return body.endswith(b"0\r\n\r\n")


def get(path: bytes, headers: bytes = b"") -> bytes:
    """Return the bytes of a GET."""
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + headers + b"\r\n"


def chunked(*parts: bytes) -> bytes:
    """Return a form whose length nobody has said."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return FORM + b"Transfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n"


# What is sent, and the statuses that may come back; "" is a closed connection.
ODD: list[tuple[bytes, set[str]]] = [
    (get(b"/pl/", b"X: " + b"a" * 1_000_000 + b"\r\n"), {"", "400", "413", "431"}),
    (get(b"/pl/", b"".join(b"X-%d: a\r\n" % number for number in range(2000))), {"", "400", "431"}),
    (get(b"/pl/", b"Cookie: sokwms_office=" + b"a" * 30_000 + b"\r\n"), {"200", "308", "", "400", "431"}),
    (get(b"/" + b"x" * 100_000), {"", "400", "404", "414", "431"}),
    (get(b"/static/../../pyproject.toml"), {"400", "404"}),
    (get(b"/static/%2e%2e/%2e%2e/pyproject.toml"), {"400", "404"}),
    (get(b"/static/..%5c..%5cpyproject.toml"), {"400", "404"}),
    (get(b"//evil.example/%2f.."), {"400", "404", "308"}),
    (get(b"/\\evil.example"), {"400", "404"}),
    (get(b"/pl/%00"), {"400", "404"}),
    (get(b"/\xff\xfe"), {"", "400", "404"}),
    (get(b"/pl/ x"), {"", "400"}),
    (get(b"http://evil.example/no-such"), {"400", "404"}),
    (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", {"", "400", "404", "405"}),
    (b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", {"", "400", "404", "405"}),
    (b"get /pl/ HTTP/1.1\r\n" + HOST + b"\r\n", {"200"}),  # read as GET, and checked as GET
    (b"<script> /pl/ HTTP/1.1\r\n" + HOST + b"\r\n", {"", "400", "405"}),
    (b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n", {"", "400", "505"}),
    (b"GET /no-such HTTP/1.1\r\nHost: \xff\xfe\r\nHost: b\r\n\r\n", {"", "400", "404"}),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {"", "400"}),
    (b"\0" * 5000, {"", "400"}),
    (chunked(b"step=confirm"), {"400", "404"}),
    (chunked(*[b"first_name=" + b"x" * 100_000] * 40), {"", "400", "404", "413"}),
    (FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {"", "400", "404"}),
    (
        FORM + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /office/ HTTP/1.1\r\n\r\n",
        {"", "400", "404"},
    ),
    (FORM + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nstep=x", {"", "400", "404"}),
    (FORM + b"Content-Length: -1\r\n\r\n", {"", "400"}),
    (FORM + b"Content-Length: 4000000\r\n\r\n" + b"x" * 4_000_000, {"", "400", "404", "413"}),
    (FORM + b"Content-Length: 40\r\n\r\nshort", {""}),
]


def test_odd_bytes_are_refused_and_the_next_visitor_is_served(port: int) -> None:
    wrong = []
    for request, statuses in ODD:
        answer = exchange(port, request)
        status = answer[9:12].decode() if answer else ""
        wrong += [] if status in statuses else [(request[:80], answer[:80])]
        assert b"[project]" not in answer
        assert b"Traceback" not in answer
        assert b"<script>" not in answer
        assert exchange(port, get(b"/healthz")).startswith(b"HTTP/1.1 200")
    assert wrong == []
