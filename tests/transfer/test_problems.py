"""What is wrong with a file is told all at once, and with a line where it is no TOML."""

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.transfer.service.demonstration import shifted
from sokwms_reg.transfer.service.text import LoadError, parsed
from tests.transfer.samples import NOW, changed, problems

PANEL = 'kind = "panel"'
OPENING = 'sessions[1] (key "opening")'
DEBATE = 'sessions[2] (key "debate")'


@pytest.mark.both_databases
def test_all_mistakes_are_told_at_once(session: Session) -> None:
    found = problems(session, changed((PANEL, ""), ("capacity = 10", "capacity = true"), ('"hall"', '"Hall"')))
    assert [problem.split(":")[0] for problem in found] == [
        'days[1] (key "day-1").capacity',
        'rooms[1] (key "Hall").key',
        f"{OPENING}.room",
        f"{DEBATE}.kind",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("slug = \nname = 1", "This is not TOML: Invalid value (at line 1, column 8)."),
        ("slug = 'a'\nslug = 'b'", "This is not TOML: Cannot overwrite a value"),
        ("slug = " + "[" * 5_000, "This is nested too deeply for an edition file."),
        ("number = " + "9" * 5_000, "This is not TOML that can be read: "),
        ("slug = 'a\x00'", "This is not TOML: "),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(LoadError, match=r"^This is") as refused:
        parsed(text)
    assert str(refused.value).startswith(sentence)


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert parsed("\ufeffslug = 'a'") == {"slug": "a"}


def test_a_demonstration_with_too_short_a_registration_is_refused() -> None:
    short = parsed(changed(("closes = 2026-12-18T23:59:00", "closes = 2026-11-08T23:59:00")))
    with pytest.raises(LoadError, match="at least 9 days between"):
        shifted(short, NOW.date())
