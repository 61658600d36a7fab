"""What the edition file says of the edition: each mistake gets its sentence, with its place."""

import tomllib

import pytest

import sokwms_reg.agenda.portable  # noqa: F401 - registers the programme's lists
from sokwms_reg.editions.portable import HEADER, read, tables
from sokwms_reg.editions.portable.figures import quoted
from tests.transfer.samples import SAMPLE, changed

A_KEY = 'expected a key of lower-case letters, digits and hyphens, such as "day-1".'
AN_ADDRESS = 'expected an address of lower-case letters, digits and hyphens, such as "2015-kielce".'
A_MOMENT = "expected a local date and time such as 2026-11-01T09:00:00, without an offset"
A_ZONE = 'timezone: expected an IANA time zone such as "Europe/Warsaw".'
BILINGUAL = 'expected a table { pl = "…", en = "…" }'
NGO = 'categories[1] (key "ngo")'

CASES: list[tuple[str, str, str]] = [
    ('slug = "sample"', 'slug = "Sample"', f"slug: {AN_ADDRESS}"),
    ('slug = "sample"', 'slug = "outbox"', 'slug: "outbox" is an address of the office itself; expected another.'),
    ('slug = "sample"', "", f"slug: missing; {AN_ADDRESS}"),
    ("[registration]", "titel = 1\n[registration]", 'titel: unknown key; did you mean "title"?'),
    (
        "[registration]",
        "number = true\n[registration]",
        "number: expected a whole number from 0 to 3999, found true or false.",
    ),
    ("[registration]", "number = 4000\n[registration]", "number: expected a whole number from 0 to 3999."),
    ("[registration]", "published = 1\n[registration]", "published: expected true or false, found a whole number."),
    ("[registration]", 'timezone = "Kielce"\n[registration]', A_ZONE),
    ("[registration]", 'timezone = "../../etc/passwd"\n[registration]', A_ZONE),
    ("[registration]", 'lead = "Tak"\n[registration]', f"lead: {BILINGUAL}, found text."),
    ("[registration]", 'lead = { de = "Ja" }\n[registration]', "lead.de: unknown key; known here: pl, en."),
    (
        "[registration]",
        'lead.pl = "a\\u0000b"\n[registration]',
        "lead.pl: holds U+0000, expected printable characters.",
    ),
    (
        "[registration]",
        'lead.pl = "a\\u001Bb"\n[registration]',
        "lead.pl: holds U+001B, expected printable characters.",
    ),
    (
        "[registration]",
        f'lead.pl = "{"a" * 20_001}"\n[registration]',
        "lead.pl: expected at most 20000 characters, found 20001.",
    ),
    ("[registration]", '"\\u001B[1m" = 1\n[registration]', '"\\u001b[1m": unknown key; known here: '),
    ('"Próbna"', f'"{"a" * 201}"', "name.pl: expected at most 200 characters, found 201."),
    ('"Próbna"', '"a\\nb"', "name.pl: holds U+000A, a line break; expected one line."),
    ('pl = "Próbna", en = "Sample"', 'pl = " "', f"name: {BILINGUAL} with a text in at least one language."),
    (
        "closes = 2026-12-18T23:59:00",
        "closes = 2026-11-02T09:00:00",
        "registration.closes: expected a time after the opening, 2026-11-02T09:00:00.",
    ),
    (
        "promotion_until = 2027-01-08",
        "promotion_until = 2026-11-01",
        "registration.promotion_until: expected 2026-11-02, the day of the opening, or a later one, found 2026-11-01.",
    ),
    ("closes = 2026-12-18T23:59:00\n", "", f"registration.closes: missing; {A_MOMENT}."),
    ("opens = 2026-11-02T09:00:00", "opens = 2026-11-02", f"registration.opens: {A_MOMENT}, found a date."),
    ("opens = 2026-11-02T09:00:00", "opens = 2026-11-02T09:00:00Z", f"registration.opens: {A_MOMENT} and"),
    (
        "opens = 2026-11-02T09:00:00",
        "opens = 2026-03-29T02:30:00",
        "registration.opens: the clocks of Europe/Warsaw skip 02:30 on 2026-03-29; expected a time",
    ),
    (
        "opens = 2026-11-02T09:00:00",
        "opens = 0001-01-01T00:00:00",
        "registration.opens: expected a year from 1990 to 2199.",
    ),
    (
        'key = "day-2"',
        'key = "day-1"',
        'days[2] (key "day-1").key: day-1 stands already in days[1] (key "day-1"); expected another.',
    ),
    (
        "date = 2027-01-28",
        "date = 2027-01-27",
        'days[2] (key "day-2").date: 2027-01-27 stands already in days[1] (key "day-1"); expected another.',
    ),
    (
        "date = 2027-01-28",
        'date = "28 stycznia"',
        'days[2] (key "day-2").date: expected a date such as 2026-11-17, found text.',
    ),
    ('key = "day-2"', 'key = "Day 2"', f"days[2].key: {A_KEY}"),
    (
        'key = "ngo"',
        'key = "press"',
        'categories[1] (key "press").key: expected one of: self-government, government, ngo, ',
    ),
    (
        'policy = "approved"',
        'policy = "shut"',
        'categories[2] (key "foreign").policy: expected one of: open, approved, closed.',
    ),
    ("capacity = 5", "capacity = -5", f"{NGO}.capacity: expected a whole number from 0 to 1000000."),
    ("capacity = 5", "capacity = 5.0", f"{NGO}.capacity: expected a whole number from 0 to 1000000, found a fraction."),
    ("capacity = 5\n", "", f"{NGO}.capacity: missing; expected a whole number from 0 to 1000000."),
    ('kind = "host"', 'kind = "friend"', "partners[1].kind: expected one of: host, initiator, co_organiser, funder, "),
    (
        'kind = "host"',
        'kind = "host"\nurl = "javascript:alert(1)"',
        'partners[1].url: expected an address that begins with "https://" or "http://".',
    ),
    (
        "[registration]",
        'contact_email = "sekretariat"\n[registration]',
        'contact_email: expected an e-mail address such as "office@example.org"',
    ),
    (SAMPLE[SAMPLE.index("[registration]") :], "days = 5", "days: expected an array of tables, found a whole number."),
    (
        SAMPLE[SAMPLE.index("[registration]") :],
        "registration = 5",
        "registration: expected a table, found a whole number.",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), CASES)
def test_a_mistake_gets_its_sentence(old: str, new: str, sentence: str) -> None:
    found = [str(problem) for problem in read(tomllib.loads(changed((old, new))), HEADER, tables()).problems]
    assert [problem for problem in found if problem.startswith(sentence)], found


@pytest.mark.parametrize("text", [SAMPLE, changed(("promotion_until = 2027-01-08", "promotion_until = 2026-11-02"))])
def test_a_correct_file_has_no_problems(text: str) -> None:
    assert read(tomllib.loads(text), HEADER, tables()).problems == []


def test_a_value_that_was_found_is_quoted_short_and_harmless() -> None:
    assert [quoted(text) for text in ("attic", "Sala główna", "\x1b[1m", "")] == [
        '"attic"',
        '"Sala główna"',
        '"\\u001b[1m"',
        '""',
    ]
    assert quoted("a" * 61) == f'"{"a" * 60}…"'
