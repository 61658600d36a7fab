"""An edition's rules of registration: changed in one transaction with what they do to people, or only tried.

Whoever wants to know first makes the change in a transaction that is rolled back, so what is said before saving is
what saving does.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.service import Changes, record
from sokwms_reg.editions.models import Category, CategoryDay, Edition, EditionDay
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.queries import Limits
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.errors import ReservedInUseError, StaleFormError, TooFewPlacesError
from sokwms_reg.registration.service.filling import fill_from_line
from sokwms_reg.registration.service.moving import case_of
from sokwms_reg.registration.service.queueing import Order, send_to_line, write_demoted
from sokwms_reg.registration.service.recounting import recount
from sokwms_reg.registration.states import State

EDITION = (
    *("registration_opens_at", "registration_closes_at", "promotion", "promotion_until", "offer_hours"),
    *("editing_until", "replacement_until", "withdrawal_until"),
)
TEXTS = (
    *("notice_pl", "notice_en", "contact_name_pl", "contact_name_en", "contact_email", "contact_phone"),
    *("rules_pl", "rules_en", "privacy_pl", "privacy_en", "privacy_version"),
)
CATEGORY = (
    *("name_pl", "name_en", "description_pl", "description_en", "notice_pl", "notice_en", "policy", "capacity"),
    *("reserved_speakers", "reserved_invitations", "institution_limit", "opens_at", "closes_at"),
)


@dataclass(frozen=True)
class Wanted:
    """What shall hold from now on; what is not named stays.

    `edition` and `categories` map columns to values, the latter by key; `days` maps days (id) to places, 0 for no
    limit; `category_days` maps (category's key, day's id) to places, None for no limit. `made_from` is the mark of what
    the form showed. `to_line` says that whoever is above a lowered limit moves to the waiting list.
    """

    made_from: str
    edition: Mapping[str, object] = field(default_factory=dict)
    categories: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)
    category_days: Mapping[tuple[str, int], int | None] = field(default_factory=dict)
    to_line: bool = False


@dataclass(frozen=True)
class Touched:
    """Somebody whom a change concerns, in plain words that outlive its transaction."""

    reference: str
    name: str
    institution: str


@dataclass(frozen=True)
class Effect:
    """What a change did: fields with [old, new], who got a place, was offered one, or lost one."""

    changes: Changes
    promoted: list[Touched]
    offered: list[Touched]
    moved: list[Touched]


def settings_mark(session: Session, edition: Edition) -> str:
    """Return the mark of an edition's rules as they stand: another one as soon as one of them has changed."""
    parts: list[object] = [_plain(getattr(edition, name)) for name in (*EDITION, *TEXTS)]
    categories = queries.categories_of(session, edition.id)
    parts += [[_plain(getattr(category, name)) for name in CATEGORY] for category in categories]
    parts += [[day.id, day.capacity] for day in queries.days(session, edition.id)]
    parts += [[limit.category_id, limit.day_id, limit.capacity] for limit in queries.limits_of(session, edition.id)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def change_settings(session: Session, edition: Edition, wanted: Wanted, order: Order) -> Effect:
    """Change rules of an edition and let places go out that they free, at once.

    Raises StaleFormError when somebody else has changed them meanwhile, ReservedInUseError for fewer reserved places
    than are used, and TooFewPlacesError for fewer places than are held, unless `to_line` says what is to be done.
    """
    number = line.enter(session, edition.id)
    session.refresh(edition)
    if settings_mark(session, edition) != wanted.made_from:
        raise StaleFormError(edition.slug)
    categories = {category.key: category for category in queries.categories_of(session, edition.id)}
    _refuse_reserved_in_use(categories, wanted)
    beyond = queries.beyond(session, edition.id, _limits(categories, wanted))
    if beyond and not wanted.to_line:
        raise TooFewPlacesError([_touched(one) for one in beyond])
    cases = [case_of(session, one) for one in beyond]
    for case in cases:
        send_to_line(session, case, order)
    changes = _store(session, edition, categories, wanted)
    filled = fill_from_line(session, edition, number, order.now)
    for case in cases:
        if case.registration.state == State.WAITING:
            write_demoted(session, case, number, order)
    if changes:
        subject = f"edition:{edition.id}"
        record(session, order.actor, "edition.settings", subject, order.now, scope=edition.slug, changes=changes)
    return Effect(
        changes,
        [_touched(one) for one in filled.promoted],
        [_touched(one) for one in filled.offered],
        [_touched(one) for one in beyond],
    )


def _refuse_reserved_in_use(categories: Mapping[str, Category], wanted: Wanted) -> None:
    for key, values in wanted.categories.items():
        for pool in ("speakers", "invitations"):
            taken = getattr(categories[key], f"taken_{pool}")
            if values.get(f"reserved_{pool}", taken) < taken:
                raise ReservedInUseError(key, pool, taken)


def _limits(categories: Mapping[str, Category], wanted: Wanted) -> Limits:
    general = {}
    for key, values in wanted.categories.items():
        category = categories[key]
        figures = [values.get(name, getattr(category, name)) for name in CATEGORY if name in _FIGURES]
        capacity, speakers, invitations = (figure if isinstance(figure, int) else 0 for figure in figures)
        general[category.id] = max(0, capacity - speakers - invitations)
    return Limits(
        general=general,
        days={day: places for day, places in wanted.days.items() if places},
        category_days={
            (categories[key].id, day): places
            for (key, day), places in wanted.category_days.items()
            if places is not None
        },
    )


_FIGURES = ("capacity", "reserved_speakers", "reserved_invitations")


def _store(session: Session, edition: Edition, categories: Mapping[str, Category], wanted: Wanted) -> Changes:
    changes: Changes = {}
    _set(edition, wanted.edition, "", changes)
    for key, values in wanted.categories.items():
        _set(categories[key], values, f"categories[{key}].", changes)
    for day_id, places in wanted.days.items():
        day = session.get_one(EditionDay, day_id)
        _set(day, {"capacity": places}, f"days[{day.key}].", changes)
    for (key, day_id), most in wanted.category_days.items():
        _limit(session, categories[key], session.get_one(EditionDay, day_id), most, changes)
    session.flush()
    recount(session, edition.id)
    return changes


def _set(row: Edition | Category | EditionDay, values: Mapping[str, object], place: str, changes: Changes) -> None:
    for name, new in values.items():
        old = getattr(row, name)
        if old != new:
            setattr(row, name, new)
            changes[f"{place}{name}"] = [_plain(old), _plain(new)]


def _limit(session: Session, category: Category, day: EditionDay, most: int | None, changes: Changes) -> None:
    known = session.get(CategoryDay, (category.id, day.id))
    old = known.capacity if known is not None else None
    if old == most:
        return
    if known is None:
        session.add(CategoryDay(category_id=category.id, day_id=day.id, capacity=most))
    elif most is None:
        session.delete(known)
    else:
        known.capacity = most
    changes[f"categories[{category.key}].days[{day.key}].capacity"] = [old, most]


def _touched(registration: Registration) -> Touched:
    return Touched(registration.reference, registration.shown_name, registration.institution)


def _plain(value: object) -> object:
    """Return the value as JSON can hold it."""
    return value.isoformat() if isinstance(value, datetime | date) else value
