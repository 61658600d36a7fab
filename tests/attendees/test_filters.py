"""Each filter of the list, with exactly whom it finds."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.models import Tag
from sokwms_reg.attendees.queries import Scope, Wish
from sokwms_reg.attendees.service import put_tag
from sokwms_reg.audit.models import Actor
from sokwms_reg.core.i18n import speaking
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order
from tests.factories import FIRST_DAY, NOW, SECOND_DAY

pytestmark = pytest.mark.both_databases
ALL = ["Ångström", "Ćwik", "Łącka", "Nowak", "Zając"]
DETAILS: dict[str, dict[str, object]] = {
    "Łącka": {"role": "speaker", "voivodeship": "10", "diet": "vegan", "consent_list": True},
    "Nowak": {"role": "press", "voivodeship": "02", "accessibility": "pętla indukcyjna", "consent_next": True},
    "Ćwik": {"voivodeship": "10", "consent_list": True, "consent_next": True},
    "Zając": {"voivodeship": "00", "registered_at": datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC)},
    "Ångström": {"country": "SE", "voivodeship": "", "language": "en", "diet": "other", "accessibility": "lift"},
}


@pytest.fixture(autouse=True)
def details(session: Session, people: dict[str, Registration]) -> None:
    """Tell the five apart in all that filters ask for; the last one came a minute before midnight in Poland."""
    for name, values in DETAILS.items():
        for field, value in values.items():
            setattr(people[name], field, value)
    for name, tag in (("Nowak", "Łódź"), ("Zając", "łodz"), ("Zając", "autokar")):
        put_tag(session, people[name], tag, Order(Actor("staff", "1", "Anna"), NOW, ""))
    session.flush()


def found(session: Session, scope: Scope, name: str, *values: str) -> Sequence[str]:
    """Return who is found by an address with these values of a filter, by name."""
    wish, problems = queries.read(scope, {name: list(values)}, sees_needs=True)
    assert problems == (), problems
    whole = queries.find(session, scope, wish)
    page = queries.page_of(session, scope, wish, whole, [queries.columns()["last_name"]])
    assert whole.total == queries.count(session, scope, wish) == len(page.people)
    return [each.values["last_name"] for each in page.people]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("category", ["academia"], ["Ångström"]),
        ("category", ["academia", "ngo"], ALL),
        ("state", ["confirmed"], ["Ćwik", "Łącka", "Nowak"]),
        ("state", ["waiting", "pending"], ["Ångström", "Zając"]),
        ("state", ["cancelled"], []),
        ("day", [FIRST_DAY.isoformat()], ["Ångström", "Łącka", "Nowak", "Zając"]),
        ("day", [SECOND_DAY.isoformat()], ["Ångström", "Ćwik", "Nowak", "Zając"]),
        ("day", [FIRST_DAY.isoformat(), SECOND_DAY.isoformat()], ALL),
        ("role", ["speaker"], ["Łącka"]),
        ("role", ["speaker", "press"], ["Łącka", "Nowak"]),
        ("institution", ["łodz"], ["Ćwik", "Łącka"]),
        ("institution", ["URZĄD miasta", "lund"], ["Ångström", "Łącka"]),
        ("institution", ["100% pewna"], ["Nowak"]),
        ("institution", ["%"], []),
        ("voivodeship", ["10"], ["Ćwik", "Łącka"]),
        ("voivodeship", ["02", "00"], ["Nowak", "Zając"]),
        ("country", ["SE"], ["Ångström"]),
        ("country", ["PL", "SE"], ALL),
        ("language", ["en"], ["Ångström"]),
        ("needs", ["access"], ["Ångström", "Nowak"]),
        ("needs", ["diet"], ["Ångström", "Łącka"]),
        ("needs", ["access", "diet"], ["Ångström", "Łącka", "Nowak"]),
        ("consent", ["list"], ["Ćwik", "Łącka"]),
        ("consent", ["next"], ["Ćwik", "Nowak"]),
        ("consent", ["no-list"], ["Ångström", "Nowak", "Zając"]),
        ("consent", ["no-next", "next"], ALL),
        ("from", ["2026-11-21"], ["Zając"]),
        ("from", ["2026-11-22"], []),
        ("to", ["2026-11-20"], ["Ångström", "Ćwik", "Łącka", "Nowak"]),
        ("to", ["2026-11-21"], ALL),
        ("to", ["2026-11-19"], []),
    ],
)
def test_whom_a_filter_finds(session: Session, scope: Scope, name: str, values: list[str], expected: list[str]) -> None:
    assert found(session, scope, name, *values) == expected


def test_tags_are_chosen_by_their_number(session: Session, scope: Scope) -> None:
    numbers = {tag.name: str(tag.id) for tag in session.scalars(select(Tag))}
    assert found(session, scope, "tag", numbers["Łódź"]) == ["Nowak", "Zając"]
    assert found(session, scope, "tag", numbers["autokar"]) == ["Zając"]
    assert found(session, scope, "tag", *numbers.values()) == ["Nowak", "Zając"]


def test_all_filters_at_once(session: Session, scope: Scope) -> None:
    asked = {
        "category": ["ngo"],
        "state": ["confirmed", "waiting"],
        "day": [FIRST_DAY.isoformat()],
        "role": ["press"],
        "institution": ["fundacja"],
        "voivodeship": ["02", "10"],
        "country": ["PL"],
        "language": ["pl"],
        "needs": ["access"],
        "consent": ["next"],
        "from": ["2026-11-20"],
        "to": ["2026-11-20"],
        "tag": [str(tag.id) for tag in session.scalars(select(Tag).where(Tag.name_folded == "lodz"))],
    }
    assert set(asked) == {each.name for each in queries.filters()} - {"guest"}
    wish, problems = queries.read(scope, {**asked, "q": ["jan"]}, sees_needs=True)
    assert problems == ()
    assert queries.count(session, scope, wish) == 1
    for name in asked:
        assert queries.count(session, scope, wish.without(name)) == 1, name


def test_a_category_that_is_gone_meanwhile_is_nobodys(session: Session, scope: Scope) -> None:
    assert queries.count(session, scope, Wish(chosen={"category": "gone"})) == 0


def test_values_stand_in_the_order_of_the_choices(scope: Scope) -> None:
    assert queries.read(scope, {"state": ["waiting", "pending"]})[0].chosen == {"state": ("pending", "waiting")}
    assert queries.read(scope, {"institution": ["b", "a"]})[0].chosen == {"institution": ("b", "a")}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("category", "ngo", "Organisations"),
        ("state", "waiting", "Waiting list"),
        ("day", FIRST_DAY.isoformat(), "Wednesday 27 January"),
        ("tag", "999", "999"),
        ("role", "guest_of_honour", "Guest of honour"),
        ("institution", "łodz", "“łodz”"),
        ("voivodeship", "10", "łódzkie"),
        ("country", "SE", "Sweden"),
        ("language", "pl", "Polish"),
        ("needs", "access", "access needs"),
        ("consent", "no-list", "no publication in the list of participants"),
        ("from", "2026-11-20", "20 November 2026"),
        ("to", "2026-11-20", "20 November 2026"),
    ],
)
def test_what_a_chip_says(scope: Scope, name: str, value: str, words: str) -> None:
    each = next(one for one in queries.filters() if one.name == name)
    with speaking("en"):
        assert each.value_words(each.choices(scope), value).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("sort", "language", "expected"),
    [
        ("days", "pl", ["Ångström", "Łącka", "Nowak", "Zając", "Ćwik"]),
        ("-days", "pl", ["Ćwik", "Ångström", "Łącka", "Nowak", "Zając"]),
        ("country", "pl", ["Nowak", "Zając", "Ćwik", "Ångström", "Łącka"]),
        ("country", "en", ["Nowak", "Zając", "Ångström", "Ćwik", "Łącka"]),
        ("voivodeship", "pl", ["Nowak", "Zając", "Ćwik", "Łącka", "Ångström"]),
        ("language", "en", ["Ångström", "Ćwik", "Łącka", "Nowak", "Zając"]),
        ("tags", "pl", ["Ångström", "Ćwik", "Łącka", "Zając", "Nowak"]),
    ],
)
def test_orders_by_what_is_read(
    session: Session, scope: Scope, people: dict[str, Registration], sort: str, language: str, expected: list[str]
) -> None:
    people["Ćwik"].country, people["Łącka"].country = "CH", "GB"  # Szwajcaria, Wielka Brytania
    session.flush()
    with speaking(language):
        wish = Wish(sort=sort)
        shown = [queries.columns()["last_name"]]
        page = queries.page_of(session, scope, wish, queries.find(session, scope, wish), shown)
        assert [each.values["last_name"] for each in page.people] == expected
        rows = [row[0] for row in queries.stream(session, scope, wish, shown)]
        assert rows == expected


def test_a_column_without_a_value_says_its_order(scope: Scope) -> None:
    with pytest.raises(ValueError, match="shoes"):
        queries.Column("shoes", "Shoes", None).sorting(scope)


def test_an_edition_without_days_has_an_order_by_days(session: Session, scope: Scope) -> None:
    wish = Wish(sort="days")
    bare = Scope(scope.edition, scope.categories, [])
    assert [row[0] for row in queries.stream(session, bare, wish, [queries.columns()["last_name"]])] == ALL
