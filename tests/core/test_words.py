"""Languages, dates, folding, tokens, bilingual values."""

from datetime import UTC, date, datetime

import pytest

from sokwms_reg.core import i18n, links, tokens
from sokwms_reg.core.base import UtcDateTime
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.i18n import ngettext, pgettext, sort_key, speaking
from sokwms_reg.core.search import fold, like
from sokwms_reg.core.templates import FILTERS

SECRET = "a secret of the tests"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Łódź", "lodz"),
        ("  Gżegżółka\tBRZĘCZYK ", "gzegzolka brzeczyk"),
        ("Øresund Đorđević Þór Æsir Straße Œuvre", "oresund dordevic thor aesir strasse oeuvre"),
        ("ﬁn Ⅳ", "fin iv"),
        ("", ""),
    ],
)
def test_folding_takes_away_case_and_marks(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_like_escapes_what_the_database_would_expand() -> None:
    assert like("100% _x\\ Łódź") == ["%100\\%%", "%\\_x\\\\%", "%lodz%"]


def test_polish_order_of_letters() -> None:
    names = ["Łotwa", "Luksemburg", "Litwa", "Żuławy", "Zambia", "Źródło", "Åland", "Austria"]
    assert sorted(names, key=sort_key) == [
        "Åland",
        "Austria",
        "Litwa",
        "Luksemburg",
        "Łotwa",
        "Zambia",
        "Źródło",
        "Żuławy",
    ]


@pytest.mark.parametrize(
    ("language", "name", "arguments", "words"),
    [
        ("pl", "day", (date(2026, 11, 17),), "17 listopada 2026 r."),
        ("en", "day", (date(2026, 11, 17),), "17 November 2026"),
        ("pl", "weekday_day", (date(2026, 11, 17),), "wtorek, 17 listopada"),
        ("en", "weekday_day", (date(2026, 11, 17),), "Tuesday 17 November"),
        ("pl", "days", ([date(2026, 11, 17), date(2026, 11, 18)],), "17–18 listopada 2026 r."),
        ("pl", "days", ([date(2026, 11, 30), date(2026, 12, 1)],), "30 listopada – 1 grudnia 2026 r."),
        ("en", "days", ([date(2026, 12, 31), date(2027, 1, 1)],), "31 December 2026 – 1 January 2027"),
        ("en", "days", ([date(2026, 11, 17)],), "17 November 2026"),
        ("pl", "days", ([],), ""),
        ("pl", "clock", (datetime(2026, 7, 1, 7, 5, tzinfo=UTC), "Europe/Warsaw"), "9:05"),
        ("pl", "moment", (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Europe/Warsaw"), "1 stycznia 2027 r., 0:30"),
        ("pl", "iso", (datetime(2026, 7, 1, 7, 5, tzinfo=UTC), "Europe/Warsaw"), "2026-07-01T09:05:00+02:00"),
        ("pl", "roman", (4,), "IV"),
        ("pl", "roman", (19,), "XIX"),
        ("pl", "roman", (0,), ""),
    ],
)
def test_filters(language: str, name: str, arguments: tuple[object, ...], words: str) -> None:
    with speaking(language):
        assert FILTERS[name](*arguments).replace("\u00a0", " ") == words  # type: ignore[operator]


def test_a_text_falls_back_to_the_other_language_and_says_so() -> None:
    text = Bilingual(pl="tylko <po> polsku")
    with speaking("en"):
        assert FILTERS["localized"](text) == '<span lang="pl">tylko &lt;po&gt; polsku</span>'  # type: ignore[operator]
        assert FILTERS["plain"](text) == "tylko <po> polsku"  # type: ignore[operator]
    with speaking("pl"):
        assert FILTERS["localized"](text) == "tylko &lt;po&gt; polsku"  # type: ignore[operator]
    assert not Bilingual()
    assert Bilingual().get("en") == ("", "en")


def test_polish_words_of_one_letter_stay_with_the_next() -> None:
    text = Bilingual(pl="W Łodzi i w Kielcach, z USA o 9:30 od A do Z", en="a b i c")
    with speaking("pl"):
        bound = str(FILTERS["localized"](text))  # type: ignore[operator]
    assert bound.replace("\u00a0", "~") == "W~Łodzi i~w~Kielcach, z~USA o~9:30 od A~do Z"
    with speaking("en"):
        assert FILTERS["localized"](text) == "a b i c"  # type: ignore[operator]


def test_paragraphs_are_parted_by_blank_lines() -> None:
    with speaking("pl"):
        assert FILTERS["paragraphs"](Bilingual(pl="a\r\nb\n\n\n c ")) == [["a", "b"], ["c"]]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 miejsce"),
        (2, "2 miejsca"),
        (5, "5 miejsc"),
        (12, "12 miejsc"),
        (22, "22 miejsca"),
    ],
)
def test_polish_has_three_plural_forms(number: int, words: str) -> None:
    with speaking("pl"):
        assert ngettext("%(num)s place", "%(num)s places", number) == words
    with speaking("en"):
        assert ngettext("%(num)s place", "%(num)s places", 1) == "1 place"


def test_an_unknown_text_is_given_in_english() -> None:
    with speaking("pl"):
        assert pgettext("nowhere", "A text %(name)s", name="of no catalogue") == "A text of no catalogue"
        assert pgettext("nowhere", "100 %") == "100 %"
    with pytest.raises(ValueError, match="no such language"):
        i18n.set_language("de")


def test_references_are_crockford_and_read_as_people_write_them() -> None:
    made = {tokens.reference() for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) == 8 and set(one) <= set(tokens.CROCKFORD) for one in made)
    assert tokens.normal_reference(" abcd-o1il ") == "ABCD0111"


def test_a_token_opens_only_for_its_purpose_and_unaltered() -> None:
    token = tokens.sign(SECRET, "form", ["a", 1])
    assert tokens.unsign(SECRET, "form", token) == ["a", 1]
    for secret, purpose, text in (
        (SECRET, "done", token),
        ("other", "form", token),
        (SECRET, "form", token[:-1]),
        (SECRET, "form", ""),
    ):
        with pytest.raises(tokens.TokenError):
            tokens.unsign(secret, purpose, text)


def test_own_links_carry_registration_and_version() -> None:
    token = links.own_token(SECRET, links.OwnLink(17, 2))
    assert links.read_own_token(SECRET, token) == links.OwnLink(17, 2)
    for value in (17, [17], ["17", 2], [True, 2], {"a": 1}):
        with pytest.raises(tokens.TokenError):
            links.read_own_token(SECRET, tokens.sign(SECRET, "own-page", value))


def test_instants_carry_a_zone() -> None:
    column = UtcDateTime()
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="naive"):
        column.process_bind_param(naive, None)  # type: ignore[arg-type]
    assert column.process_bind_param(None, None) is None  # type: ignore[arg-type]
    assert column.process_result_value(None, None) is None  # type: ignore[arg-type]
    assert column.process_result_value(naive, None) == naive.replace(tzinfo=UTC)  # type: ignore[arg-type]
