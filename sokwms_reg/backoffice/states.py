"""What the front page decides without a database: how a time is cut into spans, and what an edition lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.registration.states import Phase, phase

A_WEEK = 7
MOST_DAYS = 45  # bars of a day each; more of them are no picture
MOST_BARS = 60


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1


def spans(first: date, last: date) -> list[Span]:
    """Cut a time into days, or into weeks (several, where these are too many) that begin on its first day."""
    total = Span(first, last).days
    step = 1 if total <= MOST_DAYS else A_WEEK * -(-total // (A_WEEK * MOST_BARS))
    starts = [first + timedelta(days=number) for number in range(0, total, step)]
    return [Span(start, start + timedelta(days=step - 1)) for start in starts]


def scale(numbers: Sequence[int]) -> tuple[int, int]:
    """Return the distance of the lines of a plot and the highest of them: round figures, five lines at most."""
    most = max(numbers, default=0)
    step = unit = 1
    while step * 4 < most:
        for factor in (1, 2, 5):
            step = unit * factor
            if step * 4 >= most:
                break
        else:
            unit *= 10
    return step, step * max(1, -(-most // step))


class Lack(StrEnum):
    """Something that is missing or set in a way that nobody can have meant."""

    MAIL = "mail"
    DAYS = "days"
    CATEGORIES = "categories"
    CAPACITY = "capacity"
    WINDOW = "window"
    WINDOW_OVER = "window_over"
    PRIVACY = "privacy"
    RULES = "rules"
    EMAIL = "email"
    PHONE = "phone"
    PUBLISHED = "published"
    PROGRAMME = "programme"


@dataclass(frozen=True)
class Missing:
    """A lack; of places: of which category, of a text: in which language."""

    lack: Lack
    category: Category | None = None
    language: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of an edition at an instant; `today` is the day there, `programme` says that there is a session."""

    edition: Edition
    categories: Sequence[Category]
    days: Sequence[EditionDay]
    now: datetime
    today: date
    programme: bool
    sends_mail: bool


def lacks(facts: Facts) -> list[Missing]:
    """Return what is missing in the order of urgency; nothing of an edition that is over or called off."""
    edition = facts.edition
    if edition.cancelled or (facts.days and max(day.date for day in facts.days) < facts.today):
        return []
    stands = phase(edition, facts.now)
    plain = {
        Lack.MAIL: not facts.sends_mail,
        Lack.DAYS: not facts.days,
        Lack.CATEGORIES: not facts.categories,
        Lack.WINDOW: stands is Phase.NONE,
        Lack.WINDOW_OVER: stands is Phase.CLOSED,
        Lack.EMAIL: not edition.contact_email,
        Lack.PHONE: not edition.contact_phone,
        Lack.PUBLISHED: not edition.published,
        Lack.PROGRAMME: not facts.programme,
    }
    found = [Missing(lack) for lack, holds in plain.items() if holds]
    found += [Missing(Lack.CAPACITY, category=each) for each in facts.categories if not each.capacity]
    for lack in (Lack.PRIVACY, Lack.RULES):
        for language in ("pl", "en"):
            if not getattr(edition, f"{lack}_{language}"):
                found.append(Missing(lack, language=language))
    order = list(Lack)
    return sorted(found, key=lambda each: order.index(each.lack))
