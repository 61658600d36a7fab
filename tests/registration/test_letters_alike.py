"""Letters share what is not personal: however they come about, they are the letters that their templates make."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.letters.service import Rendered, render
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.emails import Letter, writing
from tests.registration.mail_case import Case
from tests.registration.test_emails import STATES

CONTACT = {"contact_name": "O. Soba", "contact_email": "o@example.org"}
PEOPLE: tuple[dict[str, object], ...] = (
    {},
    {"title": "", "first_name": "Zażółć & <b>", "last_name": 'O\'Hara "X"', "salutation": "Szanowny Panie & <X>,"},
    {"first_name": "Ą" * 60, "last_name": "z i " * 25 + "końca", **CONTACT},
    {"title": "dr\u00a0hab.", "first_name": "Jan"},
)


def whole(kind: str, language: str, variables: Mapping[str, object], personal: Mapping[str, str]) -> Rendered:
    """Render a letter from its templates, with nothing shared."""
    return render(kind, language, {**variables, **personal})


@contextmanager
def nothing_shared() -> Iterator[None]:
    """Write letters as if none had been written before."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(writing, "render", whole)
        yield


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("letter", sorted(set(Letter) - {Letter.LINKS}))
def test_every_kind_of_letter_is_what_its_templates_make(session: Session, letter: Letter, language: str) -> None:
    case = Case(session, state=STATES.get(letter, "confirmed"), language=language)
    alike: list[tuple[str, str, str]] = []
    own: list[tuple[str, str, str]] = []
    for number, person in enumerate(PEOPLE):
        for name, value in person.items():
            setattr(case.registration, name, value)
        for position, reason in ((number, ""), (12, "Brak miejsc & <czasu>  na\nodpowiedź")):
            given = {"position": position, "reason": reason}
            alike.append(parts(case.send(letter, event=len(alike) * 2, **given)))  # type: ignore[arg-type] # as named
            with nothing_shared():
                own.append(parts(case.send(letter, event=len(own) * 2 + 1, **given)))  # type: ignore[arg-type] # as named
    assert alike == own


def parts(message: Message) -> tuple[str, str, str]:
    """Return what a reader sees."""
    return message.subject, message.text, message.html


def test_a_changed_text_of_the_edition_is_in_the_next_letter(session: Session) -> None:
    case = Case(session)
    assert "Philharmonic" in case.send(Letter.CONFIRMED).text
    case.edition.venue_en = "Town hall"
    case.category.name_en = "Associations"
    text = case.send(Letter.CONFIRMED, event=2).text
    assert "Town hall" in text
    assert "Associations" in text
