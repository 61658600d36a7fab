"""What takes mail away: an SMTP server, or a folder of `.eml` files where none is set."""

import contextlib
import os
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from sokwms_reg.core.config import ConfigError
from sokwms_reg.outbox.models import MessageState
from sokwms_reg.outbox.service.letter import one_line
from sokwms_reg.outbox.service.mime import Envelope

TIMEOUT_SECONDS = 30
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LONGEST_ANSWER = 500
CLOSING = 421
SIGN_IN_CODES = {CLOSING, 530, 534, 535, 538}  # RFC 5321 and RFC 4954: about the connection, not about the message
PERMANENT = range(500, 600)


class CarrierDownError(Exception):
    """Nothing can be sent for now, this message or another; the text is what the other side or the system said."""


@dataclass(frozen=True)
class Answer:
    """What became of one message: SENT, FAILED, or PENDING for "not now"; `words` are the server's."""

    state: MessageState
    words: str


class Carrier(Protocol):
    """Connects when the first message comes."""

    def send(self, envelope: Envelope) -> Answer:
        """Hand one message over. Raises CarrierDownError."""

    def close(self) -> None:
        """Say good-bye."""


@dataclass(frozen=True)
class MailServer:
    """Where SMTP is spoken. The password is in no repr; `greeting` is the name we say EHLO with."""

    scheme: str
    host: str
    port: int
    greeting: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_url(cls, url: str, greeting: str) -> "MailServer":
        """Read a checked address such as smtp+starttls://user:p%40ss@host:587. Raises ConfigError."""
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not (user + password).isascii():
            message = "SOKWMS_MAIL_URL: user name and password must consist of ASCII characters."
            raise ConfigError(message)
        return cls(
            scheme=parts.scheme,
            host=parts.hostname or "",
            port=parts.port or PORTS[parts.scheme],
            greeting=greeting,
            user=user,
            password=password,
        )


class SmtpCarrier:
    """One connection for as many messages as there are; 30 s for each answer."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def close(self) -> None:
        """Say good-bye; every message has its answer by now, so a lost one changes none."""
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.quit()
        self._hang_up()

    def send(self, envelope: Envelope) -> Answer:
        """Hand one message over. Raises CarrierDownError when the server is away, closing, or does not let us in."""
        try:
            if self._line is None:
                self._line = self._connect()
            return self._hand_over(self._line, envelope)
        except (OSError, UnicodeError) as error:  # smtplib's, TLS and time-outs included; a host name that is none
            self._hang_up()
            raise CarrierDownError(self._words_of(error)) from error

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()
        line: smtplib.SMTP
        if server.scheme == "smtps":
            line = smtplib.SMTP_SSL(server.host, server.port, server.greeting, timeout=TIMEOUT_SECONDS, context=context)
        else:
            line = smtplib.SMTP(server.host, server.port, server.greeting, timeout=TIMEOUT_SECONDS)
        try:
            if server.scheme == "smtp+starttls":
                line.starttls(context=context)
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line

    def _hand_over(self, line: smtplib.SMTP, envelope: Envelope) -> Answer:
        line.ehlo_or_helo_if_needed()
        options = [f"size={len(envelope.content)}"] if line.has_extn("size") else []
        code, words = line.mail(envelope.sender, options)
        if _accepted(code):
            code, words = line.rcpt(envelope.recipient)
        if _accepted(code):
            code, words = _data(line, envelope.content)
        if code in SIGN_IN_CODES:
            raise smtplib.SMTPResponseException(code, words)
        answer = Answer(_state(code), self._spoken(code, words))
        if not _accepted(code):
            self._begin_anew(line)
        return answer

    def _begin_anew(self, line: smtplib.SMTP) -> None:
        """Clear a refused transaction; where that fails, the verdict stands and the next message connects again."""
        try:
            line.rset()
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _words_of(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPResponseException):
            return self._spoken(error.smtp_code, error.smtp_error)
        return self._discreet(f"{type(error).__name__}: {error}")

    def _spoken(self, code: int, words: bytes | str) -> str:
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        return self._discreet(f"{code} {text}")

    def _discreet(self, words: str) -> str:
        """Make one line of an answer, and keep our password out of it should a server repeat it."""
        password = self._server.password
        return one_line(words.replace(password, "…") if password else words)[:LONGEST_ANSWER]


def _data(line: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
    """Send the content; a server that refuses DATA itself answers like one that refuses the content."""
    try:
        return line.data(content)
    except smtplib.SMTPDataError as refusal:
        words = refusal.smtp_error
        return refusal.smtp_code, words if isinstance(words, bytes) else words.encode()


def _accepted(code: int) -> bool:
    return code in range(200, 300)


def _state(code: int) -> MessageState:
    if _accepted(code):
        return MessageState.SENT
    return MessageState.FAILED if code in PERMANENT else MessageState.PENDING


class FolderCarrier:
    """Files named by Message-ID, so that a repeat overwrites; readable by their owner only, for they hold own links."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def close(self) -> None:
        """Leave: nothing is open."""

    def send(self, envelope: Envelope) -> Answer:
        """Write the whole file or none. Raises CarrierDownError when the folder cannot be written."""
        name = re.sub(r"[^A-Za-z0-9@._-]", "_", envelope.message_id.strip("<>")).lstrip(".") + ".eml"
        draft = self._folder / f".{name}.{os.getpid()}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(envelope.content)
            draft.replace(self._folder / name)
        except OSError as error:
            with contextlib.suppress(OSError):  # half a file on a full disk; where no folder is, there is none
                draft.unlink()
            raise CarrierDownError(one_line(f"{type(error).__name__}: {error.strerror}")) from error
        return Answer(MessageState.SENT, name)
