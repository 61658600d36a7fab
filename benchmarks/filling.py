"""People behind an edition: rows written directly, a thousand at a time, and the counters that go with them.

They look like the people of `sokwms-reg sample`: names and cities are drawn from Faker, institutions, positions and
regions from the same lists, and each has days and an entry of the history. Four in five are of the self-governments,
so that 10,000 of 12,500 can be exported by one filter. One in 25 has withdrawn; the government's places are all taken,
and a third of those who asked for one wait; a third of academia and of the guests from abroad await a decision.
There are no messages about them: a message once sent is read by the outbox's pages only, which are not measured.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from faker import Faker
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.core import tokens
from sokwms_reg.editions.models import Category, Edition, EditionDay, Places
from sokwms_reg.editions.queries import categories
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.registration.queries import days as days_of
from sokwms_reg.registration.service import Application, samples
from sokwms_reg.registration.service.row import KEPT, institution_key, search_text
from sokwms_reg.registration.states import HOLDING, State

SHARES = {"government": 0.08, "ngo": 0.06, "academia": 0.04, "foreign": 0.02}
REST = "self-government"
FULL = "government"
ROOM = 1_000_000  # places left where nothing is said about them: a limit that is checked and never met
BATCH = 1000
A_MONTH = timedelta(days=20)
Row = dict[str, Any]
Person = tuple[Row, Sequence[EditionDay]]


def fill(session: Session, edition: Edition, people: int, now: datetime) -> None:
    """Add so many registrations, with counters, days and history; the caller commits."""
    found = {category.key: category for category in categories(session, edition.id)}
    days = list(days_of(session, edition.id))
    writer = _Writer(edition, days, now, Random(2027))
    counts = {key: round(people * share) for key, share in SHARES.items()}
    counts[REST] = people - sum(counts.values())
    crowd = [person for key, count in counts.items() for person in writer.people(found[key], count)]
    writer.random.shuffle(crowd)
    for start in range(0, people, BATCH):
        _store(session, edition, crowd[start : start + BATCH])
    session.execute(update(Places).where(Places.edition_id == edition.id).values(seq=people))
    _count(session, edition, found, days)


class _Writer:
    """Invents people; no two have one address."""

    def __init__(self, edition: Edition, days: Sequence[EditionDay], now: datetime, random: Random) -> None:
        self.edition, self.days, self.now, self.random = edition, days, now, random
        self.number = 0
        faker = Faker("pl_PL")
        faker.seed_instance(2027)
        self.firsts = [faker.first_name() for _ in range(400)]
        self.lasts = [faker.last_name() for _ in range(1000)]
        self.cities = [faker.city() for _ in range(400)]

    def people(self, category: Category, count: int) -> Iterator[Person]:
        """Give a category's people with their days; the last ones of a full category wait."""
        for place in range(count):
            self.number += 1
            every_day = self.random.random() < 0.7  # noqa: PLR2004 - as the samples: most come for all days
            days = self.days if every_day else [self.random.choice(self.days)]
            yield self._row(category, _state(category.key, place, count)), days

    def _row(self, category: Category, state: State) -> Row:
        application = self._application(category.key)
        row: Row = {name: getattr(application, name) for name in KEPT} | {
            "edition_id": self.edition.id,
            "category_id": category.id,
            "reference": tokens.reference(),
            "state": state.value,
            "cancelled_by": "participant" if state == State.CANCELLED else "",
            "registered_at": self.now - A_MONTH * self.random.random(),
            "state_changed_at": self.now,
            "queue_number": self.number,
            "form_nonce": application.nonce,
            "ticket_code": tokens.ticket_code(),
            "name_folded": application.name_folded,
            "address_folded": application.address_folded,
            "institution_folded": institution_key(application.institution),
            "sort_name": application.sort_name,
        }
        return row | {"search_text": search_text(Registration(**row))}

    def _application(self, category: str) -> Application:
        draw, abroad = self.random.choice, category == "foreign"
        pattern = "City of {}" if abroad else draw(samples.HOME_INSTITUTIONS[category])
        return Application(
            category=category,
            language="en" if abroad else "pl",
            nonce=f"filled-{self.number}",
            first_name=draw(self.firsts),
            last_name=draw(self.lasts),
            title=draw(samples.TITLES),
            position=draw(samples.FOREIGN_POSITIONS if abroad else samples.POSITIONS),
            email=f"osoba.{self.number}@example.org",
            institution=pattern.format(draw(self.cities)),
            voivodeship="" if abroad else draw(samples.REGIONS),
            country=draw(samples.ABROAD)[0] if abroad else "PL",
            days=(),
            diet=draw(("none", "none", "none", "vegetarian", "vegan", "gluten-free")),
            privacy_version=self.edition.privacy_version,
        )


