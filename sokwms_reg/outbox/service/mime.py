"""A letter as mail (RFC 5322, RFC 2045, RFC 3834)."""

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr

from sokwms_reg.outbox.service.letter import FinishedLetter, one_line


class _Policy(EmailPolicy):
    """Folds headers as the library does, except for a mailbox with an ASCII name that needs more than one line.

    There the library forgets the quotation marks, so that a comma in the name would begin another mailbox. Encoded
    words (RFC 2047) need none.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the header's lines."""
        long = len(f"{name}: {value}") > (self.max_line_length or 0)
        for one in getattr(value, "addresses", ()):
            if long and one.display_name and one.display_name.isascii():
                words = Header(one.display_name, "utf-8", header_name=name).encode(linesep=self.linesep)
                return f"{name}: {words}{self.linesep} <{one.addr_spec}>{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


POLICY = _Policy(linesep="\r\n", cte_type="7bit")  # 7bit: so that no server on the way needs 8BITMIME


@dataclass(frozen=True)
class Envelope:
    """What a server is given: whom it is from and for, and the bytes."""

    sender: str
    recipient: str
    message_id: str
    content: bytes


def sealed(letter: FinishedLetter, *, message_id: str, date: datetime, sender: Address) -> Envelope:
    """Write the letter down, ready to go. Raises ValueError for an address that is none."""
    mail = as_mail(letter, message_id=message_id, date=date, sender=sender)
    recipient = mailbox(letter.to_address).addr_spec
    return Envelope(sender.addr_spec, recipient, one_line(message_id), mail.as_bytes())


def as_mail(letter: FinishedLetter, *, message_id: str, date: datetime, sender: Address) -> EmailMessage:
    """Return the message with its headers and parts; `date` is when it was queued. Raises ValueError."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = sender
    mail["To"] = mailbox(letter.to_address, letter.to_name)
    if letter.reply_to:
        name, address = parseaddr(letter.reply_to)
        mail["Reply-To"] = mailbox(address, name)
    mail["Subject"] = one_line(letter.subject)
    mail["Date"] = date
    mail["Message-ID"] = one_line(message_id)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    for filename, content_type, content in letter.attachments:
        _attach(mail, one_line(filename), one_line(content_type), content)
    mail["Content-Language"] = one_line(letter.language)  # last: what is set before the parts moves into the first one
    return mail


def mailbox(address: str, name: str = "") -> Address:
    """Return one mailbox, its domain in ASCII (RFC 5890). Raises ValueError where `address` is not exactly one."""
    local, at, domain = one_line(address).rpartition("@")
    if not (local and at and domain) or not local.isascii():
        message = "not an e-mail address"
        raise ValueError(message)
    shown = one_line(name).replace("=?", "= ?")  # no name begins an encoded word of its own (RFC 2047)
    return Address(display_name=shown, addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")


def _attach(mail: EmailMessage, filename: str, content_type: str, content: bytes) -> None:
    """Attach bytes as they are, with all parameters of their type (`method` of a calendar)."""
    described = EmailMessage(policy=POLICY)
    described["Content-Type"] = content_type
    mail.add_attachment(
        content,
        maintype=described.get_content_maintype(),
        subtype=described.get_content_subtype(),
        filename=filename,
        params=dict(described["Content-Type"].params),
    )
