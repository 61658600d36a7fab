"""The cost of a page with 100, 10,000 and 100,000 people behind it.

"Made anew" is asked for by HEAD right after the start: the page's bytes are kept for GET only, so each of these answers
is rendered. The others come as readers get them.
"""

from benchmarks.installations import Source
from benchmarks.load import Connection
from benchmarks.measures.office import questions, timed
from benchmarks.measures.pages import PAGES
from benchmarks.measures.scale import Scale
from benchmarks.processes import serving
from benchmarks.report import Aim, Figure, p, slug
from benchmarks.visitors import FORM, LIST, in_office

AS_MUCH = 1.5  # times the cost with the fewest people: what one run differs from the next on a quiet machine
QUESTIONS = ("list", "filter", "search, a name", "search, one person")


def measure(source: Source, server: str, scale: Scale) -> list[Figure]:
    """Return p50 of each page at each size, and how many times the smallest's the largest's is."""
    costs: dict[str, dict[int, float]] = {}
    for people in scale.sizes:
        for name, cost in _costs(source, server, people, scale.requests).items():
            costs.setdefault(name, {})[people] = cost
    found: list[Figure] = []
    for name, by_size in costs.items():
        key = f"sizes.{slug(name)}"
        found += [
            Figure(f"{key}.{people}", f"{name}, {people:,} people", cost, "ms") for people, cost in by_size.items()
        ]
        grown = max(by_size.values()) / by_size[scale.sizes[0]]
        found.append(Figure(f"{key}.grown", f"{name}, times the smallest's", grown, "", Aim("≤", AS_MUCH)))
    return found


def _costs(source: Source, server: str, people: int, number: int) -> dict[str, float]:
    """Return p50 in milliseconds of each page."""
    found: dict[str, float] = {}
    with source.house(people) as house, serving(server, house.settings, path="/healthz") as product:
        with Connection(product.port) as connection:
            for name in ("home", "edition"):
                connection.head(PAGES[name]).demand()
                answers = [connection.head(PAGES[name]).demand() for _time in range(number)]
                found[f"{name}, made anew"] = p(50, [answer.seconds for answer in answers])
            for name in ("home", "edition"):
                found[name] = p(50, timed(connection, PAGES[name], number))
            found["form"] = p(50, timed(connection, FORM, number))
        asked = questions(house.app, people)
        with in_office(house, product.port) as connection:
            for name in QUESTIONS:
                path = f"{LIST}?{asked[name]}" if asked[name] else LIST
                found[name] = p(50, timed(connection, path, number))
    return found
