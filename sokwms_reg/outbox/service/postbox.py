"""Where this installation's mail leaves, as its settings say."""

import ipaddress
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from sokwms_reg.core.config import Config, ConfigError
from sokwms_reg.outbox.service.carrier import Carrier, FolderCarrier, MailServer, SmtpCarrier
from sokwms_reg.outbox.service.mime import mailbox


@dataclass(frozen=True)
class Postbox:
    """The sender of all mail; `server` is None where mail is written to `folder`; `domain` signs Message-IDs."""

    sender: Address
    domain: str
    server: MailServer | None
    folder: Path

    @classmethod
    def from_config(cls, config: Config) -> "Postbox":
        """Read the settings. Raises ConfigError when they cannot be used."""
        name, address = parseaddr(config.mail_from)
        try:
            sender = mailbox(address, name)
        except ValueError as error:
            message = (
                f"SOKWMS_MAIL_FROM is {config.mail_from!r}; it must be an address such as "
                '"SOKWMS <sekretariat@example.org>".'
            )
            raise ConfigError(message) from error
        domain = _public_domain(config.base_url) or sender.domain
        server = MailServer.from_url(config.mail_url, domain) if config.mail_url else None
        return cls(sender=sender, domain=domain, server=server, folder=config.mail_folder)

    def carrier(self) -> Carrier:
        """Return what takes the mail away; it connects by itself and is to be closed."""
        return FolderCarrier(self.folder) if self.server is None else SmtpCarrier(self.server)


def _public_domain(base_url: str) -> str:
    """Return the host of the public address in ASCII, or "" where it names one machine only."""
    host = urlsplit(base_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.encode("idna").decode("ascii") if "." in host else ""
    return ""
