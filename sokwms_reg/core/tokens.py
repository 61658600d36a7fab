"""Random and signed strings: references, ticket codes, links without accounts."""

import secrets

from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_decode, base64_encode

# Crockford's base32: no I, L, O, U, so a reference read over the telephone has one spelling.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8


class TokenError(Exception):
    """The token is missing, altered, or was made for something else."""


def reference() -> str:
    """Return a random reference of 8 characters in Crockford's base32 (40 bits)."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(REFERENCE_LENGTH))


def normal_reference(text: str) -> str:
    """Return a reference as typed by a person in its one spelling: o is 0, i and l are 1, dashes do not count."""
    return text.strip().upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))


def ticket_code() -> str:
    """Return an opaque random code of 128 bits for a QR code: it says nothing about its bearer."""
    return secrets.token_urlsafe(16)


def sign(secret: str, purpose: str, value: object) -> str:
    """Sign a JSON value for one purpose; a token of another purpose does not open."""
    return URLSafeSerializer(secret, salt=f"sokwms-reg.{purpose}").dumps(value)


def unsign(secret: str, purpose: str, token: str) -> object:
    """Return the signed value. Raises TokenError when the token is altered or of another purpose.

    The last letter of a signature has two bits that say nothing, and padding may follow it: one spelling counts.
    """
    try:
        value: object = URLSafeSerializer(secret, salt=f"sokwms-reg.{purpose}").loads(token)
    except (BadData, UnicodeError) as error:
        raise TokenError(purpose) from error
    signature = token.rpartition(".")[2]
    if base64_encode(base64_decode(signature)).decode() != signature:
        raise TokenError(purpose)
    return value
