"""What is asked of a list, and what it answers."""

from collections.abc import Mapping

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.queries import Scope, Wish, listing
from sokwms_reg.audit.models import Actor
from sokwms_reg.core.i18n import speaking
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import cancel
from tests.attendees.people import person, small_edition
from tests.factories import FIRST_DAY, NOW, SECOND_DAY

pytestmark = pytest.mark.both_databases
PENDING = {"state": "pending"}


def page(session: Session, scope: Scope, wish: Wish, *shown: str) -> queries.PeoplePage:
    """Return a page of a list with some columns, as the office makes it."""
    found = queries.find(session, scope, wish)
    assert found.total == queries.count(session, scope, wish)
    return queries.page_of(session, scope, wish, found, [queries.columns()[name] for name in shown])


def names(session: Session, scope: Scope, **wanted: object) -> list[str]:
    wish = Wish(**wanted)  # type: ignore[arg-type] # as given
    return [each.values["last_name"] for each in page(session, scope, wish, "last_name").people]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("lodz", ["Ćwik", "Łącka"]),
        ("ŁODZI ewa", ["Łącka"]),
        ("ewa lack", ["Łącka"]),
        ("angstrom", ["Ångström"]),
        ("100%_", ["Nowak"]),
        ("%", ["Nowak"]),
        ("_", ["Nowak"]),
        ("\\", []),
        ("nobody", []),
    ],
)
def test_search_folds_and_takes_signs_as_they_are(session: Session, scope: Scope, q: str, expected: list[str]) -> None:
    assert names(session, scope, q=q) == expected


def test_a_reference_is_found_however_it_is_spelt(
    session: Session, scope: Scope, people: Mapping[str, Registration]
) -> None:
    reference = people["Zając"].reference
    typed = f"{reference[:4]}-{reference[4:]}".lower().replace("0", "o").replace("1", "l")
    assert names(session, scope, q=typed) == ["Zając"]


def test_filters_combine(session: Session, scope: Scope) -> None:
    assert names(session, scope) == ["Ångström", "Ćwik", "Łącka", "Nowak", "Zając"]
    assert names(session, scope, chosen={"state": "confirmed"}) == ["Ćwik", "Łącka", "Nowak"]
    assert names(session, scope, chosen={"state": "waiting"}) == ["Zając"]
    assert names(session, scope, chosen={"category": "academia"}) == ["Ångström"]
    assert names(session, scope, chosen={"day": FIRST_DAY.isoformat()}) == ["Ångström", "Łącka", "Nowak", "Zając"]
    both = {"state": "confirmed", "day": SECOND_DAY.isoformat()}
    assert names(session, scope, chosen=both) == ["Ćwik", "Nowak"]
    assert names(session, scope, chosen={**both, "category": "ngo"}, q="lodz") == ["Ćwik"]
    assert names(session, scope, chosen={**both, "category": "academia"}) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-name", ["Zając", "Nowak", "Łącka", "Ćwik", "Ångström"]),
        ("registered_at", ["Łącka", "Nowak", "Ćwik", "Zając", "Ångström"]),
        ("-registered_at", ["Ångström", "Zając", "Ćwik", "Nowak", "Łącka"]),
        ("category", ["Ångström", "Ćwik", "Łącka", "Nowak", "Zając"]),
        ("-category", ["Ćwik", "Łącka", "Nowak", "Zając", "Ångström"]),
        ("state", ["Ångström", "Ćwik", "Łącka", "Nowak", "Zając"]),
        ("-state", ["Zając", "Ćwik", "Łącka", "Nowak", "Ångström"]),
    ],
)
def test_orders(session: Session, scope: Scope, sort: str, expected: list[str]) -> None:
    assert names(session, scope, sort=sort) == expected


def test_every_order_is_possible(session: Session, scope: Scope) -> None:
    assert set(queries.sorts()) == {"name", *queries.columns()} - {"last_name"}
    for key in queries.sorts():
        once = names(session, scope, sort=key)
        assert sorted(once) == sorted(names(session, scope, sort=f"-{key}"))
        assert len(once) == 5


