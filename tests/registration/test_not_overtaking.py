"""Where no place goes out by itself, whoever comes waits behind those who were told that the secretariat decides."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock
from sokwms_reg.editions.models import Edition, EditionDay
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import cancel, promote, register, register_by_office
from tests.factories import FIRST_DAY, NOW, SECOND_DAY, make_application, make_category, make_edition
from tests.pages import Page
from tests.registration.conftest import Saving

STAFF = Actor("staff", "1", "Zofia Sroka")
YESTERDAY = NOW.date() - timedelta(days=1)


def come(session: Session, edition: Edition, **given: object) -> Registration:
    return register(session, edition, make_application(**given), NOW).registration


@pytest.mark.both_databases
@pytest.mark.parametrize("rules", [{"promotion": "by_hand"}, {"promotion_until": YESTERDAY}])
def test_who_comes_waits_behind_those_who_wait(session: Session, rules: dict[str, Any]) -> None:
    edition = make_edition(session, **rules)
    make_category(session, edition, capacity=1)
    leaves, waits = come(session, edition), come(session, edition)
    cancel(session, leaves, Actor("participant"), NOW)
    by_phone = register_by_office(session, edition, make_application(), NOW, STAFF).registration
    late = come(session, edition)
    assert [one.state for one in (waits, by_phone, late)] == ["waiting"] * 3
    assert queries.position(session, late) == 3
    promote(session, waits, STAFF, NOW)
    assert [one.state for one in (waits, by_phone, late)] == ["confirmed", "waiting", "waiting"]


@pytest.mark.both_databases
def test_whoever_could_take_no_place_keeps_none_free(session: Session) -> None:
    edition = make_edition(session, promotion="by_hand")
    make_category(session, edition, capacity=9, institution_limit=1)
    session.execute(update(EditionDay).where(EditionDay.date == FIRST_DAY).values(capacity=1))
    come(session, edition, institution="Miasto Łódź", days=(FIRST_DAY,))
    for_a_full_day = come(session, edition, days=(FIRST_DAY,))
    from_the_same = come(session, edition, institution="Miasto Łódź", days=(SECOND_DAY,))
    assert {for_a_full_day.state, from_the_same.state} == {"waiting"}
    assert come(session, edition, days=(SECOND_DAY,)).state == "confirmed"


@pytest.mark.both_databases
def test_where_places_go_out_by_themselves_nothing_is_kept(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition, capacity=1)
    come(session, edition)
    come(session, edition)
    assert queries.kept_for_line(session, edition, NOW) == frozenset()


def test_visitors_are_told_that_no_place_is_free(
    client: FlaskClient, saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        edition = make_edition(session, promotion="by_hand")
        make_category(session, edition, capacity=2)
        leaves, _stays, _waits = (come(session, edition) for _ in range(3))
        cancel(session, leaves, Actor("participant"), NOW)
        slug = edition.slug
    for address in (f"editions/{slug}/register", f"editions/{slug}/register/ngo", f"editions/{slug}", ""):
        page = Page(client.get(f"/en/{address}").text)
        assert "1 free place" not in page.text, address
        assert "1 person on the waiting list" in page.text or "waiting list: 1" in page.text.lower(), address
