"""Sample people for demonstrations and measurements: invented, under example.org only, by the service's own rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.search import fold
from sokwms_reg.core.tokens import ticket_code
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.editions.queries import categories
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.decisions import approve, cancel, offer, reject
from sokwms_reg.registration.service.registering import register
from sokwms_reg.registration.states import State

if TYPE_CHECKING:
    from faker import Faker

STAFF = Actor("staff", label="sample")
HOME_INSTITUTIONS = {
    "self-government": ("Gmina {}", "Miasto {}", "Powiat {}", "Związek Gmin „Razem” – {}"),
    "government": ("Urząd Wojewódzki – {}", "Inspektorat Współpracy – {}", "Biuro Programów Zagranicznych – {}"),
    "ngo": ("Fundacja „Wspólna Zlewnia” – {}", "Stowarzyszenie „Mosty” – {}", "Federacja „Sąsiedzi” – {}"),
    "academia": ("Instytut Studiów Regionalnych – {}", "Akademia Samorządu – {}", "Ośrodek Analiz – {}"),
}
POSITIONS = ("inspektor", "naczelnik wydziału", "zastępca dyrektora", "specjalista ds. współpracy", "")
FOREIGN_POSITIONS = ("mayor", "head of international office", "councillor", "project manager", "")
ABROAD = (("DE", "de_DE"), ("SE", "sv_SE"), ("LT", "lt_LT"), ("CZ", "cs_CZ"), ("FR", "fr_FR"), ("NO", "no_NO"))
TITLES = ("", "", "", "", "dr", "dr hab.", "prof.")
REGIONS = (*(f"{code:02d}" for code in range(2, 34, 2)), "00")
CROWD = 1.2  # the smallest open category is asked for this many times its capacity, so that a waiting list forms


@dataclass(frozen=True)
class Crowd:
    """Who is to come: `count` people, registered between two instants of the open registration."""

    count: int
    since: datetime
    until: datetime


def add_samples(session: Session, edition: Edition, crowd: Crowd, random: Random) -> list[Registration]:
    """Register sample people; returns the registrations, in the order in which they came."""
    people = _People(edition, [day.date for day in queries.days(session, edition.id)], random)
    order = _order(categories(session, edition.id), crowd.count, random)
    step = (crowd.until - crowd.since) / max(crowd.count, 1)
    found: list[Registration] = []
    for number, category in enumerate(order):
        instant = (crowd.since + step * number).replace(microsecond=0)
        found.append(register(session, edition, people.application(category.key), instant).registration)
    return found


def decide_some(session: Session, edition: Edition, registrations: Sequence[Registration], now: datetime) -> None:
    """Let the secretariat and some of the people act, so that every state is there to be seen."""
    pending = [one for one in registrations if one.state == State.PENDING]
    for registration in pending[: len(pending) * 2 // 3]:
        approve(session, registration, STAFF, now)
    for registration in pending[-1:]:
        reject(
            session, registration, STAFF, now, "Program edycji nie obejmuje tego tematu. / Outside the edition's theme."
        )
    participant = Actor("participant")
    for registration in [one for one in registrations if one.state == State.CONFIRMED][::20]:
        cancel(session, registration, participant, now)
    _offer_one(session, edition, now)


def _offer_one(session: Session, edition: Edition, now: datetime) -> None:
    """Make one offer, as after the last day of automatic promotion: before it, no place stays free for one."""
    waiting = session.scalars(
        select(Registration)
        .where(Registration.edition_id == edition.id, Registration.state == State.WAITING)
        .order_by(Registration.queue_number)
    ).first()
    if waiting is None:
        return
    leaving = session.scalars(
        select(Registration).where(
            Registration.category_id == waiting.category_id, Registration.state == State.CONFIRMED
        )
    ).first()
    if leaving is None:
        return
    last_day, edition.promotion_until = edition.promotion_until, now.date() - timedelta(days=2)
    cancel(session, leaving, STAFF, now, "przykład / sample")
    offer(session, waiting, now + timedelta(days=3), STAFF, now)
    edition.promotion_until = last_day
    session.flush()


def _order(categories: Sequence[Category], count: int, random: Random) -> list[Category]:
    """Return whose turn it is: each category in proportion to its capacity, the smallest open one in excess."""
    crowded = min((one for one in categories if one.policy == "open"), key=lambda one: one.capacity, default=None)
    asked = {one.id: one.capacity for one in categories}
    if crowded is not None and count > sum(asked.values()) // 3:
        asked[crowded.id] = 0
        rest = [one for one in categories if one.id != crowded.id and one.capacity]
        many = min(int(crowded.capacity * CROWD) + 1, count)
        order = [crowded] * many + random.choices(
            rest or [crowded], [one.capacity for one in rest] or [1], k=count - many
        )
    else:
        order = random.choices(categories, [max(one.capacity, 1) for one in categories], k=count)
    random.shuffle(order)
    return order


class _People:
    """Invented people without end, no two with one address."""

    def __init__(self, edition: Edition, days: Sequence[date], random: Random) -> None:
        self.edition, self.days, self.random = edition, days, random
        self.fakers: dict[str, Faker] = {}
        self.numbers = iter(range(1, 1_000_000))

    def application(self, category: str) -> Application:
        """Return one person's application in a category."""
        abroad = category == "foreign"
        country, locale = self.random.choice(ABROAD) if abroad else ("PL", "pl_PL")
        faker = self._faker(locale)
        first, last = faker.first_name(), faker.last_name()
        city = faker.city()
        pattern = "City of {}" if abroad else self.random.choice(HOME_INSTITUTIONS.get(category, ("{}",)))
        return Application(
            category=category,
            language="en" if abroad else "pl",
            nonce=f"sample-{ticket_code()}",
            first_name=first,
            last_name=last,
            title=self.random.choice(TITLES),
            position=self.random.choice(FOREIGN_POSITIONS if abroad else POSITIONS),
            email=self._address(first, last),
            institution=pattern.format(city),
            voivodeship="" if abroad else self.random.choice(REGIONS),
            country=country,
            days=self._some_days(),
            interpretation="en" if abroad else self.random.choice(("none", "none", "none", "pl")),
            diet=self.random.choice(("none", "none", "none", "vegetarian", "vegan", "gluten-free")),
            consent_list=self.random.random() < 0.7,  # noqa: PLR2004 - a likely share
            consent_next=self.random.random() < 0.4,  # noqa: PLR2004 - a likely share
            privacy_version=self.edition.privacy_version,
        )

    def _faker(self, locale: str) -> "Faker":
        if locale not in self.fakers:
            from faker import Faker  # noqa: PLC0415 - 0.3 s that only samples need

            self.fakers[locale] = Faker(locale)
            self.fakers[locale].seed_instance(self.random.random())
        return self.fakers[locale]

    def _address(self, first: str, last: str) -> str:
        plain = fold(f"{first}.{last}")
        letters = "".join(letter for letter in plain if letter == "." or (letter.isascii() and letter.isalnum()))
        return f"{letters}.{next(self.numbers)}.{self.random.getrandbits(20):05x}@example.org"

    def _some_days(self) -> tuple[date, ...]:
        if self.random.random() < 0.7 or len(self.days) < 2:  # noqa: PLR2004 - most come for all days
            return tuple(self.days)
        return (self.random.choice(self.days),)
