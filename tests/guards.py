"""What every test is kept from: connections to the outside, and mail to a server that it did not ask for."""

import ipaddress
import smtplib
import socket
from collections.abc import Callable
from typing import Any

import pytest


class OutsideConnectionError(Exception):
    """A test tried to reach the network."""


def forbid_outside_connections(monkeypatch: pytest.MonkeyPatch, attempts: list[str]) -> None:
    """Let sockets reach this machine only; each other attempt raises and is noted in `attempts`.

    Noted, because the code under test may well catch the error as it would any failed connection.
    """

    def guarded(original: Callable[..., Any], host_of: Callable[..., object]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - stands for functions of any signature
            host = host_of(*arguments, **named)
            if not _on_this_machine(host):
                attempts.append(str(host))
                message = f"a test tried to reach {host}"
                raise OutsideConnectionError(message)
            return original(*arguments, **named)

        return call

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name), _address_host))
    monkeypatch.setattr(socket.socket, "sendto", guarded(socket.socket.sendto, _last_address_host))
    monkeypatch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo, _first_argument))


def forbid_smtp(monkeypatch: pytest.MonkeyPatch, attempts: list[str]) -> None:
    """Make every SMTP connection fail, this machine's included."""

    def connect(_smtp: smtplib.SMTP, host: str = "localhost", port: int = 0, *_more: object) -> None:
        attempts.append(f"{host}:{port}")
        message = f"a test tried to send mail by {host}:{port} without the fixture smtp_server"
        raise OutsideConnectionError(message)

    monkeypatch.setattr(smtplib.SMTP, "connect", connect)


def _address_host(_socket: socket.socket, address: object) -> object:
    """Return the host of an Internet address; a Unix socket's path is an address without one."""
    return address[0] if isinstance(address, tuple) else None


def _last_address_host(connection: socket.socket, *arguments: object) -> object:
    return _address_host(connection, arguments[-1])


def _first_argument(host: object = None, *_more: object, **_named: object) -> object:
    return host


def _on_this_machine(host: object) -> bool:
    if host is None or host in {"", b"", "localhost", b"localhost"}:
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
