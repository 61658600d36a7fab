"""Two people who both want the last place of a day, at the same instant: one gets it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.db import db, writing
from sokwms_reg.editions.models import EditionDay
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Correction, FullDaysError, StaleFormError, edit, made_from, register
from tests.factories import FIRST_DAY, NOW, SECOND_DAY, make_application, make_category, make_edition
from tests.registration.conftest import Saving
from tests.registration.test_races import at_once

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]
PARTICIPANT = Actor("participant")
ROUNDS = 5


def test_the_last_place_of_a_day_goes_to_one_of_two(app: Flask, saving: Saving) -> None:
    for number in range(ROUNDS):
        with saving() as session:
            edition = make_edition(session, f"round-{number}")
            make_category(session, edition)
            days = queries.days(session, edition.id)
            days[1].capacity = 1
            session.flush()
            wishes = []
            for _person in range(2):
                application = make_application(days=(FIRST_DAY,))
                one = register(session, edition, application, NOW).registration
                wanted = replace(application, days=(FIRST_DAY, SECOND_DAY))
                wishes.append((one.id, Correction(wanted, made_from(session, one), {})))
            full_day = days[1].id
        answers: list[str] = []
        at_once([_edits(app, identity, wish, answers) for identity, wish in wishes])
        assert sorted(answers) == ["full", "saved"]
        with app.app_context():
            assert db.session.scalars(select(EditionDay.taken).where(EditionDay.id == full_day)).one() == 1


def test_two_tabs_at_once_save_one_of_two_changes(app: Flask, saving: Saving) -> None:
    with saving() as session:
        edition = make_edition(session)
        make_category(session, edition)
        application = make_application()
        one = register(session, edition, application, NOW).registration
        mark, identity = made_from(session, one), one.id
    answers: list[str] = []
    tabs = [Correction(replace(application, institution=name), mark, {}) for name in ("Urząd", "Fundacja")]
    at_once([_edits(app, identity, tab, answers) for tab in tabs])
    assert sorted(answers) == ["saved", "stale"]


def _edits(app: Flask, identity: int, correction: Correction, answers: list[str]) -> Callable[[], None]:
    def task() -> None:
        try:
            with app.app_context(), writing() as session:
                edit(session, session.get_one(Registration, identity), correction, PARTICIPANT, NOW)
            answers.append("saved")
        except FullDaysError:
            answers.append("full")
        except StaleFormError:
            answers.append("stale")

    return task
