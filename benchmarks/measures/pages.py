"""Public pages at 16 connections, beside a bare Flask "hello" under the same server before and after each."""

from benchmarks.installations import SLUG, House
from benchmarks.load import Connection, UnexpectedAnswerError
from benchmarks.measures.scale import Scale
from benchmarks.processes import HELLO, HOME, serving
from benchmarks.report import PERCENT, Aim, Figure
from benchmarks.wrk import Blast, blast

PAGES = {"home": HOME, "edition": f"/pl/editions/{SLUG}", "agenda": f"/pl/editions/{SLUG}/agenda"}
GZIP = "Accept-Encoding: gzip"
WARM_UP = 20
HALF = 50.0


def measure(house: House, server: str, scale: Scale) -> list[Figure]:
    """Return requests a second, latencies and the share of hello's rate, plain and compressed."""
    found: list[Figure] = []
    with serving(server, house.settings) as product, serving(server, house.settings, HELLO, "/") as hello:
        before = blast(hello.port, "/", scale.seconds)
        for name, path in PAGES.items():
            _warm_up(product.port, path)
            plain = blast(product.port, path, scale.seconds)
            _warm_up(product.port, path, GZIP)
            packed = blast(product.port, path, scale.seconds, GZIP)
            after = blast(hello.port, "/", scale.seconds)
            beside = (before.rate + after.rate) / 2
            found += [*_figures(name, plain, beside), *_figures(f"{name}, gzip", packed, beside)]
            before = after
    return found


def _warm_up(port: int, path: str, *headers: str) -> None:
    """See that the page is what it should be, in every worker."""
    with Connection(port, headers="".join(f"{header}\r\n" for header in headers)) as connection:
        for _time in range(WARM_UP):
            answer = connection.get(path).demand()
            if headers and answer.headers.get("content-encoding") != "gzip":
                message = f"{path} is not compressed"
                raise UnexpectedAnswerError(message)
            connection.close()


def _figures(name: str, page: Blast, hello: float) -> list[Figure]:
    key = f"pages.{name.replace(', ', '.')}"
    return [
        Figure(f"{key}.rate", f"{name}, 16 connections", page.rate, "requests/s", peers="14–23"),
        Figure(f"{key}.p50", f"{name}, half of the answers within", page.p50, "ms"),
        Figure(f"{key}.p99", f"{name}, 99 of 100 answers within", page.p99, "ms"),
        Figure(f"{key}.hello", f"{name}, hello beside it", hello, "requests/s"),
        Figure(f"{key}.share", f"{name}, share of hello's rate", PERCENT * page.rate / hello, "%", Aim("≥", HALF)),
        Figure(f"{key}.failed", f"{name}, failed requests", page.failed, "", Aim("=", 0)),
        Figure(f"{key}.client", f"{name}, wrk's share of one core", PERCENT * page.core, "%"),
    ]
