"""How an object of the edition file is described: its fields, and what kind of value each takes."""

import difflib
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sokwms_reg.core.base import Base
from sokwms_reg.editions.portable.draft import Draft, Item, Scope, Spot

Row = Any  # a row of any table
Check = Callable[[Item, Draft], None]


class Kind(ABC):
    """What a field takes. Values "as the file says them" are what `read` returns, `show` gives back and `store` takes.

    Rows are compared in those words: `show(row) == value` means that nothing is to be written.
    """

    expected = "a value"

    @abstractmethod
    def read(self, raw: object, spot: Spot) -> object:
        """Return the checked value, or note the problems at `spot` and return INVALID."""

    def show(self, row: Row, column: str, scope: Scope) -> object:
        """Return what the file says for this row."""
        del scope
        return getattr(row, column)

    def store(self, row: Row, column: str, value: object, scope: Scope) -> None:
        """Put a value that was read into the row."""
        del scope
        setattr(row, column, value)

    def refusal(self, row: Row, value: object) -> str:
        """Return why a row that exists cannot take this value, or ""."""
        del row, value
        return ""

    def mistaken(self, raw: object, spot: Spot) -> object:
        """Note that something else was expected here."""
        return spot.refuse(f"expected {self.expected}, found {described(raw)}.")


@dataclass(frozen=True)
class Field:
    """A key of an object. Without a default it must be given; a default is not written to a file."""

    name: str
    kind: Kind
    default: object = ...
    column: str = ""

    @property
    def required(self) -> bool:
        """Tell whether an object without this key is refused."""
        return self.default is ...

    @property
    def attribute(self) -> str:
        """Return the attribute of the model."""
        return self.column or self.name

    def show(self, row: Row, scope: Scope) -> object:
        """Return what the file says for this row."""
        return self.kind.show(row, self.attribute, scope)

    def store(self, row: Row, value: object, scope: Scope) -> None:
        """Put a value into the row."""
        self.kind.store(row, self.attribute, value, scope)


@dataclass(frozen=True)
class Group(Kind):
    """A table of the file whose fields are columns of the same row; absent, all of them are NULL and the value None."""

    fields: tuple[Field, ...]
    check: Callable[[dict[str, Any], Spot], None]
    expected = "a table"

    def read(self, raw: object, spot: Spot) -> object:
        """Return a dictionary with all fields."""
        if not isinstance(raw, dict):
            return self.mistaken(raw, spot)
        note_unknown(raw, [field.name for field in self.fields], spot)
        values = read_fields(self.fields, raw, spot)
        self.check(values, spot)
        return values

    def show(self, row: Row, column: str, scope: Scope) -> object:
        """Return the same dictionary, None where no column is filled."""
        del column
        values = {field.name: field.show(row, scope) for field in self.fields}
        return None if all(value is None for value in values.values()) else values

    def store(self, row: Row, column: str, value: object, scope: Scope) -> None:
        """Fill the columns, with NULL where the group is absent."""
        del column
        for field in self.fields:
            field.store(row, value.get(field.name) if isinstance(value, dict) else None, scope)


@dataclass(frozen=True)
class Table:
    """A list of the file and the rows behind it. `place` orders the lists; a list refers only to lists before it.

    Rows are matched by `key`, where `keyed` is off by position. `unique` fields may not repeat in one list.
    """

    name: str
    model: type[Base]
    fields: tuple[Field, ...]
    place: int = 0
    keyed: bool = True
    unique: tuple[str, ...] = ("key",)
    order: str = "ordinal"
    parent: str = "edition_id"
    check: Check | None = None
    lists: tuple["Table", ...] = ()

    @property
    def numbered(self) -> bool:
        """Tell whether the order of the list is kept in a column of its own."""
        return self.order == "ordinal"

    def key_of(self, row: Row, scope: Scope) -> str:
        """Return the key of a row as the file says it."""
        return str(next(field for field in self.fields if field.name == "key").show(row, scope))


def described(raw: object) -> str:
    """Return what a value of a TOML file is, in words."""
    if isinstance(raw, str):
        return "text" if raw else "an empty text"
    names = {"bool": "true or false", "int": "a whole number", "float": "a fraction", "list": "an array"}
    others = {"dict": "a table", "date": "a date", "time": "a time", "datetime": "a date with a time"}
    return (names | others)[type(raw).__name__]


def read_fields(fields: tuple[Field, ...], raw: dict[str, object], spot: Spot) -> dict[str, Any]:
    """Return the values of all fields; an absent one has its default, a refused one INVALID."""
    return {field.name: _value(field, raw, spot.inside(field.name)) for field in fields}


def _value(field: Field, raw: dict[str, object], spot: Spot) -> object:
    if field.name in raw:
        return field.kind.read(raw[field.name], spot)
    if field.required:
        return spot.refuse(f"missing; expected {field.kind.expected}.")
    return field.default


def note_unknown(raw: dict[str, object], known: list[str], spot: Spot) -> None:
    """Note the keys that nothing reads, each with the known one that it resembles."""
    for name in raw:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            meant = f' did you mean "{close[0]}"?' if close else f" known here: {', '.join(known)}."
            spot.inside(name).refuse(f"unknown key;{meant}")
