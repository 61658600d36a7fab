"""The list in the office: 50 people a page, filtered, searched and sorted."""

from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select

from benchmarks.installations import House
from benchmarks.load import Connection
from benchmarks.measures.scale import Scale
from benchmarks.processes import serving
from benchmarks.report import Aim, Figure, p, slug
from benchmarks.visitors import LIST, in_office
from sokwms_reg.attendees.queries import PAGE_SIZE
from sokwms_reg.core.db import db
from sokwms_reg.editions.models import EditionDay
from sokwms_reg.registration.models import Registration

MOST_MS = 50.0


def measure(house: House, server: str, scale: Scale) -> list[Figure]:
    """Return p50 and p95 of each kind of question."""
    found: list[Figure] = []
    with serving(server, house.settings) as product, in_office(house, product.port) as connection:
        for name, query in questions(house.app, house.people).items():
            seconds = timed(connection, f"{LIST}?{query}" if query else LIST, scale.requests)
            key = f"office.{slug(name)}"
            found += [
                Figure(
                    f"{key}.p50",
                    f"{name}, half of the answers within",
                    p(50, seconds),
                    "ms",
                    Aim("≤", MOST_MS),
                    "200–17,000",
                ),
                Figure(f"{key}.p95", f"{name}, 95 of 100 answers within", p(95, seconds), "ms"),
            ]
    return found


def timed(connection: Connection, path: str, number: int) -> list[float]:
    """Return the seconds of so many answers, after one that does not count."""
    connection.get(path).demand()
    return [connection.get(path).demand().seconds for _time in range(number)]


def questions(app: Flask, people: int) -> dict[str, str]:
    """Return what the list is asked for; names are taken from somebody in the middle."""
    with app.app_context():
        somebody = db.session().scalars(select(Registration).order_by(Registration.id).offset(people // 2)).first()
        assert somebody is not None, "there are people"  # noqa: S101
        name, mail = somebody.last_name, somebody.email
        day = (
            db.session()
            .scalars(
                select(EditionDay.date).where(EditionDay.edition_id == somebody.edition_id).order_by(EditionDay.date)
            )
            .first()
        )
    several = {"state": ["confirmed", "pending"], "day": str(day), "voivodeship": ["10", "12", "14"], "language": "pl"}
    return {
        "list": "",
        "page in the middle": urlencode({"page": max(1, people // PAGE_SIZE // 2)}),
        "last page": urlencode({"page": max(1, people // PAGE_SIZE)}),
        "filter": urlencode({"category": "self-government", "state": "confirmed"}),
        "filter by day": urlencode({"day": str(day)}),
        "several filters": urlencode(several, doseq=True),
        "filter and search": urlencode({**several, "q": name}, doseq=True),
        "sorted without an index": urlencode({"sort": "email"}),
        "sorted by days": urlencode({"sort": "days"}),
        "search, a name": urlencode({"q": name}),
        "search, an institution": urlencode({"q": "fundacja"}),
        "search, one person": urlencode({"q": mail}),
    }
