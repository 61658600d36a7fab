"""Talking to SMTP servers: TLS, sign-in, servers that hang up."""

import datetime as dt
import ipaddress
import logging
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sokwms_reg.outbox.models import MessageState
from sokwms_reg.outbox.service.carrier import Answer, CarrierDownError, MailServer, SmtpCarrier
from sokwms_reg.outbox.service.mime import Envelope as Sealed
from tests.smtp import SmtpReceiver

pytestmark = pytest.mark.usefixtures("smtp_server")

LETTER = Sealed("a@example.org", "b@example.org", "<1@example.org>", b"Subject: x\r\n\r\n.a line\r\n")
PASSWORD = "p@ss:word/"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Return the server's side of TLS, which this machine trusts for the length of the test."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return server_side(certificate)


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def receiving(**options: Any) -> Iterator[SmtpReceiver]:  # noqa: ANN401 - aiosmtpd's options
    """Run a receiver with options of aiosmtpd."""
    receiver = SmtpReceiver(free_port())
    controller = Controller(receiver, hostname="127.0.0.1", port=receiver.port, **options)
    controller.start()
    try:
        yield receiver
    finally:
        controller.stop()


def send(url: str) -> Answer:
    with closing(SmtpCarrier(MailServer.from_url(url, "me.example.org"))) as carrier:
        return carrier.send(LETTER)


def only_the_right_password(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
) -> AuthResult:
    right = given == LoginPassword(b"user", PASSWORD.encode())
    return AuthResult(success=right, handled=right)


def test_smtps_is_verified_and_used(trusted: ssl.SSLContext) -> None:
    with receiving(ssl_context=trusted) as receiver:
        assert send(f"smtps://127.0.0.1:{receiver.port}") == Answer(MessageState.SENT, "250 OK")
        assert len(receiver.messages) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_an_unknown_certificate_is_refused(certificate: Path, scheme: str) -> None:
    options = {"smtps": "ssl_context", "smtp+starttls": "tls_context"}
    with receiving(**{options[scheme]: server_side(certificate)}) as receiver:
        with pytest.raises(CarrierDownError, match="certificate verify failed"):
            send(f"{scheme}://127.0.0.1:{receiver.port}")
        assert receiver.messages == []


def test_starttls_with_a_password_in_percent_signs(trusted: ssl.SSLContext) -> None:
    with receiving(
        tls_context=trusted, require_starttls=True, auth_required=True, authenticator=only_the_right_password
    ) as receiver:
        url = f"smtp+starttls://user:p%40ss%3Aword%2F@127.0.0.1:{receiver.port}"
        assert send(url) == Answer(MessageState.SENT, "250 OK")


def test_a_refused_password_is_the_installations_fault_and_stays_unsaid(
    trusted: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "sokwms_reg")
    with receiving(tls_context=trusted, auth_required=True, authenticator=only_the_right_password) as receiver:
        with pytest.raises(CarrierDownError) as refused:
            send(f"smtp+starttls://user:wrong-secret@127.0.0.1:{receiver.port}")
        assert str(refused.value) == "535 5.7.8 Authentication credentials invalid"
        assert "wrong-secret" not in caplog.text


def test_a_server_that_repeats_the_password_is_not_quoted() -> None:
    with answering("220 hello", "250-me", "250 AUTH LOGIN PLAIN", "535 no: s3cret", "535 no: s3cret") as port:
        with pytest.raises(CarrierDownError) as refused:
            send(f"smtp://user:s3cret@127.0.0.1:{port}")
        assert str(refused.value) == "535 no: …"


def test_starttls_that_is_not_offered_sends_nothing() -> None:
    with receiving() as receiver:
        with pytest.raises(CarrierDownError, match="STARTTLS extension not supported"):
            send(f"smtp+starttls://127.0.0.1:{receiver.port}")
        assert receiver.messages == []


