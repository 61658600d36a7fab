"""The list as a file: seconds over HTTP and the highest memory of the process that makes it; the command beside it."""

import json
from statistics import median

from sqlalchemy import func, select

from benchmarks.filling import REST
from benchmarks.installations import SLUG, House
from benchmarks.load import Answer, UnexpectedAnswerError
from benchmarks.measures.scale import Scale
from benchmarks.processes import MEGABYTE, serving, timed_command
from benchmarks.report import Aim, Figure
from benchmarks.visitors import LIST, in_office
from sokwms_reg.core.db import db
from sokwms_reg.editions.models import Category
from sokwms_reg.registration.models import Registration

SECONDS = {"csv": Aim("≤", 0.5), "xlsx": Aim("≤", 2.0)}
MEMORY = {"csv": Aim("≤", 150.0), "xlsx": Aim("≤", 150.0)}
PEERS = {"csv": ("7–14", "345–414")}
ZIP = b"PK\x03\x04"


def measure(house: House, server: str, scale: Scale) -> list[Figure]:
    """Return seconds and memory of each format, from a server of its own that has made no file before."""
    people = _people(house)
    found: list[Figure] = []
    for name in scale.formats:
        seconds, peers = [], PEERS.get(name, ("", ""))
        with serving(server, house.settings) as product, in_office(house, product.port) as connection:
            idle = product.memory().rss
            product.forget_peaks()
            for _time in range(scale.repeats):
                answer = connection.get(f"{LIST}.{name}?category={REST}").demand()
                _inspect(name, answer, people)
                seconds.append(answer.seconds)
            peak = product.peak()
        key, label = f"exports.{name}", f"{name.upper()} of {people:,}"
        found += [
            Figure(f"{key}.seconds", label, median(seconds), "s", SECONDS.get(name), peers[0]),
            Figure(f"{key}.first", f"{label}, the first after the start", seconds[0], "s"),
            Figure(f"{key}.peak", f"{label}, highest memory", peak / MEGABYTE, "MB", MEMORY.get(name), peers[1]),
            Figure(f"{key}.more", f"{label}, of that more than before", (peak - idle) / MEGABYTE, "MB"),
        ]
    return [*found, *_by_command(house, scale)]


def _by_command(house: House, scale: Scale) -> list[Figure]:
    """Return the same for `sokwms-reg export`, which writes everybody and starts a program first."""
    found: list[Figure] = []
    for name in scale.commands:
        arguments = ["export", SLUG, "--format", name, "--output", f"{house.app.instance_path}/list.{name}"]
        seconds, peak = timed_command(arguments, house.settings)
        label = f"command export, {name.upper()} of {house.people:,} and more"
        found += [
            Figure(f"exports.command.{name}.seconds", label, seconds, "s"),
            Figure(f"exports.command.{name}.peak", f"{label}, highest memory", peak / MEGABYTE, "MB"),
        ]
    return found


def _people(house: House) -> int:
    """Return how many people the exported category has."""
    with house.app.app_context():
        chosen = select(func.count(Registration.id)).join(Category, Category.id == Registration.category_id)
        return db.session().scalar(chosen.where(Category.key == REST)) or 0


def _inspect(name: str, answer: Answer, people: int) -> None:
    """See that the file has everybody in it. Raises UnexpectedAnswerError."""
    if name == "csv":
        whole = len(answer.body.splitlines()) == people + 1
    elif name == "json":
        content = json.loads(answer.body)
        whole = len(content if isinstance(content, list) else max(content.values(), key=len)) == people
    else:
        whole = answer.body.startswith(ZIP) and len(answer.body) > people
    if not whole:
        message = f"{name} does not hold {people} people"
        raise UnexpectedAnswerError(message)
