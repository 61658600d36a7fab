"""All rules of an edition at a glance, in words: what holds, and what it means where nothing is set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.queries import history
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.templates import iso, moment, short_day
from sokwms_reg.editions.models import Category, CategoryDay, Edition, EditionDay
from sokwms_reg.registration import queries
from sokwms_reg.registration.forms.settings.category import POLICIES
from sokwms_reg.registration.office.describing import LABELS, Line, changes_words, scope_of, value_words
from sokwms_reg.registration.states import Phase, phase

LATEST = 10  # changes
_WINDOW = ("registration_opens_at", "registration_closes_at")
_LINE = ("promotion", "promotion_until", "offer_hours")
_DEADLINES = ("editing_until", "replacement_until", "withdrawal_until")
PHASES = {
    Phase.NONE: N_("not taken here"),
    Phase.NOT_YET: N_("not open yet"),
    Phase.OPEN: N_("open"),
    Phase.CLOSED: N_("closed"),
    Phase.CANCELLED: N_("edition cancelled"),
}
_TEXTS = {
    "notice": N_("Notice above the pages of the registration"),
    "contact_name": N_("Name of the secretariat"),
    "rules": N_("Rules"),
    "privacy": N_("Privacy notice"),
}
_CHANGED = {"edition.settings": N_("Settings changed"), "edition.imported": N_("Edition file loaded")}


@dataclass(frozen=True)
class CategoryRow:
    """A category with its rules in words."""

    category: Category
    policy: str
    window: str
    limits: Sequence[str]


@dataclass(frozen=True)
class Change:
    """A change that was recorded: what, when (words and machine's form), by whom, what was and is, and why."""

    title: str
    when: str
    iso: str
    who: str
    lines: Sequence[Line]
    reason: str


@dataclass(frozen=True)
class Overview:
    """What the page shows."""

    phase: Phase
    phase_words: str
    rules: Sequence[tuple[str, str]]
    categories: Sequence[CategoryRow]
    days: Sequence[EditionDay]
    texts: Sequence[tuple[str, Mapping[str, bool]]]
    changes: Sequence[Change]


def overview_of(session: Session, edition: Edition, now: datetime) -> Overview:
    """Return all rules of an edition in words."""
    days = queries.days(session, edition.id)
    limits: dict[int, list[CategoryDay]] = {}
    for limit in queries.limits_of(session, edition.id):
        limits.setdefault(limit.category_id, []).append(limit)
    stands = phase(edition, now)
    return Overview(
        phase=stands,
        phase_words=gettext(PHASES[stands]),
        rules=[
            (gettext(LABELS[name]), value_words(name, getattr(edition, name), edition.timezone))
            for name in (*_WINDOW, *_LINE, *_DEADLINES)
        ],
        categories=[
            _row(category, edition, days, limits.get(category.id, []))
            for category in queries.categories_of(session, edition.id)
        ],
        days=days,
        texts=[
            (gettext(words), {code: bool(getattr(edition, f"{name}_{code}")) for code in ("pl", "en")})
            for name, words in _TEXTS.items()
        ],
        changes=_changes(session, edition),
    )


def _row(
    category: Category, edition: Edition, days: Sequence[EditionDay], limits: Sequence[CategoryDay]
) -> CategoryRow:
    dates = {day.id: day.date for day in days}
    ordered = sorted(limits, key=lambda limit: dates[limit.day_id])
    return CategoryRow(
        category,
        str(POLICIES[category.policy]),
        _window_words(category.opens_at, category.closes_at, edition.timezone),
        [
            gettext(
                "%(day)s: %(taken)s of %(capacity)s",
                day=short_day(dates[limit.day_id]),
                taken=limit.taken,
                capacity=limit.capacity,
            )
            for limit in ordered
        ],
    )


def _window_words(opens: datetime | None, closes: datetime | None, zone: str) -> str:
    """Return the own window of a category, "" where it has none."""
    if opens and closes:
        return gettext("from %(first)s to %(last)s", first=moment(opens, zone), last=moment(closes, zone))
    if opens:
        return gettext("from %(first)s", first=moment(opens, zone))
    return gettext("until %(last)s", last=moment(closes, zone)) if closes else ""


def _changes(session: Session, edition: Edition) -> list[Change]:
    entries = [one for one in history(session, f"edition:{edition.id}") if one.action in _CHANGED]
    scope = scope_of(session, edition)
    return [
        Change(
            title=gettext(_CHANGED[entry.action]),
            when=moment(entry.at, edition.timezone),
            iso=iso(entry.at, edition.timezone),
            who=entry.actor_label if entry.actor_kind == "staff" else gettext("command line"),
            lines=changes_words(entry.changes, scope) if entry.action == "edition.settings" else [],
            reason=entry.reason,
        )
        for entry in entries[:LATEST]
    ]
