"""What the edition file says of the edition itself: its header, days, categories, partners and materials."""

import datetime as dt
from typing import Any

from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.editions.models import (
    Category,
    CategoryPolicy,
    EditionDay,
    Material,
    MaterialKind,
    Partner,
    PartnerKind,
)
from sokwms_reg.editions.portable.draft import DEFAULT_ZONE, Spot
from sokwms_reg.editions.portable.figures import Capacity, Date, Flag, Moment, Number
from sokwms_reg.editions.portable.registry import register
from sokwms_reg.editions.portable.shape import Field, Group, Table
from sokwms_reg.editions.portable.texts import TITLE, Both, Choice, Email, Key, Line, Slug, Text, Url, Zone
from sokwms_reg.editions.states import CATEGORY_KEYS

NONE = Bilingual()
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


REGISTRATION = Group(
    (
        Field("opens", Moment(), column="registration_opens_at"),
        Field("closes", Moment(), column="registration_closes_at"),
        Field("promotion_until", Date(), None),
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

CATEGORIES = Table(
    name="categories",
    model=Category,
    place=20,
    fields=(
        Field("key", Choice(words=CATEGORY_KEYS)),
        Field("name", Both(Line(), given=True)),
        Field("description", Both(Text()), NONE),
        Field("policy", Choice(words=tuple(map(str, CategoryPolicy))), str(CategoryPolicy.OPEN)),
        Field("capacity", Capacity()),
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
