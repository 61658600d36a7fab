"""From parsed TOML to a draft, with all problems noted."""

from sokwms_reg.editions.portable.draft import INVALID, Draft, Item, Spot
from sokwms_reg.editions.portable.shape import Field, Table, described, note_unknown, read_fields


def read(raw: dict[str, object], header: tuple[Field, ...], tables: tuple[Table, ...]) -> Draft:
    """Return the draft of a whole file; it may be used only where `problems` stays empty."""
    draft = Draft()
    spot = Spot(draft)
    lists = [table.name for table in tables]
    note_unknown(raw, [field.name for field in header] + lists, spot)
    draft.values = read_fields(header, raw, spot)
    for table in tables:
        draft.lists[table.name] = _read_list(table, raw.get(table.name, []), spot.inside(table.name))
    return draft


def _read_list(table: Table, raw: object, spot: Spot) -> list[Item]:
    if not isinstance(raw, list):
        spot.refuse(f"expected an array of tables, found {described(raw)}.")
        return []
    items = [_read_item(table, entry, spot.entry(number, entry)) for number, entry in enumerate(raw, start=1)]
    if table.keyed:
        for name in table.unique:
            _note_repeated(name, items, spot.draft)
    return items


def _read_item(table: Table, raw: object, spot: Spot) -> Item:
    item = Item(spot.path)
    if not isinstance(raw, dict):
        spot.refuse(f"expected a table, found {described(raw)}.")
        return item
    note_unknown(raw, [field.name for field in table.fields] + [inner.name for inner in table.lists], spot)
    item.values = read_fields(table.fields, raw, spot)
    for inner in table.lists:
        item.lists[inner.name] = _read_list(inner, raw.get(inner.name, []), spot.inside(inner.name))
    if table.check:
        table.check(item, spot.draft)
    return item


def _note_repeated(name: str, items: list[Item], draft: Draft) -> None:
    first: dict[object, Item] = {}
    for item in items:
        value = item.values.get(name, INVALID)
        if value is not INVALID and first.setdefault(value, item) is not item:
            Spot(draft, item.path).inside(name).refuse(
                f"{value} stands already in {first[value].path}; expected another."
            )
