"""granian against gunicorn with as many processes and threads: hello, the home page, posts."""

from benchmarks import wrk
from benchmarks.filling import ROOM
from benchmarks.installations import House
from benchmarks.measures.registering import posts, prepare
from benchmarks.measures.scale import Scale
from benchmarks.processes import HELLO, HOME, SERVERS, serving
from benchmarks.report import Figure
from benchmarks.visitors import warm_up


def measure(house: House, _server: str, scale: Scale) -> list[Figure]:
    """Return the figures of both, one after the other."""
    found: list[Figure] = []
    for server in SERVERS:
        if wrk.available():
            with serving(server, house.settings, HELLO, "/") as hello:
                found += _page(server, "hello", wrk.blast(hello.port, "/", scale.seconds))
        prepare(house.app, ROOM)
        with serving(server, house.settings) as product:
            warm_up(product.port)
            if wrk.available():
                found += _page(server, "home", wrk.blast(product.port, HOME, scale.seconds))
            found += [
                Figure(f"servers.{server}.{one.key}", f"{server}, {one.label}", one.value, one.unit, one.aim, one.peers)
                for one in posts(house.app, product, scale.posts)
            ]
    return found


def _page(server: str, name: str, page: wrk.Blast) -> list[Figure]:
    key = f"servers.{server}.{name}"
    return [
        Figure(f"{key}.rate", f"{server}, {name}, 16 connections", page.rate, "requests/s"),
        Figure(f"{key}.p99", f"{server}, {name}, 99 of 100 answers within", page.p99, "ms"),
    ]
