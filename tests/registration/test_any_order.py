"""Whatever happens in whatever order: random lives of an edition, on both databases, checked after every step."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from sokwms_reg.editions.models import Pool
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.service.row import KEPT
from sokwms_reg.registration.states import State
from tests.factories import FIRST_DAY, SECOND_DAY, make_application, make_category, make_edition
from tests.registration.promised import PARTICIPANT, STAFF, Promised

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

KEYS = ("ngo", "government", "academia")
POLICIES = {"ngo": "open", "government": "approved", "academia": "closed"}
REASONED: dict[str, Any] = {"reject": service.reject, "cancel": service.cancel, "reopen": service.reopen}
DAYS = ((FIRST_DAY,), (SECOND_DAY,), (FIRST_DAY, SECOND_DAY))
EXAMPLES, STEPS = 20, 30
numbers = count(1)
somebody = st.integers(0, 40)
few = st.integers(0, 4)
category = st.sampled_from(KEYS)
# Who, in which category, on which days, of which institution.
Arrival = tuple[int, str, tuple[date, ...], int]
arrival = st.tuples(somebody, category, st.sampled_from(DAYS), st.integers(0, 2))


def _application(one: Arrival) -> service.Application:
    person, key, days, institution = one
    return make_application(
        category=key,
        days=days,
        last_name=f"Person-{person}",
        email=f"{person}@example.org",
        institution=f"Institution {institution}",
    )


class Life(Promised):
    """An edition with three categories and two days, and everything that can happen to its places."""

    @initialize(
        promotion=st.sampled_from(("automatic", "offers", "by_hand")),
        limit=st.sampled_from((0, 0, 1, 2)),
        day=st.sampled_from((0, 0, 3, 5)),
        people=st.lists(arrival, min_size=6, max_size=12),
    )
    def begin(self, promotion: str, limit: int, day: int, people: list[Arrival]) -> None:
        self.edition = make_edition(self.session, f"life-{next(numbers)}", promotion=promotion, offer_hours=24)
        for key, policy in POLICIES.items():
            make_category(self.session, self.edition, key, policy=policy, capacity=2, institution_limit=limit)
        first, self.second = queries.days(self.session, self.edition.id)
        first.capacity = day
        self.session.flush()
        for one in people:
            self.register(one)

    @rule(one=arrival)
    def register(self, one: Arrival) -> None:
        application = _application(one)
        enter: Any = service.register_by_office if POLICIES[application.category] == "closed" else service.register
        self.attempt(enter, self.edition, application, self.now, STAFF)

    @rule(one=arrival)
    def register_beyond_limits(self, one: Arrival) -> None:
        self.attempt(service.register_beyond, self.edition, _application(one), self.order())

    @rule(person=somebody)
    def withdraw(self, person: int) -> None:
        if one := self.pick(person):
            self.attempt(service.withdraw, one, PARTICIPANT, self.now)

    @rule(person=somebody, step=st.sampled_from(("approve", "reconsider", "promote")))
    def decide(self, person: int, step: str) -> None:
        if one := self.pick(person):
            deeds = {"approve": service.approve, "reconsider": service.reconsider, "promote": service.promote}
            self.attempt(deeds[step], one, STAFF, self.now)

    @rule(person=somebody, step=st.sampled_from(sorted(REASONED)))
    def decide_with_a_reason(self, person: int, step: str) -> None:
        if one := self.pick(person):
            self.attempt(REASONED[step], one, STAFF, self.now, "a reason")

    @rule(person=somebody)
    def offer(self, person: int) -> None:
        if one := self.pick(person, State.WAITING):
            self.attempt(service.offer, one, self.now + timedelta(hours=5), STAFF, self.now)

    @rule(person=somebody)
    def accept(self, person: int) -> None:
        if one := self.pick(person, State.OFFERED):
            self.attempt(service.accept, one, PARTICIPANT, self.now)

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.attempt(service.lapse_offers, self.now)

    @rule(person=somebody, position=st.integers(-1, 6))
    def move_in_line(self, person: int, position: int) -> None:
        if one := self.pick(person, State.WAITING):
            self.attempt(service.move_in_line, one, position, self.order())

    @rule(person=somebody)
    def demote(self, person: int) -> None:
        if one := self.pick(person):
            self.attempt(service.demote, one, self.order())

    @rule(person=somebody)
    def lift_the_limit(self, person: int) -> None:
        if one := self.pick(person, State.WAITING):
            self.attempt(service.lift_limit, one, self.order())

    @rule(person=somebody, pool=st.sampled_from(list(Pool)))
    def use_a_reserve(self, person: int, pool: Pool) -> None:
        if one := self.pick(person):
            self.attempt(service.use_reserve, one, pool, self.order())

    @rule(person=somebody, key=category)
    def change_the_category(self, person: int, key: str) -> None:
        if one := self.pick(person):
            self.attempt(service.change_category, one, key, self.order())

    @rule(person=somebody, instead=somebody)
    def replace(self, person: int, instead: int) -> None:
        if one := self.pick(person):
            new = make_application(last_name=f"Person-{instead}", email=f"{instead}@example.org")
            self.attempt(service.replace, one, new, PARTICIPANT, self.now)

    @rule(person=somebody, days=st.sampled_from(DAYS), institution=st.integers(0, 2))
    def edit(self, person: int, days: Any, institution: int) -> None:  # noqa: ANN401 - dates
        if one := self.pick(person):
            given = {name: getattr(one, name) for name in KEPT if name != "institution"}
            wanted = make_application(
                **given, days=days, institution=f"Institution {institution}", nonce=one.form_nonce
            )
            correction = service.Correction(wanted, service.made_from(self.session, one), {})
            self.attempt(service.edit, one, correction, PARTICIPANT, self.now)

    @rule(
        key=category,
        places=st.tuples(few, few, few, few),
        by_day=st.none() | few,
        to_line=st.booleans(),
    )
    def change_the_places(self, key: str, places: tuple[int, int, int, int], by_day: int | None, to_line: bool) -> None:  # noqa: FBT001 - Hypothesis draws it
        capacity, speakers, invitations, day = places
        values = {"capacity": capacity + speakers + invitations}
        values |= {"reserved_speakers": speakers, "reserved_invitations": invitations}
        wanted = service.Wanted(
            service.settings_mark(self.session, self.edition),
            categories={key: values},
            days={self.second.id: day},
            category_days={(key, self.second.id): by_day},
            to_line=to_line,
        )
        self.attempt(service.change_settings, self.edition, wanted, self.order())

    @rule(way=st.sampled_from(("automatic", "offers", "by_hand")))
    def change_the_promotion(self, way: str) -> None:
        mark = service.settings_mark(self.session, self.edition)
        self.attempt(
            service.change_settings, self.edition, service.Wanted(mark, edition={"promotion": way}), self.order()
        )


@pytest.mark.timeout(600)
def test_any_life_of_an_edition_keeps_its_promises(app: Flask) -> None:
    Life.app = app
    lives = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Life, settings=lives)
