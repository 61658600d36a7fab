"""A real SMTP receiver on this machine that keeps what it got and answers what a test wants."""

import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class SmtpReceiver:
    """The messages received, the recipients of each, and the answers to come.

    `answers` are given to the next messages in turn ("451 try later"), then "250 OK"; `refused` maps an address to
    the answer to its RCPT ("550 no such user").
    """

    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: deque[str] = field(default_factory=deque)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return it as SOKWMS_MAIL_URL wants it."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept or refuse one recipient."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Keep one message, unless another answer is due."""
        answer = self.answers.popleft() if self.answers else "250 OK"
        if answer.startswith("2"):
            content = envelope.content
            raw = content if isinstance(content, bytes) else str(content).encode()
            self.messages.append(message_from_bytes(raw, policy=policy.default))
            self.recipients.append([str(address) for address in envelope.rcpt_tos])
        return answer


@contextmanager
def receiving() -> Iterator[SmtpReceiver]:
    """Run a receiver on a free port for the length of the block."""
    receiver = SmtpReceiver(_free_port())
    controller = Controller(receiver, hostname="127.0.0.1", port=receiver.port)
    controller.start()
    try:
        yield receiver
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