def _state(category: str, place: int, count: int) -> State:
    if place % 25 == 0:
        return State.CANCELLED
    if category == FULL:
        return State.WAITING if place * 3 >= count * 2 else State.CONFIRMED
    return State.PENDING if category in {"academia", "foreign"} and place % 3 == 0 else State.CONFIRMED


def _store(session: Session, edition: Edition, crowd: Sequence[Person]) -> None:
    rows = [row for row, _days in crowd]
    statement = insert(Registration).returning(Registration.id, sort_by_parameter_order=True)
    ids = session.scalars(statement, rows).all()
    session.execute(
        insert(RegistrationDay),
        [
            {"registration_id": number, "day_id": day.id}
            for number, (_row, days) in zip(ids, crowd, strict=True)
            for day in days
        ],
    )
    session.execute(
        insert(AuditEntry),
        [
            {
                "at": row["registered_at"],
                "actor_kind": "participant",
                "scope": edition.slug,
                "subject": f"registration:{number}",
                "action": "registration.register",
                "changes": {"state": ["", row["state"]]},
            }
            for number, row in zip(ids, rows, strict=True)
        ],
    )


def _count(session: Session, edition: Edition, found: dict[str, Category], days: Sequence[EditionDay]) -> None:
    """Set the counters to what the rows say, and make room where nobody waits."""
    held, waiting, on_day = _rows_say(session, edition.id)
    for key, category in found.items():
        taken = held[category.id]
        category.taken, category.waiting = taken, waiting[category.id]
        category.capacity = taken if key == FULL else taken + ROOM
    for day in days:
        day.taken, day.capacity = on_day[day.id], on_day[day.id] + 2 * ROOM
    session.flush()


def make_room(session: Session, edition_id: int, category: str, free: int) -> None:
    """Leave exactly so many places free in a category, to people of one institution too; the caller commits."""
    chosen = update(Category).where(Category.edition_id == edition_id, Category.key == category)
    session.execute(chosen.values(capacity=Category.taken + Category.reserved_speakers + free, institution_limit=0))


def discrepancies(session: Session, edition_id: int) -> list[str]:
    """Return where a counter says otherwise than the rows, or more is taken than there is; empty when all is well."""
    held, waiting, on_day = _rows_say(session, edition_id)
    found: list[str] = []
    for category in categories(session, edition_id):
        counted, rows = (category.taken, category.waiting), (held[category.id], waiting[category.id])
        if counted != rows:
            found.append(f"{category.key}: taken and waiting are {counted}, in the rows {rows}")
        if category.taken > category.capacity:
            found.append(f"{category.key}: {category.taken} of {category.capacity} places are taken")
    return found + [
        f"{day.key}: taken is {day.taken}, in the rows {on_day[day.id]}"
        for day in days_of(session, edition_id)
        if day.taken != on_day[day.id]
    ]


def _rows_say(session: Session, edition_id: int) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Return, from the rows alone, places held and people waiting by category, and places held by day."""
    held, waiting, on_day = Counter[int](), Counter[int](), Counter[int]()
    mine = Registration.edition_id == edition_id
    category, state = Registration.category_id, Registration.state
    for category_id, found, number in session.execute(
        select(category, state, func.count()).where(mine).group_by(category, state)
    ):
        if found in HOLDING:
            held[category_id] += number
        elif found == State.WAITING:
            waiting[category_id] += number
    holding = select(RegistrationDay.day_id, func.count()).join(
        Registration, Registration.id == RegistrationDay.registration_id
    )
    for day_id, number in session.execute(holding.where(mine, state.in_(HOLDING)).group_by(RegistrationDay.day_id)):
        on_day[day_id] += number
    return held, waiting, on_day
