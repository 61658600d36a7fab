"""How often one may do what could be hammered: counted by address, network and account, in this process's memory.

Nothing is stored or logged, and what identifies somebody is kept only as a keyed digest until its window is over. Each
web process counts for itself, so with N of them up to N times as much gets through; a restart forgets.
"""

import hashlib
import logging
import math
import secrets
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock

from flask import Flask, Response, after_this_request, current_app, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from sokwms_reg.core import clock
from sokwms_reg.core.config import Config
from sokwms_reg.core.i18n import gettext, ngettext
from sokwms_reg.core.search import fold

log = logging.getLogger(__name__)

Address = IPv4Address | IPv6Address
MOST = 10_000  # counters; going through them takes 50 ms, and one registration has three
TIDY_AFTER = 60  # seconds
WIDTHS = {4: (32, 24), 6: (64, 56)}  # bits of what counts as an address and as a network
_COUNTERS = "sokwms_limits"


class Per(StrEnum):
    """Who is counted. An IPv6 address counts as its /64, which is one line; networks are /24 and /56."""

    ADDRESS = "address"
    NETWORK = "network"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Limit:
    """So many in so many minutes, the window moving along."""

    amount: int
    minutes: int
    per: Per


# A town hall registers forty people from one address, each perhaps twice; an office signs in from one address too.
LIMITS: dict[str, tuple[Limit, ...]] = {
    "register": (Limit(120, 10, Per.ADDRESS), Limit(400, 60, Per.ADDRESS), Limit(600, 10, Per.NETWORK)),
    "register again": (Limit(600, 10, Per.ADDRESS),),  # the same form once more, which changes nothing
    "find": (Limit(20, 60, Per.ADDRESS), Limit(100, 60, Per.NETWORK)),
    "renew": (Limit(20, 60, Per.ADDRESS), Limit(100, 60, Per.NETWORK)),
    "sign in": (Limit(10, 15, Per.ACCOUNT), Limit(50, 15, Per.ADDRESS)),
    "second step": (Limit(10, 15, Per.ACCOUNT), Limit(50, 15, Per.ADDRESS)),
    "reset": (Limit(3, 60, Per.ACCOUNT), Limit(20, 60, Per.ADDRESS)),
}


class TooOftenError(TooManyRequests):
    """Answered as 429 with a page that says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.sentence = too_often(seconds)


class Counters:
    """What one process remembers. The library keeps the moments; it never lets go of a key, so that is done here."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._salt = secrets.token_bytes(16)
        self._tidied = 0.0
        self.warned = False
        self._start_afresh()

    def _start_afresh(self) -> None:
        self._moments = MemoryStorage()
        self._windows = MovingWindowRateLimiter(self._moments)

    def wait(self, what: str, who: dict[Per, str]) -> int:
        """Count one of `what` and return 0; or count nothing and return how many seconds to wait."""
        asked = [(_item(limit), self._key(what, limit, who[limit.per])) for limit in LIMITS[what] if limit.per in who]
        now = clock.now().timestamp()
        with self._lock:
            self._tidy(now)
            full = [pair for pair in asked if not self._windows.test(*pair)]
            if not full:
                for pair in asked:
                    self._windows.hit(*pair)
                return 0
            free_at = max(self._windows.get_window_stats(*pair).reset_time for pair in full)
        return max(1, math.ceil(free_at - now))

    def forget(self, what: str, who: dict[Per, str]) -> None:
        """Let `who` begin again with `what`."""
        for limit in LIMITS[what]:
            if limit.per in who:
                key = _item(limit).key_for(self._key(what, limit, who[limit.per]))
                with self._lock, self._moments.locks[key]:
                    self._moments.clear(key)

    def _key(self, what: str, limit: Limit, identity: str) -> str:
        named = f"{what}|{limit.per}|{identity}".encode(errors="replace")
        return hashlib.blake2b(named, key=self._salt, digest_size=16).hexdigest()

    def _tidy(self, now: float) -> None:
        """Let go of those whose window is over; of everybody, if too many come at once for the memory."""
        if 0 <= now - self._tidied < TIDY_AFTER and len(self._moments.events) < MOST:
            return
        self._tidied = now
        for key in [key for key, moments in list(self._moments.events.items()) if not moments]:
            self._moments.clear(key)
        if len(self._moments.events) >= MOST:
            log.warning("more than %s counters of limits at once: all of them begin again", MOST)
            self._start_afresh()


