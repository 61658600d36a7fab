"""What the edition file says of the edition itself: its header, days, categories, partners and materials."""

import datetime as dt
from typing import Any

from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.editions.models import (
    DEFAULT_OFFER_HOURS,
    Category,
    CategoryDay,
    CategoryPolicy,
    EditionDay,
    Material,
    MaterialKind,
    Partner,
    PartnerKind,
    Promotion,
)
from sokwms_reg.editions.portable.draft import DEFAULT_ZONE, Draft, Item, Spot
from sokwms_reg.editions.portable.figures import Capacity, Date, Flag, Moment, Number, Reference
from sokwms_reg.editions.portable.registry import register
from sokwms_reg.editions.portable.shape import Field, Group, Table
from sokwms_reg.editions.portable.texts import TITLE, Both, Choice, Email, Key, Line, Slug, Text, Url, Zone
from sokwms_reg.editions.states import CATEGORY_KEYS

NONE = Bilingual()
LONGEST_OFFER = 24 * 60  # hours: two months
ROMAN_MOST = 3999


def _check_registration(values: dict[str, Any], spot: Spot) -> None:
    opens, closes, last = values["opens"], values["closes"], values["promotion_until"]
    if isinstance(opens, dt.datetime) and isinstance(closes, dt.datetime) and opens >= closes:
        spot.inside("closes").refuse(f"expected a time after the opening, {opens.isoformat()}.")
    if isinstance(opens, dt.datetime) and isinstance(last, dt.date) and last < opens.date():
        first = opens.date()
        spot.inside("promotion_until").refuse(
            f"expected {first}, the day of the opening, or a later one, found {last}."
        )


def _check_category(item: Item, draft: Draft) -> None:
    """Want the reserved places among all places, and the category's window within the edition's."""
    spot, values = Spot(draft, item.path), item.values
    figures = [values[name] for name in ("capacity", "reserved_speakers", "reserved_invitations")]
    if all(isinstance(figure, int) for figure in figures) and sum(figures[1:]) > figures[0]:
        spot.inside("capacity").refuse(f"expected at least {sum(figures[1:])}, as many as are reserved.")
    window = draft.values.get("registration")
    whole = window if isinstance(window, dict) else {"opens": None, "closes": None}
    opens = values["opens"] if isinstance(values["opens"], dt.datetime) else whole["opens"]
    closes = values["closes"] if isinstance(values["closes"], dt.datetime) else whole["closes"]
    if isinstance(opens, dt.datetime) and isinstance(closes, dt.datetime) and opens >= closes:
        spot.inside("closes").refuse(f"expected a time after the opening, {opens.isoformat()}.")
    for name, other in (("opens", "closes"), ("closes", "opens")):
        _check_within(spot.inside(name), values[name], whole[name], whole[other])


def _check_within(spot: Spot, own: object, near: object, far: object) -> None:
    """Want an instant of a category between the edition's opening and closing."""
    if not (isinstance(own, dt.datetime) and isinstance(near, dt.datetime) and isinstance(far, dt.datetime)):
        return
    first, last = sorted((near, far))
    if not first <= own <= last:
        spot.refuse(f"expected a time from {first.isoformat()} to {last.isoformat()}, when the edition is open.")


REGISTRATION = Group(
    (
        Field("opens", Moment(), column="registration_opens_at"),
        Field("closes", Moment(), column="registration_closes_at"),
        Field("promotion_until", Date(), None),
        Field("editing_until", Moment(), None),
        Field("replacement_until", Moment(), None),
        Field("withdrawal_until", Moment(), None),
    ),
    _check_registration,
)

HEADER = (
    Field("slug", Slug()),
    Field("number", Number(most=ROMAN_MOST), 0),
    Field("demonstration", Flag(), default=False),
    Field("published", Flag(), default=False),
    Field("cancelled", Flag(), default=False),
    Field("timezone", Zone(), DEFAULT_ZONE),
    Field("name", Both(Line(), given=True)),
    Field("title", Both(Line(TITLE)), NONE),
    Field("lead", Both(Text()), NONE),
    Field("description", Both(Text()), NONE),
    Field("aims", Both(Text()), NONE),
    Field("city", Both(Line()), NONE),
    Field("venue", Both(Line(TITLE)), NONE),
    Field("address", Both(Text()), NONE),
    Field("languages", Both(Line()), NONE),
    Field("funding", Both(Text()), NONE),
    Field("contact_name", Both(Line()), NONE),
    Field("contact_email", Email(), ""),
    Field("contact_phone", Line(), ""),
    Field("rules", Both(Text()), NONE),
    Field("privacy", Both(Text()), NONE),
    Field("privacy_version", Line(), ""),
    Field("notice", Both(Text()), NONE),
    Field("promotion", Choice(words=tuple(map(str, Promotion))), str(Promotion.AUTOMATIC)),
    Field("offer_hours", Number(least=1, most=LONGEST_OFFER), DEFAULT_OFFER_HOURS),
    Field("registration", REGISTRATION, None),
)

DAYS = Table(
    name="days",
    model=EditionDay,
    place=10,
    order="date",
    unique=("key", "date"),
    fields=(
        Field("key", Key()),
        Field("date", Date()),
        Field("title", Both(Line(TITLE)), NONE),
        Field("note", Both(Text()), NONE),
        Field("capacity", Capacity(zero_is_unlimited=True), 0),
    ),
)

CATEGORY_DAYS = Table(
    name="days",
    model=CategoryDay,
    parent="category_id",
    order="day_id",
    fields=(Field("key", Reference("days"), column="day_id"), Field("capacity", Number())),
)

CATEGORIES = Table(
    name="categories",
    model=Category,
    place=20,
    check=_check_category,
    lists=(CATEGORY_DAYS,),
    fields=(
        Field("key", Choice(words=CATEGORY_KEYS)),
        Field("name", Both(Line(), given=True)),
        Field("description", Both(Text()), NONE),
        Field("policy", Choice(words=tuple(map(str, CategoryPolicy))), str(CategoryPolicy.OPEN)),
        Field("capacity", Capacity()),
        Field("notice", Both(Text()), NONE),
        Field("opens", Moment(), None, column="opens_at"),
        Field("closes", Moment(), None, column="closes_at"),
        Field("reserved_speakers", Number(), 0),
        Field("reserved_invitations", Number(), 0),
        Field("institution_limit", Number(), 0),
    ),
)

PARTNERS = Table(
    name="partners",
    model=Partner,
    place=80,
    keyed=False,
    fields=(
        Field("kind", Choice(words=tuple(map(str, PartnerKind)))),
        Field("name", Both(Line(TITLE), given=True)),
        Field("note", Both(Text()), NONE),
        Field("url", Url(), ""),
    ),
)

MATERIALS = Table(
    name="materials",
    model=Material,
    place=90,
    fields=(
        Field("key", Key()),
        Field("kind", Choice(words=tuple(map(str, MaterialKind)))),
        Field("title", Both(Line(TITLE), given=True)),
        Field("note", Both(Text()), NONE),
        Field("url", Url(), ""),
    ),
)

register(DAYS, CATEGORIES, PARTNERS, MATERIALS)
