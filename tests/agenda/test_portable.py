"""What the edition file says of the programme: each mistake gets its sentence, with its place."""

import tomllib

import pytest

import sokwms_reg.agenda.portable  # noqa: F401 - registers the programme's lists
from sokwms_reg.editions.portable import HEADER, read, tables
from tests.transfer.samples import SAMPLE, changed

OPENING = 'sessions[1] (key "opening")'
DEBATE = 'sessions[2] (key "debate")'
PANEL = 'kind = "panel"'

CASES: list[tuple[str, str, str]] = [
    (
        'name = "Anna Nowak"',
        'name = ""',
        'speakers[1] (key "anna-nowak").name: expected one line of text in quotation marks, found an empty text.',
    ),
    ('day = "day-2"', 'day = "day-3"', f"{DEBATE}.day: expected a key that stands in [[days]],"),
    ('room = "hall"', 'room = "attic"', f"{OPENING}.room: expected a key that stands in [[rooms]],"),
    ('room = "hall"', "room = 5", f"{OPENING}.room: expected a key that stands in [[rooms]], found a whole number."),
    (PANEL, 'kind = "party"', f"{DEBATE}.kind: expected one of: opening, lecture, panel, workshop, break, side_event."),
    (
        "ends = 10:15:00",
        "ends = 09:30:00",
        f"{OPENING}.ends: expected a time after the start, 09:30:00, on the same day.",
    ),
    ("ends = 10:15:00\n", "", f"{OPENING}.ends: missing; expected both times, or neither."),
    ("starts = 09:30:00", 'starts = "9:30"', f"{OPENING}.starts: expected a local time such as 09:30:00, found text."),
    ("starts = 09:30:00", "start = 09:30:00", f'{OPENING}.start: unknown key; did you mean "starts"?'),
    (
        'role = "chair"',
        'role = "star"',
        f'{OPENING}.speakers[1] (key "anna-nowak").role: expected one of: chair, moderator, ',
    ),
    (
        'key = "jan-kowalski", role',
        'key = "anna-nowak", role',
        f'{OPENING}.speakers[2] (key "anna-nowak").key: anna-nowak stands already in {OPENING}.',
    ),
    (SAMPLE[SAMPLE.index("[registration]") :], "rooms = [5]", "rooms[1]: expected a table, found a whole number."),
]


@pytest.mark.parametrize(("old", "new", "sentence"), CASES)
def test_a_mistake_gets_its_sentence(old: str, new: str, sentence: str) -> None:
    found = [str(problem) for problem in read(tomllib.loads(changed((old, new))), HEADER, tables()).problems]
    assert [problem for problem in found if problem.startswith(sentence)], found


def test_a_session_at_a_time_that_the_clocks_skip() -> None:
    text = changed(("date = 2027-01-27", "date = 2027-03-28"), ("starts = 09:30:00", "starts = 02:15:00"))
    assert [str(problem) for problem in read(tomllib.loads(text), HEADER, tables()).problems] == [
        f"{OPENING}.starts: the clocks of Europe/Warsaw skip 02:15 on 2027-03-28; expected a time that exists."
    ]
