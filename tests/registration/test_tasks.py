"""The worker's sweep over offers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock, jobs
from sokwms_reg.core.db import db
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import cancel, offer, register
from tests.factories import NOW, make_application, make_category, make_edition

Saving = Callable[[], AbstractContextManager[Session]]
STAFF = Actor("staff", "1")


def test_an_offer_whose_time_is_over_lapses(app: Flask, saving: Saving) -> None:
    with saving() as session:
        edition = make_edition(session, promotion_until=NOW.date() - timedelta(days=1))
        make_category(session, edition, capacity=1)
        first, second = (register(session, edition, make_application(), NOW).registration for _ in range(2))
        cancel(session, first, STAFF, NOW)
        offer(session, second, clock.now() - timedelta(minutes=1), STAFF, NOW)
    assert jobs.run_once(app) == []
    with app.app_context():
        states = db.session.scalars(select(Registration.state).order_by(Registration.id)).all()
    assert list(states) == ["cancelled", "waiting"]
