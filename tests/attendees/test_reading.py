"""What an address asks of a list, and what of it means nothing."""

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.queries import Problem, Scope, Wish
from tests.factories import FIRST_DAY


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
        ({"from": ["2027-01-01", "2027-01-02"]}, (Problem.REPEATED, "from")),
        ({"from": ["1999-12-31"]}, (Problem.UNKNOWN_VALUE, "from")),
        ({"to": ["tomorrow"]}, (Problem.UNKNOWN_VALUE, "to")),
        ({"institution": ["x" * 201]}, (Problem.UNKNOWN_VALUE, "institution")),
        ({"institution": ["\u0301"]}, (Problem.UNKNOWN_VALUE, "institution")),
        ({"institution": [str(number) for number in range(61)]}, (Problem.REPEATED, "institution")),
        ({"sort": ["name", "-name"]}, (Problem.REPEATED, "sort")),
        ({"sort": ["diet"]}, (Problem.CLOSED_COLUMN, "diet")),
        ({"needs": ["diet"]}, (Problem.CLOSED, "needs")),
        ({"rows": ["51"]}, (Problem.UNKNOWN_VALUE, "rows")),
        ({"columns": ["shoes"]}, (Problem.UNKNOWN_COLUMN, "shoes")),
        ({"columns": ["accessibility"]}, (Problem.CLOSED_COLUMN, "accessibility")),
    ],
)
def test_what_means_nothing_is_left_out_and_told(
    session: Session, scope: Scope, arguments: dict[str, Sequence[str]], problem: tuple[Problem, str]
) -> None:
    wish, problems = queries.read(scope, {**arguments, "q": arguments.get("q", ["lodz"])})
    assert problems == (problem,)
    assert wish == Wish(wish.q)
    assert queries.count(session, scope, wish) == (5 if "q" in arguments else 2)


def test_empty_values_are_filters_left_alone(scope: Scope) -> None:
    wish, problems = queries.read(scope, {"q": [" "], "state": [""], "day": [""], "sort": [""], "page": [""]})
    assert (wish, problems) == (Wish(), ())


def test_what_else_an_address_says_is_kept(scope: Scope) -> None:
    arguments = {"state": ["confirmed", "gone"], "columns": ["email, shoes,", "last_name,email"], "rows": ["200"]}
    wish, problems = queries.read(scope, {**arguments, "sort": ["-last_name"]})
    assert problems == ((Problem.UNKNOWN_VALUE, "state"), (Problem.UNKNOWN_COLUMN, "shoes"))
    assert wish == Wish(chosen={"state": "confirmed"}, sort="-name", columns=("email", "last_name"), rows=200)
    open_to_needs, problems = queries.read(scope, {"columns": ["diet"], "needs": ["diet"]}, sees_needs=True)
    assert (open_to_needs, problems) == (Wish(chosen={"needs": "diet"}, columns=("diet",)), ())
    assert open_to_needs.about_needs
    assert Wish(sort="-diet").about_needs
    assert not wish.about_needs


def test_control_characters_in_a_search_are_blanks(session: Session, scope: Scope) -> None:
    wish, problems = queries.read(scope, {"q": ["ewa\x00\tlack"]})
    assert (wish.q, problems) == ("ewa lack", ())
    assert queries.count(session, scope, wish) == 1


def test_a_wish_is_written_as_it_was_read(scope: Scope) -> None:
    arguments = {"q": "lodz", "state": ["confirmed", "waiting"], "day": FIRST_DAY.isoformat(), "sort": "-category"}
    shown = {"columns": "email,days", "rows": 100}
    given = {name: value if isinstance(value, list) else [str(value)] for name, value in {**arguments, **shown}.items()}
    wish, problems = queries.read(scope, given)
    assert problems == ()
    assert wish.arguments() == arguments
    assert wish.address() == {**arguments, **shown}
    assert wish.without("q").without("day").without("state", "waiting").arguments() == {
        "state": "confirmed",
        "sort": "-category",
    }
    assert wish.choosing("state", "pending").arguments() == {**arguments, "state": "pending"}
    assert wish.everybody().address() == {"sort": "-category", **shown}
    assert "sort" not in wish.sorted_by("name").arguments()
    assert (wish.narrows, wish.everybody().narrows, Wish().address()) == (True, False, {})
