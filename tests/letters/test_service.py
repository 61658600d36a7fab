"""Letters: one line of subject, written text, style in the attributes, the reader's language."""

from pathlib import Path

import pytest
from css_inline import CSSInliner
from jinja2 import DictLoader, Environment, UndefinedError

from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.i18n import current_language, speaking
from sokwms_reg.core.templates import environment
from sokwms_reg.editions.models import Category
from sokwms_reg.letters.service import (
    LetterKind,
    UnknownKindError,
    contribute,
    kind_words,
    kinds,
    letter_kinds,
    render,
    rendering,
)
from sokwms_reg.letters.service.shapes import named
from sokwms_reg.registration.emails import Letter

TEMPLATES = {
    "email/tests/plain/subject.txt": "{{ subject }}\n",
    "email/tests/plain/body.txt": "{{ text }}\n",
    "email/tests/plain/body.html": (
        "<style>p { color: #0b5563; } @media (prefers-color-scheme: dark) { p { color: #7accd5 !important; } }</style>"
        "<p>{{ text }} {{ language }}</p>"
    ),
    "email/tests/person/subject.txt": "{{ event }} {{ name }}",
    "email/tests/person/body.txt": "{{ name }}\n{% if note %}\n\n{{ note }}{% endif %}\n" + "word " * 13 + "{{ name }}",
    "email/tests/person/body.html": (
        '<title>{{ name }}</title><p title="{{ name }}>{{ note }}">{{ name }} <b>{{ note }}</b></p>'
    ),
    "email/tests/loud/subject.txt": "{{ name|upper }}",
    "email/tests/loud/body.txt": "{{ name }}",
    "email/tests/loud/body.html": "<p>{{ name }}</p>",
}


HOSTILE = ("& < > \" '", "<b>&amp;</b>", "no\u00a0break", " around ", "two\nlines", '\ue000name"\ue001', "\u2028", "\0")


class Counting:
    """An inliner that counts how often it has work."""

    def __init__(self) -> None:
        self.calls = 0

    def inline(self, html: str) -> str:
        """Put styles into attributes."""
        self.calls += 1
        return CSSInliner().inline(html)


@pytest.fixture(autouse=True)
def _own_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Render templates of the test's own, as one more kind of letter."""
    made = environment().overlay(loader=DictLoader(TEMPLATES))
    assert isinstance(made, Environment)
    monkeypatch.setattr(rendering, "environment", lambda: made)
    monkeypatch.setattr(rendering, "_shapes", {})
    monkeypatch.setattr(kinds, "_kinds", {})
    contribute(*(LetterKind(f"tests/{name}", f"{name.title()} letter") for name in ("plain", "person", "loud")))


def test_a_letter_has_its_three_parts_in_its_language() -> None:
    with speaking("pl"):
        letter = render("tests/plain", "en", {"subject": "Hello", "text": "A < B"})
        assert current_language() == "pl"
    assert letter.subject == "Hello"
    assert letter.text == "A < B\n"
    assert '<p style="color: #0b5563;">A &lt; B en</p>' in letter.html
    assert "prefers-color-scheme: dark" in letter.html


def test_a_subject_is_one_line_without_control_characters() -> None:
    letter = render("tests/plain", "pl", {"subject": "Jan\r\nBcc: x@example.org\x00 \u2028 Nowak", "text": ""})
    assert letter.subject == "Jan Bcc: x@example.org Nowak"


def test_a_long_subject_ends_in_an_ellipsis() -> None:
    letter = render("tests/plain", "pl", {"subject": "ż" * 300, "text": ""})
    assert letter.subject == "ż" * 199 + "…"


def test_text_is_wrapped_between_words_and_never_inside_an_address() -> None:
    address = "https://example.org/" + "a-b" * 40
    letter = render("tests/plain", "pl", {"subject": "", "text": "słowo " * 20 + "\n\n\n\n" + address})
    first = "słowo " * 11 + "słowo"
    assert letter.text == f"{first}\n{'słowo ' * 7}słowo\n\n{address}\n"


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("tests/plain", "pl", {"subject": ""})


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(UnknownKindError, match="tests/none"):
        render("tests/none", "pl", {})


def test_kinds_are_listed_once_and_named() -> None:
    contribute(LetterKind("tests/plain", "Plain letter"), LetterKind("tests/again", "Another"))
    assert [kind.name for kind in letter_kinds()] == ["tests/again", "tests/loud", "tests/person", "tests/plain"]
    with speaking("en"):
        assert kind_words("tests/plain") == "Plain letter"
    assert kind_words("gone/kind") == "gone/kind"


@pytest.mark.parametrize("note", ["", "B", "a  b", *HOSTILE, "x" * 90])
@pytest.mark.parametrize("name", ["A", "Ł " * 60, *HOSTILE])
def test_a_letter_filled_in_is_the_letter_rendered(name: str, note: str) -> None:
    for given in ({"name": "Somebody", "note": "Else"}, {"name": name, "note": note}, {"name": name, "note": note}):
        filled = render("tests/person", "pl", {"event": "E"}, given)
        assert filled == render("tests/person", "pl", {"event": "E", **given})


def test_a_shape_is_made_once_and_anew_for_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    inliner = Counting()
    monkeypatch.setattr(rendering, "_inliner", inliner)
    inlined = []
    for name, event, language in (("A", 1, "pl"), ("B", 1, "pl"), ("C", 2, "pl"), ("D", 2, "pl"), ("E", 2, "en")):
        letter = render("tests/person", language, {"event": event}, {"name": name, "note": ""})
        assert letter.subject == f"{event} {name}"
        inlined.append(inliner.calls)
    assert inlined == [2, 2, 4, 4, 6]


def test_a_template_that_does_more_with_a_name_than_to_print_it_is_rendered_each_time() -> None:
    for name in ("Ewa", "Jan"):
        assert render("tests/loud", "pl", {}, {"name": name}).subject == name.upper()


def test_what_is_known_by_its_identity_only_is_rendered_each_time() -> None:
    for number in (1, 2):
        event = type("Event", (), {"__str__": lambda _self, number=number: f"{number}"})()
        assert render("tests/person", "pl", {"event": event}, {"name": "A", "note": ""}).subject == f"{number} A"


def test_shapes_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[object, object] = {}
    monkeypatch.setattr(rendering, "_shapes", kept)
    monkeypatch.setattr(rendering, "MOST_SHAPES", 2)
    for event in range(5):
        render("tests/person", "pl", {"event": event}, {"name": "A", "note": ""})
        assert 0 < len(kept) <= 2


def test_values_are_told_apart_by_what_they_hold() -> None:
    same = [named(Category(key="ngo", name_pl="Nazwa", taken=taken)) for taken in (1, 2)]
    assert same[0] == same[1] != named(Category(key="ngo", name_pl="Inna nazwa", taken=1))
    assert named({"a": [Bilingual("x", "y"), (1, None)]}) == named({"a": (Bilingual("x", "y"), [1, None])})
    assert named(LetterKind("a", "A")) == named(LetterKind("a", "A")) != named(LetterKind("a", "B"))
    for nothing in (object(), LetterKind, {1}):
        with pytest.raises(TypeError):
            named(nothing)


def test_every_kind_of_letter_has_its_three_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert f"registration/{Letter.CONFIRMED}" in {kind.name for kind in letter_kinds()}
    folder = Path(__file__).parents[2] / "templates" / "email"
    missing = [
        f"{kind.name}/{part}"
        for kind in letter_kinds()
        for part in ("subject.txt", "body.txt", "body.html")
        if not (folder / kind.name / part).is_file()
    ]
    assert missing == []
