"""Settings of mail: sender, server, domain of Message-IDs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sokwms_reg.core.config import Config, ConfigError
from sokwms_reg.outbox.service import MailServer, Postbox


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., Postbox]:
    """Return what makes a post box from a few settings."""
    plain = Config(
        "development", "x" * 32, "sqlite:///x", tmp_path, "http://127.0.0.1:5000", "", "a@example.org", limits=False
    )
    return lambda **changes: Postbox.from_config(replace(plain, **changes))


@pytest.mark.parametrize(
    ("base_url", "domain"),
    [
        ("https://konferencja.example.org/sokwms", "konferencja.example.org"),
        ("https://łódź.example", "xn--d-uga0v4h.example"),
        ("http://127.0.0.1:5000", "mail.example.org"),
        ("http://[::1]:5000", "mail.example.org"),
        ("http://localhost", "mail.example.org"),
    ],
)
def test_message_ids_carry_the_public_name_or_the_senders(
    configured: Callable[..., Postbox], base_url: str, domain: str
) -> None:
    assert configured(base_url=base_url, mail_from="SOKWMS <biuro@mail.example.org>").domain == domain


def test_the_sender_may_have_a_name_beyond_ascii(configured: Callable[..., Postbox]) -> None:
    sender = configured(mail_from="Zgłoszenia, SOKWMS <biuro@example.org>".replace(",", "")).sender
    assert (sender.display_name, sender.addr_spec) == ("Zgłoszenia SOKWMS", "biuro@example.org")


def test_a_sender_that_is_no_address_stops_the_start(configured: Callable[..., Postbox]) -> None:
    with pytest.raises(ConfigError, match=r"^SOKWMS_MAIL_FROM is 'SOKWMS'; it must be an address such as"):
        configured(mail_from="SOKWMS")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", ("smtp", "mail.example.org", 25, "", "")),
        ("smtps://mail.example.org", ("smtps", "mail.example.org", 465, "", "")),
        ("smtp+starttls://a%40b:p%3A%2F@[::1]", ("smtp+starttls", "::1", 587, "a@b", "p:/")),
        (
            "smtp+starttls://user:word@mail.example.org:2525",
            ("smtp+starttls", "mail.example.org", 2525, "user", "word"),
        ),
    ],
)
def test_the_address_of_a_server(url: str, server: tuple[str, str, int, str, str]) -> None:
    read = MailServer.from_url(url, "me.example.org")
    assert (read.scheme, read.host, read.port, read.user, read.password) == server


def test_the_password_is_in_no_repr(configured: Callable[..., Postbox]) -> None:
    assert "s3cret" not in repr(configured(mail_url="smtps://user:s3cret@mail.example.org"))


@pytest.mark.parametrize("url", ["smtp://u:has%C5%82o@mail.example.org", "smtp://%C5%82:x@mail.example.org"])
def test_a_sign_in_that_smtp_cannot_carry_stops_the_start(configured: Callable[..., Postbox], url: str) -> None:
    with pytest.raises(ConfigError) as refused:
        configured(mail_url=url)
    assert str(refused.value) == "SOKWMS_MAIL_URL: user name and password must consist of ASCII characters."
