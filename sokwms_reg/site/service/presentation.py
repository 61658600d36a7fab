"""What pages are told in one piece: registration in figures, the line of dates, partners by what they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from sokwms_reg.core.clock import local
from sokwms_reg.core.i18n import gettext as _
from sokwms_reg.core.i18n import ngettext
from sokwms_reg.core.templates import day, days, iso, moment, plain
from sokwms_reg.editions.models import Category, CategoryPolicy, Edition, Partner, PartnerKind
from sokwms_reg.editions.queries import DatedEdition
from sokwms_reg.registration.states import (
    NO_LIMITS,
    DayLimits,
    Phase,
    all_free_places,
    category_phase,
    days_left,
    free_places,
    phase_words,
)
from sokwms_reg.site.states import is_over, shown_phase, today

# The day by which it stands in the line, whether it has passed, words, the machine's form, what happens.
Point = tuple[date, bool, str, str, str]


@dataclass(frozen=True)
class Registrations:
    """Whether and how an edition takes registrations: `free` by category key, `free_total` over all of them.

    `shut` says by category key why it takes none, "" where it does. `capacity` counts the places that the public may
    take, `waiting` how many people wait, in all categories together.
    """

    phase: Phase
    days_left: int
    categories: Sequence[Category]
    shut: dict[str, str]
    free: dict[str, int]
    free_total: int
    capacity: int
    waiting: int


def registrations(
    item: DatedEdition,
    categories: Sequence[Category],
    limits: Mapping[int, DayLimits],
    now: datetime,
    kept: Collection[int] = (),
) -> Registrations:
    """Return what pages say about registration at an instant; `limits` are those of categories on single days.

    `kept` are ids of categories whose free places are for those who wait there: somebody who comes now finds none.
    Places of categories that the public cannot choose are not counted among the free ones.
    """
    public = [category for category in categories if category.policy != CategoryPolicy.CLOSED]
    return Registrations(
        phase=shown_phase(item, now),
        days_left=days_left(item.edition, now),
        categories=categories,
        shut={
            category.key: phase_words(item.edition, category, category_phase(item.edition, category, now))
            for category in categories
        },
        free={
            category.key: free_places(category, item.days, limits.get(category.id, NO_LIMITS), kept)
            for category in categories
        },
        free_total=all_free_places([one for one in public if one.id not in kept], item.days, limits),
        capacity=sum(category.general for category in public),
        waiting=sum(category.waiting for category in categories),
    )


class Milestone(TypedDict):
    """A date on the line: words, the machine's form, and whether it is behind us ("done") or next ("now")."""

    when: str
    iso: str
    text: str
    state: str


@dataclass(frozen=True)
class PartnerGroup:
    """Institutions that are the same to an edition, under one heading."""

    title: str
    partners: list[Partner]


def dates_line(item: DatedEdition, now: datetime) -> list[Milestone]:
    """Return the dates that matter to a participant, in order, the first one still ahead marked."""
    points = sorted((*_registration_dates(item.edition, now), *_conference(item, now)), key=lambda point: point[0])
    line = []
    ahead = False
    for _at, passed, when, machine, words in points:
        state = "done" if passed else "" if ahead else "now"
        ahead = ahead or not passed
        line.append(Milestone(when=when, iso=machine, text=words, state=state))
    return line


def _registration_dates(edition: Edition, now: datetime) -> list[Point]:
    zone = edition.timezone
    points = []
    for instant, words in (
        (edition.registration_opens_at, _("registration opens")),
        (edition.registration_closes_at, _("registration closes")),
    ):
        if instant is not None:
            points.append(
                (local(instant, zone).date(), instant <= now, moment(instant, zone), iso(instant, zone), words)
            )
    last = edition.promotion_until
    if last is not None:
        words = _("until then, places that become free go to the waiting list automatically")
        points.append((last, last < today(edition, now), day(last), last.isoformat(), words))
    return points


def _conference(item: DatedEdition, now: datetime) -> list[Point]:
    if not item.days:
        return []
    city = plain(item.edition.city)
    words = _("the conference (%(city)s)", city=city) if city else _("the conference")
    return [(item.first, is_over(item, now), days(item.dates), item.first.isoformat(), words)]


def partner_groups(partners: Sequence[Partner]) -> list[PartnerGroup]:
    """Return partners under headings, in the order of the kinds."""
    groups = []
    for kind in PartnerKind:
        members = [partner for partner in partners if partner.kind == kind]
        if members:
            groups.append(PartnerGroup(_heading(kind, len(members)), members))
    return groups


def _heading(kind: PartnerKind, number: int) -> str:
    headings = {
        PartnerKind.HOST: ngettext("Host", "Hosts", number),
        PartnerKind.INITIATOR: _("Initiator of the series"),
        PartnerKind.CO_ORGANISER: ngettext("Co-organiser", "Co-organisers", number),
        PartnerKind.FUNDER: _("Co-financing"),
        PartnerKind.HONORARY_PATRON: _("Honorary patronage"),
        PartnerKind.PARTNER: ngettext("Partner", "Partners", number),
        PartnerKind.SUBSTANTIVE_PATRON: _("Substantive patronage"),
        PartnerKind.MEDIA_PATRON: _("Media patronage"),
    }
    return headings[kind]