def _item(limit: Limit) -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(limit.amount, limit.minutes)


def init_limits(app: Flask) -> None:
    """Begin to count, where the settings want it."""
    if _config(app).limits:
        app.extensions[_COUNTERS] = Counters()


def _config(app: Flask) -> Config:
    settings: Config = app.config["SOKWMS"]
    return settings


def limited() -> bool:
    """Tell whether this installation limits anything."""
    return _COUNTERS in current_app.extensions


def wait(what: str, account: str = "") -> int:
    """Count one of `what` (a name in LIMITS) by whoever sends this request; return 0 when it may go on.

    Otherwise nothing is counted, and what is returned is how many seconds to wait; the answer, whose status is the
    caller's matter (429), says so in Retry-After. `account` is what is typed at the door: whether anybody has it is
    not asked.
    """
    counters: Counters | None = current_app.extensions.get(_COUNTERS)
    if counters is None:
        return 0
    address = client()
    seconds = counters.wait(what, _who(address, account))
    if seconds:
        _warn_of_silent_proxy(counters, address)
        after_this_request(_RetryAfter(seconds))
    return seconds


def check(what: str, account: str = "") -> None:
    """Count one of `what`, or refuse it with a page. Raises TooOftenError (429)."""
    seconds = wait(what, account)
    if seconds:
        raise TooOftenError(seconds)


def forget(what: str, account: str) -> None:
    """Let an account that has proved itself begin again."""
    counters: Counters | None = current_app.extensions.get(_COUNTERS)
    if counters is not None:
        counters.forget(what, _who(None, account))


def too_often(seconds: int) -> str:
    """Return the sentences that refuse without saying whose attempts were counted."""
    sentence = gettext("This has been tried too often in a short time.")
    return f"{sentence} {when(seconds)}"


def when(seconds: int) -> str:
    """Return the sentence that says how long to wait, in whole minutes."""
    minutes = math.ceil(seconds / 60)
    return ngettext("Please try again in %(num)s minute.", "Please try again in %(num)s minutes.", minutes)


def _warn_of_silent_proxy(counters: Counters, address: Address | None) -> None:
    """Say once, when a limit is reached, that everybody seems to be the proxy: its settings lack a header."""
    if address is not None and _is_trusted(address) and not counters.warned:
        counters.warned = True
        log.warning("a limit was reached by %s, a trusted proxy; does it send X-Forwarded-For?", address)


@dataclass(frozen=True)
class _RetryAfter:
    seconds: int

    def __call__(self, response: Response) -> Response:
        response.headers["Retry-After"] = str(self.seconds)
        return response


def _who(address: Address | None, account: str) -> dict[Per, str]:
    who: dict[Per, str] = {}
    if address is not None:
        who[Per.ADDRESS], who[Per.NETWORK] = (_network(address, bits) for bits in WIDTHS[address.version])
    if account:
        who[Per.ACCOUNT] = fold(account)
    return who


def _network(address: Address, bits: int) -> str:
    return f"{address.version}:{int(address) >> (address.max_prefixlen - bits)}"


def client() -> Address | None:
    """Return the address of whoever asks: the peer's, or what trusted proxies say of theirs (SOKWMS_PROXIES).

    X-Forwarded-For is read from its end, as far as the ones who wrote it are trusted: what a browser puts at its
    beginning counts for nothing. A peer without an address is a socket of this machine, as trusted as one can be.
    """
    found = _address(request.remote_addr or "")
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    while hops and (found is None or _is_trusted(found)):
        before = _address(hops.pop())
        if before is None:
            break
        found = before
    return found


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in _config(current_app).proxies)


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
