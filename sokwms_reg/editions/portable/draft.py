"""A file while it is being read: values found, problems met, and the place in the file that each belongs to."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
DEFAULT_ZONE = "Europe/Warsaw"

INVALID = object()  # what reading gives for a value that was refused; the problem is noted


@dataclass(frozen=True)
class Problem:
    """What is wrong and where: a path such as `sessions[3] (key "opening").starts` (lists count from 1), or a line."""

    path: str
    sentence: str

    def __str__(self) -> str:
        """Return the line that a person reads."""
        return f"{self.path}: {self.sentence}" if self.path else self.sentence


@dataclass
class Item:
    """One object of the file: its place, its values as the file says them, and its nested lists."""

    path: str
    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list["Item"]] = field(default_factory=dict)


@dataclass
class Draft(Item):
    """The whole file. `zone` is that of all local times in it."""

    path: str = ""
    zone: str = DEFAULT_ZONE
    problems: list[Problem] = field(default_factory=list)

    def find(self, table: str, key: object) -> Item | None:
        """Return the object of a list with this key."""
        return next((item for item in self.lists.get(table, []) if item.values.get("key") == key), None)


@dataclass(frozen=True)
class Spot:
    """A place in the file, with the draft that takes what is found there."""

    draft: Draft
    path: str = ""

    def inside(self, name: str) -> "Spot":
        """Return the place of a key of the object that stands here."""
        shown = shown_key(name)
        return Spot(self.draft, f"{self.path}.{shown}" if self.path else shown)

    def entry(self, number: int, raw: object) -> "Spot":
        """Return the place of an entry of the list that stands here, counted from 1, with its key where it has one."""
        key = raw.get("key") if isinstance(raw, dict) else None
        named = f' (key "{key}")' if isinstance(key, str) and BARE_KEY.fullmatch(key) else ""
        return Spot(self.draft, f"{self.path}[{number}]{named}")

    def refuse(self, sentence: str) -> object:
        """Note a problem and return INVALID."""
        self.draft.problems.append(Problem(self.path, sentence))
        return INVALID


@dataclass
class Scope:
    """What values need when they go to the database or come from it: the zone, and which row has which key."""

    zone: str
    edition_id: int
    rows: dict[str, dict[int, Any]] = field(default_factory=dict)
    keys: dict[str, dict[int, str]] = field(default_factory=dict)

    def add(self, table: str, row: Any, key: str) -> None:  # noqa: ANN401 - a row of any table
        """Remember a flushed row, so that rows of later tables can point at it."""
        self.rows.setdefault(table, {})[row.id] = row
        self.keys.setdefault(table, {})[row.id] = key

    def id_of(self, table: str, key: str) -> int:
        """Return the id of the row with this key. KeyError if there is none: reading checks it."""
        for row_id, known in self.keys.get(table, {}).items():
            if known == key:
                return row_id
        raise KeyError(key)


def shown_key(key: str) -> str:
    """Return a key of the file as it can be shown: an odd one quoted, escaped and cut, lest it command a terminal."""
    return key if BARE_KEY.fullmatch(key) else json.dumps(key[:60])
