"""The benchmarks count right and say all that they should. How fast anything is, no test asks."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import report, run
from benchmarks.installations import House, furnished
from benchmarks.measures import registering, rush
from benchmarks.measures.scale import Scale
from benchmarks.report import Aim, Figure

pytestmark = pytest.mark.slow

SMALL = Scale(people=100, alone=2, crowd=16, posts=16, rush_clients=10, rush_forms=5, rush_places=10, requests=2)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    with furnished(database_url, tmp_path, SMALL.people) as made:
        yield made


def values(figures: list[Figure]) -> dict[str, float]:
    return {figure.key: figure.value for figure in figures}


@pytest.mark.both_databases
def test_people_written_directly_agree_with_the_counters(house: House) -> None:
    assert registering.rows(house.app) == SMALL.people
    assert registering.right(house.app, "fill").value == 0


@pytest.mark.both_databases
def test_a_rush_gives_each_place_once(house: House) -> None:
    found = values(rush.measure(house, "granian", SMALL))
    told = {name: found[f"rush.{name}"] for name in ("broken", "confirmed", "waiting", "rows", "wrong")}
    assert told == {"broken": 0, "confirmed": 10, "waiting": 40, "rows": 50, "wrong": 0}


def test_a_run_is_written_with_its_machine_and_every_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.json"
    monkeypatch.setattr(run, "QUICK", SMALL)
    assert run.main(["--quick", "--only", "registering", "--json", str(path)]) == 0
    written = json.loads(path.read_text(encoding="utf-8"))
    assert set(written) == {"format", "machine", "options", "figures"}
    assert {"date", "processor", "cores", "memory_gib", "system", "python", "versions", "databases"} <= set(
        written["machine"]
    )
    found = {figure["key"]: figure for figure in written["figures"]}
    keys = {"key", "label", "value", "unit", "aim", "peers", "met", "server", "database"}
    assert {frozenset(figure) for figure in found.values()} == {frozenset(keys)}
    counted = {key: (figure["value"], figure["met"]) for key, figure in found.items() if key.endswith(".rows")}
    assert counted == {
        "registering.alone.rows": (2, True),
        "registering.crowd.rows": (16, True),
        "registering.posts.rows": (16, True),
    }
    assert found["registering.crowd.rate"]["aim"] == "≥ 40"


def test_an_aim_is_met_or_not_and_what_must_be_right_is_told_apart() -> None:
    fast, slow = (Figure("rate", "", value, "", Aim("≥", 40)) for value in (40, 39.9))
    assert (fast.met, slow.met, slow.wrong) == (True, False, False)
    assert (Figure("lost", "", 1, "", Aim("=", 0)).wrong, Figure("free", "", 1, "").met) == (True, None)
    assert report.line(slow).split() == ["39.9", "≥", "40", "NO"]


def test_a_measure_that_does_not_exist_is_named() -> None:
    with pytest.raises(SystemExit, match="There is no measure pagse; there are: pages,"):
        run.main(["--only", "pagse"])