def test_pages_have_as_many_rows_as_asked_and_few_queries(session: Session) -> None:
    edition = small_edition(session)
    for number in range(103):
        person(session, edition, last_name=f"Osoba {number:03d}", institution=f"Urząd {number}")
    scope = queries.scope_of(session, edition)
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    found = queries.find(session, scope, Wish())
    shown = [queries.columns()[name] for name in ("last_name", "days")]
    first = queries.page_of(session, scope, Wish(), found, shown)
    assert len(asked) == 4
    queries.page_of(session, scope, Wish(), found, shown[:1])
    assert len(asked) == 6, "days are looked up only where they are shown"
    assert (first.number, first.pages, first.total, first.first, first.last) == (1, 3, 103, 1, 50)
    assert first.people[0].values == {"last_name": "Osoba 000", "days": [FIRST_DAY, SECOND_DAY]}
    third = queries.page_of(session, scope, Wish(page=3), found, shown)
    assert [each.values["last_name"] for each in third.people] == ["Osoba 100", "Osoba 101", "Osoba 102"]
    assert (third.first, third.last) == (101, 103)
    assert queries.page_of(session, scope, Wish(page=9), found, shown).number == 1
    long = queries.page_of(session, scope, Wish(rows=100, page=2), found, shown)
    assert (long.number, long.pages, long.first, long.last, long.rows) == (2, 2, 101, 103, 100)
    nobody = page(session, scope, Wish(q="nobody"), "last_name")
    assert (nobody.pages, nobody.total, nobody.first, nobody.last) == (1, 0, 0, 0)


def test_figures_count_what_a_filter_would_show(session: Session, scope: Scope) -> None:
    found = queries.find(session, scope, Wish(chosen={"state": "confirmed", "category": "ngo"}))
    assert found.total == 3
    assert found.figures == {
        "state": {"pending": 0, "confirmed": 3, "waiting": 1, "offered": 0, "cancelled": 0, "rejected": 0},
        "category": {"academia": 0, "ngo": 3},
    }
    found = queries.find(session, scope, Wish(chosen={"state": ("confirmed", "pending")}))
    assert (found.total, found.figures["category"]) == (4, {"academia": 1, "ngo": 3})
    found = queries.find(session, scope, Wish(q="nobody"))
    assert (found.total, found.figures["category"], found.numbers) == (0, {"academia": 0, "ngo": 0}, [])


def test_the_numbers_of_few_are_kept_and_those_of_many_are_not(
    session: Session, scope: Scope, people: Mapping[str, Registration], monkeypatch: pytest.MonkeyPatch
) -> None:
    wishes = {"few": Wish(q="lodz"), "by state": Wish(chosen={"state": "waiting"}), "both": Wish(q="e", chosen=PENDING)}
    expected = {"few": {"Łącka", "Ćwik"}, "by state": {"Zając"}, "both": {"Ångström"}}
    for most in (2000, 2, 0):
        monkeypatch.setattr(listing, "FEW", most)
        for name, wish in wishes.items():
            found = queries.find(session, scope, wish)
            ids = {people[each].id for each in expected[name]}
            assert found.numbers is None if len(ids) > most else set(found.numbers or ()) == ids, (most, name)
            assert {each.values["last_name"] for each in page(session, scope, wish, "last_name").people} == expected[
                name
            ]
    assert queries.find(session, scope, Wish()).numbers is None


def test_the_stream_gives_all_pages_with_days(
    session: Session, scope: Scope, people: Mapping[str, Registration]
) -> None:
    cancel(session, people["Nowak"], Actor("staff", "1", "Anna"), NOW)  # Zając moves up
    chosen = [queries.columns()[name] for name in ("last_name", "state", "category", "days", "consent_list")]
    rows = list(queries.stream(session, scope, Wish(page=7, sort="-name"), chosen))
    assert rows == [
        ["Zając", "confirmed", "ngo", [FIRST_DAY, SECOND_DAY], False],
        ["Nowak", "cancelled", "ngo", [FIRST_DAY, SECOND_DAY], False],
        ["Łącka", "confirmed", "ngo", [FIRST_DAY], False],
        ["Ćwik", "confirmed", "ngo", [SECOND_DAY], False],
        ["Ångström", "pending", "academia", [FIRST_DAY, SECOND_DAY], False],
    ]


def test_registries_refuse_the_same_name_twice() -> None:
    with pytest.raises(ValueError, match="state"):
        queries.add_filter(queries.filters()[1])
    with pytest.raises(ValueError, match="reference"):
        queries.add_columns(queries.columns()["reference"])


def test_column_names_are_the_contract() -> None:
    assert " ".join(queries.columns()) == (
        "reference state category role language registered_at honorific title first_name last_name position email "
        "phone institution voivodeship country contact_name contact_email contact_phone days interpretation diet "
        "accessibility consent_list consent_next tags"
    )
    with speaking("en"):
        assert queries.columns()["consent_next"].heading == "News about future editions"
