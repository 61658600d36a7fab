"""How much of everything is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """People behind the edition, seconds of load a page, and how many of each are done; `rush` is a client's forms."""

    people: int = 12_500
    seconds: float = 5.0
    alone: int = 150
    crowd: int = 800
    posts: int = 1600
    rush_clients: int = 50
    rush_forms: int = 10
    rush_places: int = 100
    requests: int = 100
    repeats: int = 3
    sizes: tuple[int, ...] = (1000, 10_000, 100_000)
    formats: tuple[str, ...] = ("csv", "json", "xlsx", "ods")
    commands: tuple[str, ...] = ("csv", "xlsx")


FULL = Scale()
QUICK = Scale(
    people=250,
    seconds=0.4,
    alone=5,
    crowd=32,
    posts=64,
    rush_clients=10,
    rush_forms=5,
    rush_places=10,
    requests=8,
    repeats=1,
    sizes=(100, 1000),
    formats=("csv", "xlsx"),
    commands=("csv",),
)