def test_a_server_that_wants_a_sign_in_keeps_the_message() -> None:
    with answering("220 hello", "250 me", "530 5.7.0 Sign in first") as port, pytest.raises(CarrierDownError) as down:
        send(f"smtp://127.0.0.1:{port}")
    assert str(down.value) == "530 5.7.0 Sign in first"


def test_a_host_name_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def unfit(*_address: object, **_more: object) -> None:
        encoding = "idna"
        raise UnicodeError(encoding)

    monkeypatch.setattr(smtplib.SMTP, "connect", unfit)
    with pytest.raises(CarrierDownError, match=r"^UnicodeError: idna$"):
        send("smtp://a..b")


@contextmanager
def answering(*lines: str) -> Iterator[int]:
    """Run a server for one connection that says these lines, one for each of the client's, then hangs up."""
    server = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _address = server.accept()
        with connection, connection.makefile("rb") as heard:
            for line in lines:
                connection.sendall(line.encode() + b"\r\n")
                if line[3] == " " and not heard.readline():
                    return

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield int(server.getsockname()[1])
    finally:
        thread.join(5)
        server.close()


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (("250 ok", "550 5.7.1 We know you"), Answer(MessageState.FAILED, "550 5.7.1 We know you")),
        (("250 ok", "250 ok", "554 5.5.1 No DATA today"), Answer(MessageState.FAILED, "554 5.5.1 No DATA today")),
        (("250 ok", "250 ok", "451 Later"), Answer(MessageState.PENDING, "451 Later")),
        (("250 ok", "250 ok", "199 What"), Answer(MessageState.PENDING, "199 What")),
    ],
)
def test_a_verdict_stands_though_the_server_hangs_up_after_it(lines: tuple[str, ...], answer: Answer) -> None:
    with answering("220 hello", "250 me", *lines) as port:
        assert send(f"smtp://127.0.0.1:{port}") == answer


def test_an_answer_is_one_line_of_five_hundred_characters() -> None:
    with answering("220 hello", "250 me", "250 ok", f"550-first\r\n550 {'x' * 400}\x07ż{'y' * 400}") as port:
        answer = send(f"smtp://127.0.0.1:{port}")
    assert answer.words.startswith("550 first xxx")
    assert " żyy" in answer.words
    assert len(answer.words) == 500


def test_a_server_that_hangs_up_in_between_is_down() -> None:
    with answering("220 hello", "250 me", "250 ok") as port, pytest.raises(CarrierDownError) as down:
        send(f"smtp://127.0.0.1:{port}")
    assert str(down.value) == "SMTPServerDisconnected: Connection unexpectedly closed"


def test_the_connection_is_made_anew_after_a_failure() -> None:
    with receiving() as receiver:
        carrier = SmtpCarrier(MailServer.from_url(receiver.url, "me.example.org"))
        with closing(carrier):
            assert carrier.send(LETTER).state == MessageState.SENT
            assert carrier._line is not None  # noqa: SLF001 - the line is cut under its feet
            assert carrier._line.sock is not None  # noqa: SLF001 - the same
            carrier._line.sock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001 - the same
            with pytest.raises(CarrierDownError):
                carrier.send(LETTER)
            assert carrier.send(LETTER).state == MessageState.SENT
        assert len(receiver.messages) == 2


def test_lines_that_begin_with_a_dot_arrive() -> None:
    with receiving() as receiver:
        send(receiver.url)
        assert receiver.messages[0].get_payload() == ".a line\r\n"


def test_nobody_waits_longer_than_thirty_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[object] = []
    create: Callable[..., socket.socket] = socket.create_connection

    def watched(address: tuple[str, int], timeout: float | None = None, *more: object) -> socket.socket:
        limits.append(timeout)
        return create(address, timeout, *more)

    monkeypatch.setattr(socket, "create_connection", watched)
    with receiving() as receiver:
        send(receiver.url)
    assert limits == [30]
