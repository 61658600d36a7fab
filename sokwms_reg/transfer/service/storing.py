"""Writing a draft that was found right: only what differs is touched."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.editions.portable import Field, Item, Scope, Table
from sokwms_reg.editions.portable.shape import Row
from sokwms_reg.transfer.service.matching import Match, match, rows_of


@dataclass
class Journal:
    """What an import did: `changes` by place as [old, new] for the history, rows by list for the report."""

    changes: dict[str, list[object]] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    def note(self, place: str, old: object, new: object) -> None:
        """Note one change, at a place such as `sessions[opening].starts`."""
        self.changes[place] = [_plain(old), _plain(new)]

    def note_added(self, place: str) -> None:
        """Note a new row."""
        self.note(place, None, "added")
        self.added[_list_name(place)] += 1

    def note_removed(self, place: str) -> None:
        """Note a row that is no more."""
        self.note(place, "removed", None)
        self.removed[_list_name(place)] += 1


@dataclass
class Store:
    """One import at work in the caller's transaction."""

    session: Session
    scope: Scope
    journal: Journal = field(default_factory=Journal)

    def lists(self, matches: list[Match]) -> None:
        """Add and change in the order of the lists, then remove in the opposite order."""
        for matched in matches:
            self._list(matched, matched.table.name)
        for matched in reversed(matches):
            for row in matched.gone:
                for inner in matched.table.lists:
                    self._remove(inner, rows_of(self.session, inner, row.id), f"{matched.table.name}.{inner.name}")
            self._remove(matched.table, matched.gone, matched.table.name)

    def fields(self, fields: Iterable[Field], item: Item, row: Row, place: str) -> bool:
        """Store what differs, in the order of the fields: a time of day needs its day. Tell whether anything did."""
        before = len(self.journal.changes)
        for part in fields:
            old, new = part.show(row, self.scope), item.values[part.name]
            if old != new:
                part.store(row, new, self.scope)
                self.journal.note(f"{place}{part.name}", old, new)
        return len(self.journal.changes) > before

    def _list(self, matched: Match, name: str, parent_id: int | None = None) -> None:
        table = matched.table
        self._make_way(matched)
        numbers = _numbers(matched)
        stored = []
        for index, (item, row) in enumerate(matched.pairs):
            place = f"{name}[{item.values['key'] if table.keyed else index + 1}]"
            if row is None:
                stored.append(self._add(table, item, parent_id or self.scope.edition_id, numbers[index]))
                self.journal.note_added(place)
            else:
                stored.append(row)
                self._change(table, item, row, place, numbers[index])
        self.session.flush()
        for (item, known), row in zip(matched.pairs, stored, strict=True):
            if known is None and table.keyed and parent_id is None:
                self.scope.add(table.name, row, item.values["key"])
            self._inner_lists(table, item, row, name)

    def _inner_lists(self, table: Table, item: Item, row: Row, name: str) -> None:
        for inner in table.lists:
            matched = match(inner, item.lists[inner.name], rows_of(self.session, inner, row.id), self.scope)
            self._list(matched, f"{name}[{item.values['key']}].{inner.name}", row.id)
            self._remove(inner, matched.gone, f"{name}[{item.values['key']}].{inner.name}")

    def _add(self, table: Table, item: Item, parent_id: int, number: int) -> Row:
        row: Row = table.model(**{table.parent: parent_id})
        if table.numbered:
            row.ordinal = number
        for part in table.fields:
            part.store(row, item.values[part.name], self.scope)
        self.session.add(row)
        return row

    def _change(self, table: Table, item: Item, row: Row, place: str, number: int) -> None:
        changed = self.fields(table.fields, item, row, f"{place}.")
        if table.numbered and row.ordinal != number:
            self.journal.note(f"{place}.ordinal", row.ordinal, number)
            row.ordinal = number
            changed = True
        self.journal.changed[_list_name(place)] += changed

    def _remove(self, table: Table, rows: list[Row], name: str) -> None:
        for row in rows:
            place = f"{name}[{table.key_of(row, self.scope)}]" if table.keyed else f"{name}[{row.ordinal}]"
            self.journal.note_removed(place)
            self.session.delete(row)
        self.session.flush()

    def _make_way(self, matched: Match) -> None:
        """Where days exchange their dates, put the old ones out of the way: the database checks row by row."""
        for name in matched.table.unique[1:]:
            part = next(one for one in matched.table.fields if one.name == name)
            moving = [
                row
                for item, row in matched.pairs
                if row is not None and item.values[name] != part.show(row, self.scope)
            ]
            leaving = {part.show(row, self.scope): row for row in [*moving, *matched.gone]}
            wanted = {item.values[name] for item, _row in matched.pairs}
            for date in leaving.keys() & wanted:
                row = leaving[date]
                model: Any = matched.table.model
                parked = dt.date.min + dt.timedelta(days=row.id)
                statement = update(model).where(model.id == row.id).values({part.attribute: parked})
                self.session.execute(statement, execution_options={"synchronize_session": False})


def _numbers(matched: Match) -> list[int]:
    """Return the ordinals in the order of the file: as they are where the order is, so that nothing is touched."""
    if not matched.table.numbered:
        return [0] * len(matched.pairs)
    known = [row for _item, row in matched.pairs if row is not None]
    gone = {id(row) for row in matched.gone}
    in_order = [id(row) for row in matched.existing if id(row) not in gone] == [id(row) for row in known]
    if in_order and all(row is not None for _item, row in matched.pairs[: len(known)]):
        last = max((row.ordinal for row in known), default=0)
        return [row.ordinal for row in known] + [last + 1 + index for index in range(len(matched.pairs) - len(known))]
    return list(range(1, len(matched.pairs) + 1))


def _list_name(place: str) -> str:
    """Return the list that a place is in: "sessions.speakers" for `sessions[opening].speakers[anna-nowak]`."""
    return re.sub(r"\[[^]]*\]", "", place)


def _plain(value: object) -> object:
    """Return the value as JSON can hold it."""
    if isinstance(value, Bilingual):
        return {"pl": value.pl, "en": value.en}
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value
