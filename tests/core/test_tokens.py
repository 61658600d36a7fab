"""Signed strings open in one spelling only."""

import string

import pytest

from sokwms_reg.core.tokens import TokenError, sign, unsign

SECRET = "a-key-of-the-tests-that-guards-nothing-at-all"
TOKEN = sign(SECRET, "test", [17, 1])


def test_a_token_opens_for_its_purpose_only() -> None:
    assert unsign(SECRET, "test", TOKEN) == [17, 1]
    for secret, purpose in ((SECRET, "other"), (SECRET + "x", "test"), ("", "test")):
        with pytest.raises(TokenError):
            unsign(secret, purpose, TOKEN)


def test_no_other_token_opens() -> None:
    letters = string.ascii_letters + string.digits + "-_=.ż\0\ud800"
    changed = {TOKEN[:spot] + letter + TOKEN[spot + 1 :] for spot in range(len(TOKEN)) for letter in letters}
    longer = {TOKEN + letter for letter in letters} | {letter + TOKEN for letter in letters}
    for altered in (changed | longer | {"", ".", TOKEN[:-1], TOKEN + "=="}) - {TOKEN}:
        with pytest.raises(TokenError):
            unsign(SECRET, "test", altered)
