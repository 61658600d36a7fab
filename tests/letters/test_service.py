"""Letters: one line of subject, written text, style in the attributes, the reader's language."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, UndefinedError

from sokwms_reg.core.i18n import current_language, speaking
from sokwms_reg.core.templates import environment
from sokwms_reg.letters import service
from sokwms_reg.letters.service import LetterKind, UnknownKindError, contribute, kind_words, letter_kinds, render
from sokwms_reg.registration.emails import Letter

TEMPLATES = {
    "email/tests/plain/subject.txt": "{{ subject }}\n",
    "email/tests/plain/body.txt": "{{ text }}\n",
    "email/tests/plain/body.html": (
        "<style>p { color: #0b5563; } @media (prefers-color-scheme: dark) { p { color: #7accd5 !important; } }</style>"
        "<p>{{ text }} {{ language }}</p>"
    ),
}


@pytest.fixture(autouse=True)
def _own_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Render templates of the test's own, as one more kind of letter."""
    made = environment().overlay(loader=DictLoader(TEMPLATES))
    assert isinstance(made, Environment)
    monkeypatch.setattr(service, "environment", lambda: made)
    monkeypatch.setattr(service, "_kinds", {})
    contribute(LetterKind("tests/plain", "Plain letter"))


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
    assert [kind.name for kind in letter_kinds()] == ["tests/again", "tests/plain"]
    with speaking("en"):
        assert kind_words("tests/plain") == "Plain letter"
    assert kind_words("gone/kind") == "gone/kind"


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
