"""Limits: whom they count, how long one waits, and what is forgotten."""

import pytest
from flask import Flask

from sokwms_reg.core import limits
from sokwms_reg.core.i18n import speaking
from sokwms_reg.core.limits import LIMITS, Per, TooOftenError
from tests.databases import installation
from tests.moments import Hand

HERE = "198.51.100.7"
PROXIES = "127.0.0.0/8, ::1/128,10.0.0.0/8"


@pytest.fixture
def settings(settings: dict[str, str]) -> dict[str, str]:
    return settings | {"SOKWMS_LIMITS": "on", "SOKWMS_PROXIES": PROXIES}


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    return Hand(monkeypatch)


def wait(app: Flask, what: str, peer: str = HERE, account: str = "") -> int:
    """Ask once from an address; return the seconds to wait."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": peer}):
        return limits.wait(what, account)


def exhaust(app: Flask, what: str, peer: str = HERE, account: str = "") -> int:
    """Ask until it is too often; return how often it was not."""
    return next(number for number in range(10_000) if wait(app, what, peer, account))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (HERE, None, HERE),
        (HERE, "203.0.113.1", HERE),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "203.0.113.1", "203.0.113.1"),
        ("127.0.0.1", "192.0.2.66, 203.0.113.1", "203.0.113.1"),
        ("127.0.0.1", "192.0.2.66,203.0.113.1,10.1.2.3 ", "203.0.113.1"),
        ("127.0.0.1", "10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("127.0.0.1", "203.0.113.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.1, nonsense, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("::ffff:127.0.0.1", "2001:db8::5", "2001:db8::5"),
        ("::1", "::ffff:203.0.113.1", "203.0.113.1"),
        ("", "203.0.113.1", "203.0.113.1"),
        ("", None, "None"),
        ("127.0.0.1", "," * 5000, "127.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_says_for_whom_it_asks(app: Flask, peer: str, forwarded: str | None, client: str) -> None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    with app.test_request_context(environ_base={"REMOTE_ADDR": peer}, headers=headers):
        assert str(limits.client()) == client


def test_two_headers_count_as_one(app: Flask) -> None:
    headers = [("X-Forwarded-For", "192.0.2.66"), ("X-Forwarded-For", "203.0.113.1")]
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}, headers=headers):
        assert str(limits.client()) == "203.0.113.1"


def test_an_address_waits_until_the_first_of_its_own_is_out_of_the_window(app: Flask, hand: Hand) -> None:
    assert wait(app, "find") == 0
    hand.forward(600)
    assert exhaust(app, "find") == 19
    assert wait(app, "find") == 3000
    hand.forward(2999)
    assert wait(app, "find") == 1
    hand.forward(2)
    assert wait(app, "find") == 0
    assert wait(app, "find") == 599


def test_what_is_refused_is_not_counted(app: Flask, hand: Hand) -> None:
    assert exhaust(app, "reset", account="anna@example.org") == 3
    for _ in range(30):
        assert wait(app, "reset", account="anna@example.org") == 3600
    assert exhaust(app, "reset", account="") == 17
    hand.forward(3601)
    assert wait(app, "reset", account="anna@example.org") == 0


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (HERE, "198.51.100.8", False),
        (HERE, "::ffff:198.51.100.7", True),
        ("2001:db8:1:200::1", "2001:db8:1:200:ffff::2", True),
        ("2001:db8:1:200::1", "2001:db8:1:201::1", False),
    ],
)
def test_what_counts_as_one_address(app: Flask, hand: Hand, first: str, second: str, *, shared: bool) -> None:
    del hand
    exhaust(app, "sign in", first)
    assert (wait(app, "sign in", second) > 0) == shared


@pytest.mark.parametrize(
    ("addresses", "stranger"),
    [
        ([f"198.51.100.{number}" for number in range(6)], "198.51.101.1"),
        ([f"2001:db8:1:2{number:02d}::1" for number in range(6)], "2001:db8:1:300::1"),
    ],
)
def test_a_network_has_a_limit_of_its_own(app: Flask, hand: Hand, addresses: list[str], stranger: str) -> None:
    del hand
    assert [exhaust(app, "find", address) for address in addresses] == [20, 20, 20, 20, 20, 0]
    assert wait(app, "find", stranger) == 0


def test_an_account_is_the_same_however_it_is_written(app: Flask, hand: Hand) -> None:
    del hand
    assert exhaust(app, "reset", account="anna@example.org") == 3
    assert wait(app, "reset", account=" ANNA@Example.org ") > 0
    assert wait(app, "reset", account="ewa@example.org") == 0


def test_who_has_signed_in_begins_again_and_the_address_does_not(app: Flask, hand: Hand) -> None:
    del hand
    assert exhaust(app, "sign in", account="anna@example.org") == 10
    for tries in (10, 10, 10, 10, 0):
        with app.test_request_context():
            limits.forget("sign in", "Anna@example.org")
        assert exhaust(app, "sign in", account="anna@example.org") == tries


def test_everyone_counts_apart_for_each_matter(app: Flask, hand: Hand) -> None:
    del hand
    assert {what: exhaust(app, what) for what in LIMITS} == {
        "register": 120,
        "register again": 600,
        "find": 20,
        "renew": 20,
        "sign in": 50,
        "second step": 50,
        "reset": 20,
    }


def test_one_hour_has_a_limit_beside_ten_minutes(app: Flask, hand: Hand) -> None:
    taken = 0
    for _ in range(4):
        taken += exhaust(app, "register")
        hand.forward(601)
    assert taken == 400
    assert wait(app, "register") == 3600 - 4 * 601


def test_nobody_is_counted_who_has_no_address(app: Flask, hand: Hand) -> None:
    del hand
    assert all(wait(app, "find", peer="") == 0 for _ in range(30))


def test_the_refusal_is_a_page_with_the_time_to_wait(app: Flask, hand: Hand) -> None:
    del hand

    def hammer(language: str) -> str:
        limits.check("find")
        return language

    app.add_url_rule("/<language>/hammer", "hammer", hammer)
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = HERE
    assert {client.get("/en/hammer").status_code for _ in range(20)} == {200}
    answer = client.get("/en/hammer")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert "This has been tried too often in a short time. Please try again in 60 minutes." in answer.text
    assert "Zbyt wiele prób w krótkim czasie. Prosimy spróbować" in client.get("/pl/hammer").text


@pytest.mark.parametrize(("seconds", "minutes"), [(1, "1 minute."), (60, "1 minute."), (61, "2 minutes.")])
def test_minutes_are_rounded_up(seconds: int, minutes: str) -> None:
    with speaking("en"):
        assert limits.when(seconds) == f"Please try again in {minutes}"


def test_the_clock_may_jump_back(app: Flask, hand: Hand) -> None:
    assert exhaust(app, "find") == 20
    hand.forward(-60)
    assert wait(app, "find") == 3660
    assert wait(app, "find", "203.0.113.9") == 0


def kept(app: Flask) -> dict[str, object]:
    """Return what the library keeps in memory."""
    events: dict[str, object] = app.extensions["sokwms_limits"]._moments.events  # noqa: SLF001 - nobody else asks
    return events


def test_no_address_and_no_account_stands_in_memory(app: Flask, hand: Hand) -> None:
    del hand
    wait(app, "sign in", account="anna@example.org")
    assert len(kept(app)) == 2
    assert not [key for key in kept(app) if "anna" in key or HERE in key]


def test_whose_window_is_over_is_let_go(app: Flask, hand: Hand) -> None:
    for number in range(50):
        wait(app, "sign in", f"203.0.113.{number}")
    hand.forward(15 * 60 + 1)
    app.extensions["sokwms_limits"]._moments._MemoryStorage__expire_events()  # noqa: SLF001 - else a thread does
    wait(app, "sign in")
    assert len(kept(app)) == 1


def test_too_many_at_once_begin_again_and_it_is_said(
    app: Flask, hand: Hand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    del hand
    monkeypatch.setattr(limits, "MOST", 30)
    exhaust(app, "sign in")
    for number in range(28):
        assert wait(app, "sign in", f"203.0.113.{number}") == 0
    assert wait(app, "sign in") > 0
    wait(app, "sign in", "203.0.113.99")
    assert wait(app, "sign in") == 0
    assert caplog.messages == ["more than 30 counters of limits at once: all of them begin again"]


def test_a_proxy_that_says_nothing_is_noticed_once(app: Flask, hand: Hand, caplog: pytest.LogCaptureFixture) -> None:
    del hand
    exhaust(app, "find")
    assert caplog.messages == []
    for _ in range(3):
        exhaust(app, "find", "127.0.0.1")
    assert caplog.messages == ["a limit was reached by 127.0.0.1, a trusted proxy; does it send X-Forwarded-For?"]


def test_where_limits_are_off_nothing_is_refused_and_nothing_counted(settings: dict[str, str]) -> None:
    with installation(settings | {"SOKWMS_LIMITS": "off"}) as app:
        assert not any(wait(app, what, account="anna@example.org") for what in LIMITS for _ in range(130))
        with app.test_request_context():
            limits.check("find")
            limits.forget("sign in", "anna@example.org")
            assert not limits.limited()
        assert "sokwms_limits" not in app.extensions


def test_the_table_is_generous_to_a_town_hall() -> None:
    assert all(limit.amount >= 80 for limit in LIMITS["register"])
    assert TooOftenError(1).code == 429
    assert {limit.per for limit in LIMITS["register"]} == {Per.ADDRESS, Per.NETWORK}
