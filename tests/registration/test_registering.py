"""Registering: who gets a place, who waits, and what a repeated form or person gets."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import (
    FormReusedError,
    RegistrationClosedError,
    UnknownChoiceError,
    cancel,
    register,
)
from sokwms_reg.registration.service.registering import PARTICIPANT
from tests.factories import CLOSES, FIRST_DAY, NOW, OPENS, SECOND_DAY, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases


def counters(session: Session, category: Category) -> tuple[int, int]:
    """Return taken and waiting as the database has them."""
    session.expire_all()
    return category.taken, category.waiting


def mails(session: Session) -> list[str]:
    """Return the kinds of all messages, in the order in which they were queued."""
    return list(session.scalars(select(Message.kind).order_by(Message.id)))


def test_a_free_place_is_confirmed_with_one_mail(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    outcome = register(session, edition, make_application(email="anna@example.org"), NOW)
    assert outcome.created
    assert outcome.registration.state == "confirmed"
    assert counters(session, category) == (1, 0)
    assert [day.taken for day in queries.days(session, edition.id)] == [1, 1]
    assert mails(session) == ["registration/confirmed"]
    assert session.scalars(select(Message.to_address)).one() == "anna@example.org"
    assert session.scalars(select(AuditEntry.action)).one() == "registration.register"


def test_an_approved_category_holds_the_place_and_waits_for_a_decision(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, policy="approved")
    assert register(session, edition, make_application(), NOW).registration.state == "pending"
    assert counters(session, category) == (1, 0)
    assert mails(session) == ["registration/received"]


@pytest.mark.parametrize("policy", ["open", "approved"])
def test_a_full_category_puts_on_the_waiting_list(session: Session, policy: str) -> None:
    edition = make_edition(session)
    category = make_category(session, edition, policy=policy, capacity=1)
    register(session, edition, make_application(), NOW)
    second = register(session, edition, make_application(), NOW).registration
    third = register(session, edition, make_application(), NOW).registration
    assert [second.state, third.state] == ["waiting", "waiting"]
    assert [queries.position(session, one) for one in (second, third)] == [1, 2]
    assert counters(session, category) == (1, 2)
    assert mails(session)[1:] == ["registration/waiting", "registration/waiting"]


def test_a_full_day_puts_on_the_waiting_list_and_takes_nothing_elsewhere(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    day = session.scalars(select(EditionDay).where(EditionDay.date == SECOND_DAY)).one()
    day.capacity = 1
    register(session, edition, make_application(days=(SECOND_DAY,)), NOW)
    both = register(session, edition, make_application(), NOW).registration
    only_first = register(session, edition, make_application(days=(FIRST_DAY,)), NOW).registration
    assert (both.state, only_first.state) == ("waiting", "confirmed")
    assert counters(session, category) == (2, 1)
    assert [one.taken for one in queries.days(session, edition.id)] == [1, 1]


def test_the_same_form_again_is_the_same_registration_without_a_mail(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    application = make_application()
    first = register(session, edition, application, NOW)
    again = register(session, edition, application, NOW)
    assert again.registration.id == first.registration.id
    assert not again.created
    assert counters(session, category) == (1, 0)
    assert len(mails(session)) == 1


def test_the_same_person_again_takes_no_second_place_and_is_told(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    first = register(session, edition, make_application(first_name="Łucja", last_name="Ćma", email="a@b.example"), NOW)
    again = register(session, edition, make_application(first_name="LUCJA", last_name="Cma", email="A@b.example"), NOW)
    assert again.registration.id == first.registration.id
    assert counters(session, category) == (1, 0)
    assert mails(session) == ["registration/confirmed", "registration/exists"]


def test_an_assistant_registers_several_people_with_one_address(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    for name in ("Anna", "Ewa"):
        person = make_application(
            first_name=name, last_name="Nowak", email="", contact_name="Jan", contact_email="office@example.org"
        )
        assert register(session, edition, person, NOW).created
    assert counters(session, category) == (2, 0)


def test_a_person_who_cancelled_may_come_again_as_a_new_row(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    person = {"first_name": "Anna", "last_name": "Nowak", "email": "anna@example.org"}
    first = register(session, edition, make_application(**person), NOW).registration
    cancel(session, first, PARTICIPANT, NOW)
    again = register(session, edition, make_application(**person), NOW)
    assert again.created
    assert session.scalar(select(func.count()).select_from(Registration)) == 2
    assert counters(session, category) == (1, 0)


@pytest.mark.parametrize("instant", [OPENS.replace(year=2025), CLOSES])
def test_outside_the_window_nothing_is_stored(session: Session, instant: object) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    with pytest.raises(RegistrationClosedError):
        register(session, edition, make_application(), instant)  # type: ignore[arg-type]
    assert counters(session, category) == (0, 0)
    assert session.scalar(select(func.count()).select_from(Registration)) == 0


def test_an_edition_that_is_not_published_takes_nobody(session: Session) -> None:
    edition = make_edition(session, published=False)
    make_category(session, edition)
    with pytest.raises(RegistrationClosedError):
        register(session, edition, make_application(), NOW)


def test_a_repeated_form_is_known_even_after_closing(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    application = make_application()
    first = register(session, edition, application, NOW)
    assert register(session, edition, application, CLOSES).registration.id == first.registration.id


def test_foreign_categories_and_days_are_refused(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    with pytest.raises(UnknownChoiceError):
        register(session, edition, make_application(category="press"), NOW)
    with pytest.raises(UnknownChoiceError):
        register(session, edition, make_application(days=()), NOW)
    with pytest.raises(UnknownChoiceError):
        register(session, edition, make_application(days=(FIRST_DAY.replace(year=2030),)), NOW)


def test_a_form_sent_before_does_not_swallow_another_person(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    first = make_application(nonce="one-sheet", email="office@example.org")
    register(session, edition, first, NOW)
    for other in (replace(first, first_name="Ewa"), replace(first, email="corrected@example.org")):
        with pytest.raises(FormReusedError):
            register(session, edition, other, NOW)
    assert counters(session, category) == (1, 0)


def test_the_same_second_form_tells_once_that_a_registration_exists(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    person = make_application(nonce="first")
    register(session, edition, person, NOW)
    for _ in range(3):
        register(session, edition, replace(person, nonce="second"), NOW)
    assert mails(session) == ["registration/confirmed", "registration/exists"]
