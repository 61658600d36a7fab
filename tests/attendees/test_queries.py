"""What is asked of a list, and what it answers."""

from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.queries import Problem, Scope, Wish
from sokwms_reg.audit.models import Actor
from sokwms_reg.core.i18n import speaking
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import cancel
from tests.attendees.people import person, small_edition, some_people
from tests.factories import FIRST_DAY, NOW, SECOND_DAY

pytestmark = pytest.mark.both_databases


@pytest.fixture
def people(session: Session) -> dict[str, Registration]:
    """Return five people of one edition, beside somebody of another."""
    edition = small_edition(session)
    found = some_people(session, edition)
    person(session, small_edition(session, "other"), last_name="Łącka")
    return found


@pytest.fixture
def scope(session: Session, people: dict[str, Registration]) -> Scope:
    """Return the scope of the edition with the five."""
    return queries.scope_of(session, session.get_one(Edition, people["Nowak"].edition_id))


def names(session: Session, scope: Scope, **wanted: object) -> list[str]:
    wish = Wish(**wanted)  # type: ignore[arg-type]
    return [
        each.last_name for each in queries.page_of(session, scope, wish, queries.count(session, scope, wish)).people
    ]


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
    for key in queries.SORTS:
        once = names(session, scope, sort=key)
        assert sorted(once) == sorted(names(session, scope, sort=f"-{key}"))
        assert len(once) == 5


def test_pages_have_fifty_rows_and_few_queries(session: Session) -> None:
    edition = small_edition(session)
    for number in range(53):
        person(session, edition, last_name=f"Osoba {number:02d}")
    scope = queries.scope_of(session, edition)
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    total, _figures = queries.figures(session, scope, Wish())
    first = queries.page_of(session, scope, Wish(), total)
    assert len(asked) == 3
    assert (first.number, first.pages, first.total, first.first, first.last) == (1, 2, 53, 1, 50)
    assert first.people[0].days == (FIRST_DAY, SECOND_DAY)
    second = queries.page_of(session, scope, Wish(page=2), 53)
    assert [each.last_name for each in second.people] == ["Osoba 50", "Osoba 51", "Osoba 52"]
    assert (second.first, second.last) == (51, 53)
    assert queries.page_of(session, scope, Wish(page=9), 53).number == 1


def test_figures_count_what_a_filter_would_show(session: Session, scope: Scope) -> None:
    total, found = queries.figures(session, scope, Wish(chosen={"state": "confirmed", "category": "ngo"}))
    assert total == 3
    assert found["state"] == {
        "pending": 0,
        "confirmed": 3,
        "waiting": 1,
        "offered": 0,
        "cancelled": 0,
        "rejected": 0,
    }
    assert found["category"] == {"academia": 0, "ngo": 3}
    assert found["day"] == {FIRST_DAY.isoformat(): 2, SECOND_DAY.isoformat(): 2}
    total, found = queries.figures(session, scope, Wish(q="nobody"))
    assert (total, found["category"]) == (0, {"academia": 0, "ngo": 0})


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"state": ["gone"]}, (Problem.UNKNOWN_VALUE, "state")),
        ({"category": ["government"]}, (Problem.UNKNOWN_VALUE, "category")),
        ({"day": ["2027-01-29"]}, (Problem.UNKNOWN_VALUE, "day")),
        ({"sort": ["shoe size"]}, (Problem.UNKNOWN_VALUE, "sort")),
        ({"sort": ["--name"]}, (Problem.UNKNOWN_VALUE, "sort")),
        ({"page": ["0"]}, (Problem.NO_PAGE, "page")),
        ({"page": ["-1"]}, (Problem.NO_PAGE, "page")),
        ({"page": ["two"]}, (Problem.NO_PAGE, "page")),
        ({"page": ["²"]}, (Problem.NO_PAGE, "page")),
        ({"page": ["9" * 5000]}, (Problem.NO_PAGE, "page")),
        ({"q": ["x" * 201]}, (Problem.UNKNOWN_VALUE, "q")),
        ({"q": ["\u0301"]}, (Problem.UNKNOWN_VALUE, "q")),
        ({"states": ["confirmed"]}, (Problem.UNKNOWN_NAME, "states")),
        ({"colour": [""]}, (Problem.UNKNOWN_NAME, "colour")),
        ({"state": ["confirmed", "waiting"]}, (Problem.REPEATED, "state")),
    ],
)
def test_what_means_nothing_is_left_out_and_told(
    session: Session, scope: Scope, arguments: dict[str, Sequence[str]], problem: tuple[Problem, str]
) -> None:
    wish, problems = queries.read(scope, {**arguments, "q": arguments.get("q", ["lodz"])})
    assert problems == (problem,)
    assert wish.chosen == {}
    assert wish.page == 1
    assert queries.count(session, scope, wish) == (5 if "q" in arguments else 2)


def test_empty_values_are_filters_left_alone(scope: Scope) -> None:
    wish, problems = queries.read(scope, {"q": [" "], "state": [""], "day": [""], "sort": [""], "page": [""]})
    assert (wish, problems) == (Wish(), ())


def test_control_characters_in_a_search_are_blanks(session: Session, scope: Scope) -> None:
    wish, problems = queries.read(scope, {"q": ["ewa\x00\tlack"]})
    assert (wish.q, problems) == ("ewa lack", ())
    assert queries.count(session, scope, wish) == 1


def test_a_wish_is_written_as_it_was_read(scope: Scope) -> None:
    arguments = {"q": "lodz", "state": "confirmed", "day": FIRST_DAY.isoformat(), "sort": "-category"}
    wish, problems = queries.read(scope, {name: [value] for name, value in arguments.items()})
    assert problems == ()
    assert wish.arguments() == arguments
    assert wish.without("q").without("day").arguments() == {"state": "confirmed", "sort": "-category"}
    assert wish.choosing("state", "waiting").arguments() == {**arguments, "state": "waiting"}


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
        "accessibility consent_list consent_next"
    )
    with speaking("en"):
        assert queries.columns()["consent_next"].heading == "News about future editions"
