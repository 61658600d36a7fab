"""An edition whose promises are checked after every step; what steps there are, `test_any_order.py` says."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import func, select

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.core.db import begin_writing
from sokwms_reg.editions.models import Edition, Pool
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import HOLDING, State, TransitionError, promotion_is_on
from tests.factories import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from flask.ctx import AppContext
    from sqlalchemy.orm import Session

STAFF, PARTICIPANT = Actor("staff", "1", "Anna"), Actor("participant")
LETTERS = {
    "promoted": ("promote",),
    "offered": ("offer",),
    "cancelled": ("cancel",),
    "rejected": ("reject",),
    "reopened": ("reconsider", "reopen"),
    "changed": ("edit", "transfer"),
    "replacement": ("replace",),
    "replaced": ("replace",),
}


class Promised(RuleBasedStateMachine):
    """An edition on a database, in a transaction that is never committed."""

    app: Flask
    edition: Edition

    def __init__(self) -> None:
        """Open a transaction that is never committed."""
        super().__init__()
        self.context: AppContext = self.app.app_context()
        self.context.push()
        self.session: Session = begin_writing()
        self.now: datetime = NOW

    def teardown(self) -> None:
        """Forget this life."""
        self.session.rollback()
        self.context.pop()

    def pick(self, number: int, *states: State) -> Registration | None:
        """Return somebody in one of the states, by a number that stands for nobody in particular."""
        asked = select(Registration).where(Registration.edition_id == self.edition.id)
        if states:
            asked = asked.where(Registration.state.in_([state.value for state in states]))
        found = self.session.scalars(asked.order_by(Registration.id)).all()
        return found[number % len(found)] if found else None

    def attempt(self, deed: Callable[..., Any], *given: Any) -> None:  # noqa: ANN401 - any service
        """Do something as a view does: a refusal leaves nothing behind; whoever may not do it is refused by name."""
        savepoint = self.session.begin_nested()
        try:
            deed(self.session, *given)
        except (service.RegistrationError, TransitionError):
            savepoint.rollback()
        else:
            savepoint.commit()

    def order(self) -> service.Order:
        return service.Order(STAFF, self.now, "a reason")

    @invariant()
    def counters_equal_rows(self) -> None:
        session = self.session
        session.flush()
        session.expire_all()
        people = session.scalars(select(Registration).where(Registration.edition_id == self.edition.id)).all()
        holding = [one for one in people if one.state in HOLDING]
        by_day = queries.held_by_day(session, self.edition.id)
        for one in queries.categories_of(session, self.edition.id):
            mine = [each for each in holding if each.category_id == one.id]
            pools = Counter(each.pool for each in mine)
            waiting = sum(each.state == State.WAITING for each in people if each.category_id == one.id)
            assert (one.taken, one.taken_speakers, one.taken_invitations, one.waiting) == (
                len(mine),
                pools["speakers"],
                pools["invitations"],
                waiting,
            )
            assert one.taken_general <= one.general
            assert one.taken <= one.capacity
        for day in queries.days(session, self.edition.id):
            assert day.taken == sum(number for (_category, each), number in by_day.items() if each == day.id)
            assert day.capacity == 0 or day.taken <= day.capacity
        for limit in queries.limits_of(session, self.edition.id):
            assert limit.taken == by_day[limit.category_id, limit.day_id] <= limit.capacity

    @invariant()
    def no_place_is_free_while_somebody_waits_for_it(self) -> None:
        if promotion_is_on(self.edition, self.now):
            assert queries.first_in_line(self.session, self.edition.id) is None

    @invariant()
    def an_offer_has_a_deadline_and_nothing_else_has(self) -> None:
        mine = select(Registration).where(Registration.edition_id == self.edition.id)
        for one in self.session.scalars(mine):
            assert (one.offer_until is not None) == (one.state == State.OFFERED)
            assert one.state in HOLDING or one.pool == Pool.GENERAL

    @invariant()
    def one_active_registration_a_person(self) -> None:
        mine = select(Registration).where(Registration.edition_id == self.edition.id)
        active = [one for one in self.session.scalars(mine) if one.state not in {State.CANCELLED, State.REJECTED}]
        people = Counter((one.name_folded, one.address_folded) for one in active)
        assert all(number == 1 for number in people.values())

    @invariant()
    def queue_numbers_tell_everybody_apart(self) -> None:
        waiting = select(Registration.queue_number).where(
            Registration.edition_id == self.edition.id, Registration.state == State.WAITING
        )
        found = self.session.scalars(waiting).all()
        assert len(found) == len(set(found))

    @invariant()
    def one_mail_for_each_event(self) -> None:
        """As many letters of a kind as recorded events that it tells of; what concerns the office alone has none."""
        letters = self.counted(Message.kind, Message.scope)
        told = Counter({kind.removeprefix("registration/"): number for kind, number in letters.items()})
        entries = self.counted(AuditEntry.action, AuditEntry.scope)
        events = Counter({action.removeprefix("registration."): number for action, number in entries.items()})
        for letter, steps in LETTERS.items():
            assert told[letter] == sum(events[step] for step in steps), letter
        first = told["confirmed"] + told["received"] + told["waiting"]
        assert first == events["register"] + events["approve"] + events["accept"]
        # Who gets the same place, or another one, in the same instant is told of that alone.
        assert told["lapsed"] <= events["lapse"]
        assert told["demoted"] <= events["demote"]

    def counted(self, what: Any, scope: Any) -> dict[str, int]:  # noqa: ANN401 - columns
        rows = self.session.execute(select(what, func.count()).where(scope == self.edition.slug).group_by(what))
        return dict(rows.all())
