"""Registrations: whole ones, from the empty form to the last page, and the sending alone with forms loaded before."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.filling import ROOM, discrepancies, make_room
from benchmarks.installations import SLUG, House
from benchmarks.load import Connection, Effort, Pairs, UnexpectedAnswerError, together
from benchmarks.measures.scale import Scale
from benchmarks.processes import Server, serving
from benchmarks.report import PERCENT, Aim, Figure
from benchmarks.visitors import CATEGORY, CONFIRMED, confirm, load_form, register, warm_up
from sokwms_reg.core.db import db, writing
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.registration.models import Registration

CLIENTS = 16
WHOLE, POSTS = 40.0, 300.0


def measure(house: House, server: str, scale: Scale) -> list[Figure]:
    """Return whole registrations a second by one client and by 16, and accepted posts a second by 16."""
    prepare(house.app, ROOM)
    with serving(server, house.settings) as product:
        warm_up(product.port)
        found = [
            *_counted(house.app, "alone", "whole registrations, 1 client", lambda: _whole(product, 1, scale.alone)),
            *_counted(
                house.app, "crowd", "whole registrations, 16 clients", lambda: _whole(product, CLIENTS, scale.crowd)
            ),
            *posts(house.app, product, scale.posts),
        ]
    return [*found, right(house.app, "registering")]


def posts(app: Flask, product: Server, number: int) -> list[Figure]:
    """Return accepted posts a second by 16 clients, with forms loaded beforehand."""
    loaded = together(CLIENTS, lambda _client: _load(product.port, number // CLIENTS)).results
    share = len(loaded) // CLIENTS
    parts = [loaded[client * share : (client + 1) * share] for client in range(CLIENTS)]
    return _counted(
        app,
        "posts",
        "confirming posts accepted, 16 clients",
        lambda: together(CLIENTS, lambda n: _post(product, parts[n])),
    )


def _whole(product: Server, clients: int, number: int) -> Effort[str]:
    def one(_client: int) -> list[str]:
        with Connection(product.port) as connection:
            return [register(connection) for _time in range(number // clients)]

    effort = together(clients, one)
    if set(effort.results) != {CONFIRMED}:
        message = f"there is room for all, and the pages tell {set(effort.results)}"
        raise UnexpectedAnswerError(message)
    return effort


def _load(port: int, number: int) -> list[Pairs]:
    with Connection(port) as connection:
        return [load_form(connection) for _time in range(number)]


def _post(product: Server, forms: list[Pairs]) -> list[str]:
    with Connection(product.port) as connection:
        return [confirm(connection, form) for form in forms]


def _counted(app: Flask, name: str, label: str, effort: Callable[[], Effort[str]]) -> list[Figure]:
    """Let the clients work, and compare what was accepted with the rows that came."""
    before = rows(app)
    done = effort()
    aims = {"posts": (Aim("≥", POSTS), ""), "crowd": (Aim("≥", WHOLE), "1.3–4.8")}
    aim, peers = aims.get(name, (None, "1.3–4.8"))
    key = f"registering.{name}"
    return [
        Figure(f"{key}.rate", label, done.rate, "per s", aim, peers),
        Figure(f"{key}.client", f"{label}: the client's share of one core", PERCENT * done.client_core, "%"),
        Figure(
            f"{key}.rows",
            f"{label}: rows, of {len(done.results)} accepted",
            rows(app) - before,
            "",
            Aim("=", len(done.results)),
        ),
    ]


def prepare(app: Flask, free: int) -> None:
    """Leave so many places free in the category that people ask for."""
    with app.app_context(), writing() as session:
        make_room(session, edition(session).id, CATEGORY, free)


def edition(session: Session) -> Edition:
    """Return the edition that is measured."""
    found = edition_by_slug(session, SLUG)
    assert found is not None, "it was loaded"  # noqa: S101
    return found


def rows(app: Flask) -> int:
    """Return how many registrations the edition has."""
    with app.app_context():
        session = db.session()
        chosen = select(func.count()).where(Registration.edition_id == edition(session).id)
        return session.scalar(chosen) or 0


def right(app: Flask, name: str) -> Figure:
    """Return how many counters differ from the rows."""
    with app.app_context():
        session = db.session()
        wrong = discrepancies(session, edition(session).id)
    return Figure(
        f"{name}.wrong", f"counters that differ from the rows {'; '.join(wrong)}", len(wrong), "", Aim("=", 0)
    )
