"""Moving somebody to or from guests from abroad: the page asks for what the other category has in its place."""

from typing import Any

from sqlalchemy import select

from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, Saving
from tests.attendees.test_office import LIST
from tests.factories import make_category


def test_a_country_is_asked_for_and_a_voivodeship_on_the_way_back(
    desk: Desk, saving: Saving, references: dict[str, str]
) -> None:
    reference = references["Nowak"]
    with saving() as session:
        one = session.scalars(select(Registration).where(Registration.reference == reference)).one()
        make_category(session, session.get_one(Edition, one.edition_id), "foreign")
    page = f"{LIST}/{reference}/category"
    assert 'name="country"' in desk.open(page)
    given: dict[str, Any] = {"category": "foreign", "voivodeship": "10"}
    assert "Please choose a country" in desk.send(page, 422, **given, country="")
    assert "Please choose a country" in desk.send(page, 422, **given, country="PL-nonsense")
    desk.send(page, **given, country="SE")
    assert residence(saving, reference) == ("SE", "")
    assert 'name="voivodeship"' in desk.open(page)
    assert "Please choose a voivodeship" in desk.send(page, 422, category="academia", voivodeship="")
    desk.send(page, category="academia", voivodeship="10")
    assert residence(saving, reference) == ("PL", "10")


def residence(saving: Saving, reference: str) -> tuple[str, str]:
    with saving() as session:
        one = session.scalars(select(Registration).where(Registration.reference == reference)).one()
        return one.country, one.voivodeship
