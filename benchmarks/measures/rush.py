"""A rush: fifty people with ten forms each, all loaded beforehand, send them at once for a hundred places."""

from collections import Counter
from dataclasses import dataclass

from benchmarks.filling import ROOM
from benchmarks.installations import House
from benchmarks.load import Answer, Connection, Pairs, together
from benchmarks.measures.registering import prepare, right, rows
from benchmarks.measures.scale import Scale
from benchmarks.processes import Server, serving
from benchmarks.report import PERCENT, Aim, Figure
from benchmarks.visitors import CONFIRMED, FORM, WAITING, load_form, read_state, warm_up

SECONDS = 5.0
FOUND, BROKEN = 303, 500


@dataclass(frozen=True)
class Attempt:
    """The answer to one form sent, and the state told on the page after it; "" where there is no such page."""

    status: int
    told: str


def measure(house: House, server: str, scale: Scale) -> list[Figure]:
    """Return the seconds until everybody has read how it ended, and how many were told what."""
    prepare(house.app, ROOM)
    with serving(server, house.settings) as product:
        warm_up(product.port)
        prepare(house.app, scale.rush_places)
        before = rows(house.app)
        forms = together(scale.rush_clients, lambda _number: [_load(product, scale.rush_forms)]).results
        rush = together(scale.rush_clients, lambda number: _send(product, forms[number]))
    attempts = scale.rush_clients * scale.rush_forms
    told = Counter(attempt.told for attempt in rush.results)
    broken = sum(attempt.status >= BROKEN for attempt in rush.results)
    label = f"{attempts} attempts by {scale.rush_clients} for {scale.rush_places} places"
    waiting = attempts - scale.rush_places
    return [
        Figure("rush.seconds", f"{label}, until the last answer", rush.seconds, "s", Aim("≤", SECONDS), "68–79"),
        Figure("rush.broken", "answers 5xx", broken, "", Aim("=", 0)),
        Figure("rush.confirmed", "told that they have a place", told[CONFIRMED], "", Aim("=", scale.rush_places)),
        Figure("rush.waiting", "told that they wait", told[WAITING], "", Aim("=", waiting)),
        Figure("rush.rows", "rows added", rows(house.app) - before, "", Aim("=", attempts)),
        right(house.app, "rush"),
        Figure("rush.client", "the client's share of one core", PERCENT * rush.client_core, "%"),
    ]


def _load(product: Server, number: int) -> list[Pairs]:
    with Connection(product.port) as connection:
        return [load_form(connection) for _time in range(number)]


def _send(product: Server, forms: list[Pairs]) -> list[Attempt]:
    with Connection(product.port) as connection:
        return [_attempt(connection, form) for form in forms]


def _attempt(connection: Connection, form: Pairs) -> Attempt:
    answer: Answer = connection.post(FORM, [*form, ("step", "confirm")])
    if answer.status != FOUND:
        return Attempt(answer.status, "")
    return Attempt(answer.status, read_state(connection, answer.headers["location"]))
