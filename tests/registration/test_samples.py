"""Sample people: by the service's own rules, in every state, under example.org, refused in production."""

from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sokwms_reg.app import create_app
from sokwms_reg.commands import cli
from sokwms_reg.core import clock
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import db, writing
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service.samples import Crowd, add_samples, decide_some
from sokwms_reg.registration.states import HOLDING, State
from tests.factories import NOW, OPENS, make_category, make_edition

CAPACITIES = {"self-government": 120, "government": 40, "ngo": 35, "academia": 25, "foreign": 20}


def five_categories(session: Session, edition: Edition) -> None:
    for key, capacity in CAPACITIES.items():
        policy = "approved" if key in {"academia", "foreign"} else "open"
        make_category(session, edition, key, capacity=capacity, policy=policy)


@pytest.mark.both_databases
def test_a_crowd_is_in_every_state_and_every_category(session: Session) -> None:
    edition = make_edition(session, promotion_until=NOW.date())
    five_categories(session, edition)
    added = add_samples(session, edition, Crowd(150, OPENS, NOW), Random(1))
    decide_some(session, edition, added, NOW)
    session.expire_all()
    assert len(added) == 150
    assert {one.state for one in added} == set(State)
    assert {one.category_id for one in added} == set(session.scalars(select(Category.id)))
    assert all(one.email.endswith("@example.org") for one in added)
    assert edition.promotion_until == NOW.date()
    for category in session.scalars(select(Category)):
        held = [one for one in added if one.category_id == category.id and one.state in HOLDING]
        waiting = [one for one in added if one.category_id == category.id and one.state == State.WAITING]
        assert (category.taken, category.waiting) == (len(held), len(waiting))


@pytest.mark.both_databases
def test_a_few_samples_need_no_crowd(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, "ngo", capacity=10)
    added = add_samples(session, edition, Crowd(2, OPENS, NOW), Random(1))
    decide_some(session, edition, added[1:], NOW)
    assert [one.state for one in added] == ["confirmed", "cancelled"]


@pytest.mark.both_databases
def test_more_samples_than_places_wait(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, "academia", capacity=2, policy="approved")
    added = add_samples(session, edition, Crowd(5, OPENS, NOW), Random(1))
    decide_some(session, edition, [], NOW)
    assert sorted(one.state for one in added) == ["pending", "pending", "waiting", "waiting", "waiting"]


def open_now(app: Flask) -> None:
    now = clock.now()
    with app.app_context(), writing() as session:
        edition = make_edition(
            session,
            registration_opens_at=now.replace(year=now.year - 1),
            registration_closes_at=now.replace(year=now.year + 1),
        )
        make_category(session, edition, capacity=3)


@pytest.mark.parametrize(("options", "mails"), [([], True), (["--no-mail"], False)])
def test_the_command_adds_people(app: Flask, options: list[str], mails: bool) -> None:  # noqa: FBT001 - a parameter
    open_now(app)
    result = app.test_cli_runner().invoke(cli, ["sample", "test", "--count", "5", "--seed", "1", *options])
    assert (result.exit_code, result.output) == (0, "5 sample registrations added to test.\n")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 5
        assert bool(db.session.scalar(select(func.count()).select_from(Message))) is mails


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["sample", "nowhere", "--count", "5"], 1, "There is no edition nowhere;"),
        (["sample", "shut", "--count", "5"], 1, "shut takes no registrations now"),
        (["sample", "shut", "--count", "0"], 2, "Invalid value for '--count'"),
        (["sample", "shut"], 2, "Missing option '--count'"),
    ],
)
def test_what_the_command_refuses(app: Flask, arguments: list[str], status: int, sentence: str) -> None:
    with app.app_context(), writing() as session:
        make_edition(session, "shut", cancelled=True)
    result = app.test_cli_runner().invoke(cli, arguments)
    assert result.exit_code == status
    assert sentence in result.output


def test_production_refuses_sample_people(settings: dict[str, str]) -> None:
    production = {
        **settings,
        "SOKWMS_ENV": "production",
        "SOKWMS_BASE_URL": "https://konferencja.example.org",
        "SOKWMS_SECRET_KEY": "k" * 32,
    }
    app = create_app(Config.from_environment(production))
    result = app.test_cli_runner().invoke(cli, ["sample", "test", "--count", "5"])
    assert result.exit_code == 1
    assert "refused in production" in result.output
    with app.app_context():
        db.engine.dispose()
