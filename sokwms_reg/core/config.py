"""Settings from `SOKWMS_*`, checked once at the start: a wrong one is a sentence that names it and the mend."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from sokwms_reg.core.folders import default_instance

MAIL_SCHEMES = ("smtp", "smtps", "smtp+starttls")
SHORTEST_SECRET = 32
THIS_MACHINE = "127.0.0.0/8,::1/128"
Network = IPv4Network | IPv6Network


class ConfigError(Exception):
    """A setting cannot be used; the text names the variable and says how to mend it."""


@dataclass(frozen=True)
class Config:
    """All that the installation decides.

    `database_url` is an SQLAlchemy URL, `mail_url` empty for `.eml` files; `proxies` are believed when they say for
    whom they ask.
    """

    env: str
    secret_key: str
    database_url: str
    instance: Path
    base_url: str
    mail_url: str
    mail_from: str
    limits: bool
    proxies: tuple[Network, ...] = ()

    @property
    def production(self) -> bool:
        """Tell whether real people register here."""
        return self.env == "production"

    @property
    def mail_folder(self) -> Path:
        """Return where messages are written when there is no SMTP server."""
        return self.instance / "mail"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read and check the settings. Raises ConfigError."""
        env = _one_of(environ, "SOKWMS_ENV", ("development", "production"), "development")
        instance = _instance(Path(environ.get("SOKWMS_INSTANCE") or default_instance()))
        limits = _one_of(environ, "SOKWMS_LIMITS", ("on", "off"), "on" if env == "production" else "off")
        return cls(
            env=env,
            secret_key=_secret_key(environ.get("SOKWMS_SECRET_KEY", ""), env, instance),
            database_url=_database_url(environ.get("SOKWMS_DATABASE_URL", ""), instance),
            instance=instance,
            base_url=_base_url(environ.get("SOKWMS_BASE_URL", ""), env),
            mail_url=_mail_url(environ.get("SOKWMS_MAIL_URL", "")),
            mail_from=environ.get("SOKWMS_MAIL_FROM", "") or "SOKWMS <sekretariat@example.org>",
            limits=limits == "on",
            proxies=_proxies(environ.get("SOKWMS_PROXIES", "") or THIS_MACHINE),
        )


def _one_of(environ: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = environ.get(name) or default
    if value not in allowed:
        message = f"{name} is {value!r}; it must be one of: {', '.join(allowed)}."
        raise ConfigError(message)
    return value


def _instance(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"SOKWMS_INSTANCE: the folder {folder} cannot be made ({error.strerror}); name one that you may write to."
        )
        raise ConfigError(message) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        message = f"SOKWMS_INSTANCE: the folder {folder} is not writable; change its owner or name another one."
        raise ConfigError(message)
    return folder.resolve()


def _secret_key(given: str, env: str, instance: Path) -> str:
    """Take the given key, or in development make one once, readable by its owner only."""
    if given:
        if env == "production" and len(given) < SHORTEST_SECRET:
            message = (
                f"SOKWMS_SECRET_KEY is shorter than {SHORTEST_SECRET} characters; make one with: openssl rand -hex 32"
            )
            raise ConfigError(message)
        return given
    if env == "production":
        message = "SOKWMS_SECRET_KEY is not set; production needs one of its own. Make it with: openssl rand -hex 32"
        raise ConfigError(message)
    path = instance / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_hex(32))
    kept = path.read_text(encoding="ascii", errors="replace").strip()
    if len(kept) < SHORTEST_SECRET:
        message = f"{path} holds no whole key, so anybody could sign links with it; delete the file and start again."
        raise ConfigError(message)
    return kept


def _write_once(path: Path, text: str) -> None:
    """Write the whole file or none, however many processes start at once."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
    with suppress(FileExistsError):  # another process was first: its key is the key
        path.hardlink_to(draft)
    draft.unlink()


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'sokwms.sqlite3'}"
    try:
        url = make_url(given)
    except ArgumentError as error:
        message = (
            "SOKWMS_DATABASE_URL is not a database address; use postgresql://user:password@host/name or sqlite:///file."
        )
        raise ConfigError(message) from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return given
    message = (
        "SOKWMS_DATABASE_URL names no supported database; use postgresql://user:password@host/name or sqlite:///file."
    )
    raise ConfigError(message)


def _base_url(given: str, env: str) -> str:
    """Return the public address without a slash at its end; links in mail are built from it."""
    if not given and env == "production":
        message = (
            "SOKWMS_BASE_URL is not set; links in mail need the public address, such as https://konferencja.example.org"
        )
        raise ConfigError(message)
    parts = urlsplit(given or "http://127.0.0.1:5000")
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        message = f"SOKWMS_BASE_URL is {given!r}; it must be an address such as https://konferencja.example.org"
        raise ConfigError(message)
    return parts.geturl().rstrip("/")


def _mail_url(given: str) -> str:
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        usable = parts.scheme in MAIL_SCHEMES and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        message = f"SOKWMS_MAIL_URL must be one of {', '.join(f'{scheme}://host:port' for scheme in MAIL_SCHEMES)}."
        raise ConfigError(message)
    return given


def _proxies(given: str) -> tuple[Network, ...]:
    named = [part.strip() for part in given.split(",")]
    try:
        return tuple(ip_network(part) for part in named)
    except ValueError as error:
        message = f"SOKWMS_PROXIES is {given!r}; name addresses or networks, parted by commas, such as {THIS_MACHINE}"
        raise ConfigError(message) from error
