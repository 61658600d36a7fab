"""What the places that are held do not allow a file to say of categories."""

from collections import Counter

from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Category
from sokwms_reg.editions.portable import Draft, Item, Scope, Spot
from sokwms_reg.registration.queries import held_by_day
from sokwms_reg.transfer.service.matching import Match

Held = Counter[tuple[int, int]]


def note_limits(session: Session, matches: list[Match], draft: Draft, scope: Scope) -> None:
    """Note limits below what is held: reserved places, those beside them, places of a category on a day."""
    held = held_by_day(session, scope.edition_id)
    for matched in matches:
        if matched.table.model is Category:
            for item, row in matched.pairs:
                if row is not None:
                    _note_reserves(item, row, draft)
                    _note_days(item, row, held, Spot(draft, item.path), scope)


def _note_reserves(item: Item, row: Category, draft: Draft) -> None:
    values, spot = item.values, Spot(draft, item.path)
    names = ("reserved_speakers", "reserved_invitations")
    for name, taken in zip(names, (row.taken_speakers, row.taken_invitations), strict=True):
        if isinstance(values[name], int) and values[name] < taken:
            spot.inside(name).refuse(f"reserved places taken: {taken}; expected at least {taken}.")
    figures = [values[name] for name in ("capacity", *names)]
    if not all(isinstance(figure, int) for figure in figures):
        return
    general, reserved = row.taken_general, figures[1] + figures[2]
    if row.taken <= figures[0] < general + reserved:
        spot.inside("capacity").refuse(
            f"places taken that are not reserved: {general}, reserved places: {reserved}; "
            f"expected a capacity of at least {general + reserved}."
        )


def _note_days(item: Item, row: Category, held: Held, spot: Spot, scope: Scope) -> None:
    known = {key: day_id for day_id, key in scope.keys.get("days", {}).items()}
    for inner in item.lists["days"]:
        capacity, day_id = inner.values["capacity"], known.get(str(inner.values["key"]))
        taken = held[row.id, day_id] if day_id is not None else 0
        if isinstance(capacity, int) and capacity < taken:
            Spot(spot.draft, inner.path).inside("capacity").refuse(
                f"places taken on this day: {taken}; expected a capacity of at least {taken}."
            )
