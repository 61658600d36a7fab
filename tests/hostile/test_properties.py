"""Any text at all, given to what folds, sorts and checks texts: it never raises, and twice is once."""

import unicodedata
from collections.abc import Callable
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import compat32, default
from email.utils import getaddresses
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from sokwms_reg.core.i18n import sort_key
from sokwms_reg.core.search import fold, like
from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.outbox.service.letter import FinishedLetter
from sokwms_reg.outbox.service.mime import sealed
from sokwms_reg.registration.forms import RegistrationForm, issue, make_form
from sokwms_reg.registration.forms.application import many_lines, one_line
from tests.factories import FIRST_DAY, NOW, SECOND_DAY
from tests.registration.conftest import PERSON

ANY = st.text(st.characters())  # half surrogates and unassigned characters too
ODD = st.text(st.sampled_from("aż \t\r\n\0\u2028\u200d\u202e\u3164\ufe0f\uffff\ud800\u0301ﬁßİıſ\U0001f469\U000e0001"))
TEXT = ANY | ODD


@given(TEXT)
@example("\u3164 a\u200d \u200d\u3164\u200d")
def test_one_line_is_one_line_without_anything_unseen(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert "  " not in line
    assert [one for one in line if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"}] == []
    line.encode("utf-8")


@given(TEXT)
def test_many_lines_keeps_lines_and_nothing_else(text: str) -> None:
    lines = many_lines(text)
    assert many_lines(lines) == lines
    assert [one_line(line) for line in lines.split("\n")] == lines.split("\n")


@pytest.mark.parametrize("folded", [fold, sort_key])
@given(text=TEXT)
def test_folding_and_sorting_take_anything(folded: Callable[[str], str], text: str) -> None:
    assert isinstance(folded(text), str)
    assert folded(text.upper()) is not None


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert list(like(text)) == list(like(text))


ASCII = st.text(st.sampled_from('aB ,;:<>@"\\()[]=?_%.-'), max_size=200)
LONG_ADDRESS = "a" * 60 + "@example.org"


@given(name=ASCII | TEXT, address=st.sampled_from(["a@example.org", LONG_ADDRESS]))
@example(name="Kowalski, Jan <victim@example.net>, " * 4, address="a@example.org")
@example(name="Kowalski, Jan", address=LONG_ADDRESS)
@example(name="=?utf-8?q?=22_=3Cvictim=40example=2Enet=3E=2C?=", address="a@example.org")
def test_no_name_writes_a_second_mailbox_into_a_letter(name: str, address: str) -> None:
    sender = Address("SOKWMS", addr_spec="office@example.org")
    letter = FinishedLetter("kind", "pl", name, address, "", "subject", "text")
    content = sealed(letter, message_id="<a@example.org>", date=NOW, sender=sender).content
    header = str(message_from_bytes(content, policy=compat32)["To"])
    assert [one for _name, one in getaddresses([" ".join(header.split())])] == [address]
    assert [one.addr_spec for one in message_from_bytes(content, policy=default)["To"].addresses] == [address]


FIELDS = st.sampled_from([*PERSON, "country", "consent_next", "form_token", "step", "q_x", ""])
TYPED = st.dictionaries(FIELDS, st.lists(TEXT, max_size=3), max_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=TYPED, foreign=st.booleans())
def test_any_form_is_checked_or_refused_field_by_field(
    app: Flask,
    changes: dict[str, list[str]],
    foreign: bool,  # noqa: FBT001 - a coin
) -> None:
    answers: dict[str, Any] = {name: value if isinstance(value, list) else [value] for name, value in PERSON.items()}
    token = issue("a key", "test", NOW)
    with app.test_request_context("/en/"):
        typed = MultiDict({**answers, "form_token": [token], **changes})
        made = _made("foreign" if foreign else "ngo", token, typed)
        if made.validate():
            application = made.application("ngo", "nonce", "1")
            assert application.name_folded is not None
            assert application.days
        else:
            assert set(made.errors) <= {*(field.name for field in made), None}
            assert all(str(sentence) for sentences in made.errors.values() for sentence in sentences)


def _made(category: str, token: str, typed: "MultiDict[str, str]") -> RegistrationForm:
    days = [EditionDay(key=str(day), date=day) for day in (FIRST_DAY, SECOND_DAY)]
    return make_form(Category(key=category), days, token, typed)
