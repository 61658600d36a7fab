"""What an edition lacks, one thing at a time; how a time is cut into bars; which lines stand behind them."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from sokwms_reg.backoffice.states import MOST_BARS, MOST_DAYS, Facts, Lack, Missing, Span, lacks, scale, spans
from sokwms_reg.editions.models import Category, Edition, EditionDay
from tests.factories import CLOSES, FIRST_DAY, NOW, OPENS, SECOND_DAY

DAY = date(2026, 11, 1)
CATEGORY = Category(key="ngo", capacity=10)


def edition(**given: object) -> Edition:
    """Return an edition that lacks nothing but what is given."""
    texts = {f"{name}_{code}": "x" for name in ("privacy", "rules") for code in ("pl", "en")}
    known = {"contact_email": "a@example.org", "contact_phone": "1", "published": True, "cancelled": False, **texts}
    window = {"registration_opens_at": OPENS, "registration_closes_at": CLOSES}
    return Edition(**{**known, **window, **given})


def facts(**given: object) -> Facts:
    """Return what is known of it."""
    days = [EditionDay(date=FIRST_DAY), EditionDay(date=SECOND_DAY)]
    whole = Facts(edition(), [CATEGORY], days, NOW, NOW.date(), programme=True, sends_mail=True)
    return replace(whole, **given)  # type: ignore[arg-type] # any field


NO_PLACES = Category(key="none", capacity=0)


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (facts(), []),
        (facts(sends_mail=False), [Missing(Lack.MAIL)]),
        (facts(days=[]), [Missing(Lack.DAYS)]),
        (facts(categories=[]), [Missing(Lack.CATEGORIES)]),
        (facts(categories=[CATEGORY, NO_PLACES]), [Missing(Lack.CAPACITY, category=NO_PLACES)]),
        (
            facts(edition=edition(registration_opens_at=None, registration_closes_at=None)),
            [Missing(Lack.WINDOW)],
        ),
        (facts(now=CLOSES + timedelta(days=1)), [Missing(Lack.WINDOW_OVER)]),
        (facts(now=OPENS - timedelta(days=1)), []),
        (facts(edition=edition(privacy_en="")), [Missing(Lack.PRIVACY, language="en")]),
        (
            facts(edition=edition(rules_pl="", rules_en="")),
            [Missing(Lack.RULES, language="pl"), Missing(Lack.RULES, language="en")],
        ),
        (facts(edition=edition(contact_email="")), [Missing(Lack.EMAIL)]),
        (facts(edition=edition(contact_phone="")), [Missing(Lack.PHONE)]),
        (facts(edition=edition(published=False)), [Missing(Lack.PUBLISHED)]),
        (facts(programme=False), [Missing(Lack.PROGRAMME)]),
        (facts(sends_mail=False, edition=edition(cancelled=True)), []),
        (facts(sends_mail=False, today=SECOND_DAY), [Missing(Lack.MAIL)]),
        (facts(sends_mail=False, today=SECOND_DAY + timedelta(days=1)), []),
    ],
)
def test_each_lack_is_found_and_nothing_else(known: Facts, found: list[Missing]) -> None:
    assert lacks(known) == found


def test_the_most_urgent_stands_first() -> None:
    bare = edition(published=False, privacy_pl="", contact_phone="")
    known = facts(edition=bare, programme=False, sends_mail=False, categories=[NO_PLACES])
    assert [each.lack for each in lacks(known)] == [
        *(Lack.MAIL, Lack.CAPACITY, Lack.PRIVACY, Lack.PHONE, Lack.PUBLISHED, Lack.PROGRAMME),
    ]


@pytest.mark.parametrize(
    ("days", "bars", "length"),
    [(1, 1, 1), (MOST_DAYS, MOST_DAYS, 1), (MOST_DAYS + 1, 7, 7), (7 * MOST_BARS, MOST_BARS, 7), (421, 31, 14)],
)
def test_a_time_is_cut_without_a_gap(days: int, bars: int, length: int) -> None:
    found = spans(DAY, DAY + timedelta(days=days - 1))
    assert (len(found), {span.days for span in found}) == (bars, {length})
    assert found[0].first == DAY
    assert found[-1].first < DAY + timedelta(days=days) <= found[-1].last + timedelta(days=1)
    for before, after in pairwise(found):
        assert after == Span(before.last + timedelta(days=1), before.last + timedelta(days=length))


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ([], (1, 1)),
        ([0, 0], (1, 1)),
        ([1], (1, 1)),
        ([3, 4], (1, 4)),
        ([5], (2, 6)),
        ([9], (5, 10)),
        ([17], (5, 20)),
        ([21], (10, 30)),
        ([99], (50, 100)),
        ([4_321], (2_000, 6_000)),
    ],
)
def test_lines_are_round_and_at_most_five(numbers: list[int], found: tuple[int, int]) -> None:
    assert scale(numbers) == found
