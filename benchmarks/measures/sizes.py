"""The cost of a page with 1,000, 10,000 and 100,000 people behind it, and of the list in all that it can be asked.

"Made anew" is asked for by HEAD right after the start: the page's bytes are kept for GET only, so each of these answers
is rendered. The others come as readers get them.
"""

from benchmarks.installations import Source
from benchmarks.load import Connection
from benchmarks.measures.office import questions, timed
from benchmarks.measures.pages import PAGES
from benchmarks.measures.scale import Scale
from benchmarks.processes import MEGABYTE, serving
from benchmarks.report import Aim, Figure, p, slug
from benchmarks.visitors import FORM, LIST, in_office

AS_MUCH = 1.5  # times the cost with the fewest people: what one run differs from the next on a quiet machine
MEMORY = "a worker after the lists, resident"
MOST_MS = 100.0  # of a list, whatever the number of people
QUESTIONS = (
    "list",
    "last page",
    "filter",
    "filter by day",
    "several filters",
    "search, a name",
    "search, an institution",
    "search, one person",
    "filter and search",
    "sorted without an index",
    "sorted by days",
)


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
            Figure(f"{key}.{people}", f"{name}, {people:,} people", cost, "MB" if name == MEMORY else "ms", _aim(name))
            for people, cost in by_size.items()
        ]
        if name in QUESTIONS:  # their aim is the same for any number of people
            continue
        grown = max(by_size.values()) / by_size[scale.sizes[0]]
        found.append(Figure(f"{key}.grown", f"{name}, times the smallest's", grown, "", Aim("≤", AS_MUCH)))
    return found


def _aim(name: str) -> Aim | None:
    return Aim("≤", MOST_MS) if name in QUESTIONS else None


def _costs(source: Source, server: str, people: int, number: int) -> dict[str, float]:
    """Return p50 in milliseconds of each page, and the memory of a worker afterwards."""
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
        found[MEMORY] = product.memory().rss / MEGABYTE
    return found
