"""Links without accounts: signed, revocable by the version on the record, sent by mail only."""

from dataclasses import dataclass

from sokwms_reg.core.tokens import TokenError, sign, unsign

_PURPOSE = "own-page"


@dataclass(frozen=True)
class OwnLink:
    """What a participant's link says: which registration, and which version of its link."""

    registration_id: int
    version: int


def own_token(secret: str, link: OwnLink) -> str:
    """Return the token that opens one registration's own page."""
    return sign(secret, _PURPOSE, [link.registration_id, link.version])


def read_own_token(secret: str, token: str) -> OwnLink:
    """Return what a token says. Raises TokenError when it is altered or for something else."""
    value = unsign(secret, _PURPOSE, token)
    if not isinstance(value, list) or len(value) != 2 or not all(type(part) is int for part in value):  # noqa: PLR2004
        raise TokenError(_PURPOSE)
    return OwnLink(*value)


def own_url(secret: str, base_url: str, language: str, link: OwnLink) -> str:
    """Return the address of one registration's own page, for a letter and nothing else."""
    return f"{base_url}/{language}/my/{own_token(secret, link)}"
