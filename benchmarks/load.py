"""A lean load client: one keep-alive socket a person, and no more of HTTP than the servers measured here speak.

It shares the machine with what it measures, so its own part of the processor is counted and reported.
"""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Barrier
from typing import Generic, Self, TypeVar
from urllib.parse import urlencode

HOST = "127.0.0.1"
PATIENCE_SECONDS = 120
BLOCK = 1 << 16
END_OF_HEADERS = b"\r\n\r\n"

T = TypeVar("T")
Pairs = list[tuple[str, str]]


class UnexpectedAnswerError(Exception):
    """A server answered otherwise than the measure needs: its figures would be about something else."""


@dataclass(frozen=True)
class Answer:
    """One answer; `seconds` from the first byte sent to the last byte received."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def demand(self, status: int = 200) -> Self:
        """Return the answer if it has this status. Raises UnexpectedAnswerError."""
        if self.status != status:
            message = f"expected {status}, got {self.status}: {self.body[:300].decode(errors='replace')}"
            raise UnexpectedAnswerError(message)
        return self


class Connection:
    """One person's connection, with the cookies that were given to it."""

    def __init__(self, port: int, headers: str = "") -> None:
        """Remember where to connect; `headers` are sent with every request, each line ended by CRLF."""
        self._port, self._headers = port, headers
        self._socket: socket.socket | None = None
        self._cookies: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Return itself; the first request connects."""
        return self

    def __exit__(self, *_reason: object) -> None:
        """Hang up."""
        self.close()

    def close(self) -> None:
        """Hang up; the next request connects again."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, b"")

    def head(self, path: str) -> Answer:
        """Ask for a page without its body."""
        return self._ask("HEAD", path, b"")

    def post(self, path: str, fields: Pairs) -> Answer:
        """Send a form. Raises ConnectionError where the server hung up meanwhile: it may have taken the form."""
        return self._ask("POST", path, urlencode(fields).encode())

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        lines = f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\n{self._headers}"
        if self._cookies:
            lines += "Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()) + "\r\n"
        if method == "POST":
            lines += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        message = lines.encode() + b"\r\n" + body
        started = time.perf_counter()
        head, rest = self._exchange(message, again=method != "POST" and self._socket is not None)
        status, headers = self._read_head(head)
        content = b"" if method == "HEAD" or status in {204, 304} else self._body(headers, rest)
        seconds = time.perf_counter() - started
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, content, seconds)

    def _exchange(self, message: bytes, *, again: bool) -> tuple[bytes, bytes]:
        """Send, and read up to the end of the headers; once more where a connection kept open had been closed."""
        try:
            self._connected().sendall(message)
            received = b""
            while END_OF_HEADERS not in received:
                received += self._receive()
        except ConnectionError:
            self.close()
            if not again:
                raise
            return self._exchange(message, again=False)
        head, _end, rest = received.partition(END_OF_HEADERS)
        return head, rest

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection((HOST, self._port), timeout=PATIENCE_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _receive(self) -> bytes:
        received = self._connected().recv(BLOCK)
        if not received:
            message = "the server hung up"
            raise ConnectionError(message)
        return received

    def _read_head(self, head: bytes) -> tuple[int, dict[str, str]]:
        first, *lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _colon, value = line.partition(":")
            name, value = name.lower(), value.strip()
            headers[name] = value
            if name == "set-cookie":
                cookie, _equals, content = value.partition(";")[0].partition("=")
                self._cookies[cookie] = content
        return int(first.split(" ", 2)[1]), headers

    def _body(self, headers: dict[str, str], rest: bytes) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks(rest)
        parts, missing = [rest], int(headers.get("content-length", "0")) - len(rest)
        while missing > 0:
            parts.append(self._receive())
            missing -= len(parts[-1])
        return b"".join(parts)

    def _chunks(self, rest: bytes) -> bytes:
        parts: list[bytes] = []
        while True:
            while b"\r\n" not in rest:
                rest += self._receive()
            line, _end, rest = rest.partition(b"\r\n")
            size = int(line.split(b";")[0], 16)
            while len(rest) < size + 2:
                rest += self._receive()
            if size == 0:
                return b"".join(parts)
            parts.append(rest[:size])
            rest = rest[size + 2 :]


@dataclass(frozen=True)
class Effort(Generic[T]):
    """What clients brought back together: seconds until the last was done, and the client's share of one core."""

    results: list[T]
    seconds: float
    client_core: float

    @property
    def rate(self) -> float:
        """Return results a second."""
        return len(self.results) / self.seconds


def together(clients: int, work: Callable[[int], list[T]]) -> Effort[T]:
    """Let so many clients begin at one instant; `work` gets the client's number. Raises what a client raised."""
    start = Barrier(clients + 1, timeout=PATIENCE_SECONDS)

    def one(number: int) -> list[T]:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(clients) as pool:
        waiting = [pool.submit(one, number) for number in range(clients)]
        start.wait()
        began, used = time.perf_counter(), time.process_time()
        results = [result for each in waiting for result in each.result()]
        seconds = time.perf_counter() - began
    return Effort(results, seconds, (time.process_time() - used) / seconds)


def wait_for(port: int, path: str, alive: Callable[[], bool], seconds: float = 60) -> None:
    """Ask every few milliseconds until the page answers 200. Raises UnexpectedAnswerError when it does not."""
    last = time.monotonic() + seconds
    while alive() and time.monotonic() < last:
        with suppress(ConnectionError), Connection(port) as connection:
            if connection.get(path).status == 200:  # noqa: PLR2004 - OK
                return
        time.sleep(0.005)
    message = f"nothing answered {path} on port {port}"
    raise UnexpectedAnswerError(message)
