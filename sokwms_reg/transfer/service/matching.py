"""Which row of the database is meant by which object of the file, and what of it may not change."""

from dataclasses import dataclass, field

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from sokwms_reg.editions.portable import Draft, Item, Problem, Scope, Spot, Table
from sokwms_reg.editions.portable.shape import Row
from sokwms_reg.transfer.queries import registrations_by_row


@dataclass
class Match:
    """One list: pairs in the order of the file (None: to be added), rows that stand in the file no more."""

    table: Table
    existing: list[Row] = field(default_factory=list)
    pairs: list[tuple[Item, Row | None]] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)


def rows_of(session: Session, table: Table, parent_id: int) -> list[Row]:
    """Return the rows of a list in their order."""
    order = [getattr(table.model, table.order), *inspect(table.model).primary_key]
    mine = getattr(table.model, table.parent) == parent_id
    return list(session.scalars(select(table.model).where(mine).order_by(*order)))


def match(table: Table, items: list[Item], rows: list[Row], scope: Scope) -> Match:
    """Match by key, or by position where the objects of a list have none."""
    if table.keyed:
        found: dict[object, Row] = {table.key_of(row, scope): row for row in rows}
        pairs = [(item, found.pop(item.values.get("key"), None)) for item in items]
        return Match(table, rows, pairs, list(found.values()))
    padded = rows + [None] * len(items)
    return Match(table, rows, list(zip(items, padded, strict=False)), rows[len(items) :])


def match_all(session: Session, tables: tuple[Table, ...], draft: Draft, scope: Scope) -> list[Match]:
    """Match every list with the rows of the edition in `scope`, which from now on knows them."""
    matches = []
    for table in tables:
        rows = rows_of(session, table, scope.edition_id) if scope.edition_id else []
        for row in rows if table.keyed else []:
            scope.add(table.name, row, table.key_of(row, scope))
        matches.append(match(table, draft.lists[table.name], rows, scope))
    return matches


def note_refusals(session: Session, matches: list[Match], draft: Draft, edition_id: int) -> None:
    """Note what rows in use do not allow: too low a capacity, and their removal."""
    used = registrations_by_row(session, edition_id)
    for matched in matches:
        for item, row in matched.pairs:
            if row is not None:
                _note_values(matched.table, item, row, draft)
        if any(problem.path.startswith(matched.table.name) for problem in draft.problems):
            continue  # a key that cannot be read is not a key that was removed
        for row in matched.gone:
            count = used.get(matched.table.name, {}).get(row.id, 0)
            if count:
                draft.problems.append(_in_use(matched.table.name, row.key, count))


def _note_values(table: Table, item: Item, row: Row, draft: Draft) -> None:
    for part in table.fields:
        sentence = part.kind.refusal(row, item.values.get(part.name))
        if sentence:
            Spot(draft, item.path).inside(part.name).refuse(sentence)


def _in_use(name: str, key: str, count: int) -> Problem:
    uses = "1 registration uses it" if count == 1 else f"{count} registrations use it"
    return Problem(f'{name} (key "{key}")', f"missing from the file, but {uses}; expected it to stay.")
