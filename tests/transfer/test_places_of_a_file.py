"""Rules of places in an edition file: they come back as they went, and what they do to people is the office's rule."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import Category, CategoryDay, Edition
from sokwms_reg.registration import service as registration
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.queries import days
from sokwms_reg.transfer import service
from tests.factories import make_application
from tests.transfer.samples import NOW, SAMPLE, changed, load, problems

pytestmark = pytest.mark.both_databases
STAFF = Actor("staff", "1", "Zofia Sroka")
ORDER = registration.Order(STAFF, NOW, "")

HEADER = """notice = { pl = "Uwaga", en = "Notice" }
promotion = "offers"
offer_hours = 48
"""
DEADLINES = """promotion_until = 2027-01-08
editing_until = 2026-12-10T12:00:00
replacement_until = 2027-01-20T12:00:00
withdrawal_until = 2027-01-25T12:00:00
"""
NGO = """capacity = 5
notice = { pl = "Dla fundacji", en = "For foundations" }
opens = 2026-11-10T08:00:00
closes = 2026-12-01T08:00:00
reserved_speakers = 1
reserved_invitations = 2
institution_limit = 3
days = [
  { key = "day-1", capacity = 2 },
  { key = "day-2", capacity = 0 },
]
"""
NGO_KEY = 'categories[1] (key "ngo")'
NGO_DAY = f"{NGO_KEY}.days"
WITHIN = "expected a time from 2026-11-02T09:00:00 to 2026-12-18T23:59:00, when the edition is open."
REGISTRATION = SAMPLE[SAMPLE.index("[registration]") : SAMPLE.index("\n[[days]]")]
FULL = (
    ("\n[registration]", f"{HEADER}\n[registration]"),
    ("promotion_until = 2027-01-08\n", DEADLINES),
    ("capacity = 5\n", NGO),
)


def comes(session: Session, day: int = 0, **given: object) -> Registration:
    edition = session.scalars(select(Edition)).one()
    dates = [each.date for each in days(session, edition.id)]
    application = make_application(days=(dates[day],), **given)
    return registration.register_by_office(session, edition, application, NOW, STAFF).registration


def test_every_rule_comes_back_as_it_went(session: Session) -> None:
    text = changed(*FULL)
    load(session, text)
    assert service.dump(session, "sample") == text
    assert load(session, text).unchanged
    ngo = session.scalars(select(Category).where(Category.key == "ngo")).one()
    assert (ngo.reserved, ngo.general, ngo.institution_limit) == (3, 2, 3)
    assert ngo.opens_at is not None
    assert ngo.opens_at.isoformat() == "2026-11-10T07:00:00+00:00"
    assert service.dump(session, "sample") == text


def test_rules_that_are_left_out_fall_back(session: Session) -> None:
    load(session, changed(*FULL))
    report = load(session, changed())
    assert report.removed == {"categories.days": 2}
    edition = session.scalars(select(Edition)).one()
    assert (edition.promotion, edition.offer_hours, edition.editing_until) == ("automatic", 72, None)
    assert session.scalars(select(CategoryDay)).all() == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "capacity = 5\n",
            "capacity = 2\n",
            'categories[1] (key "ngo").capacity: expected at least 3, as many as are reserved.',
        ),
        (
            "opens = 2026-11-10T08:00:00",
            "opens = 2026-11-01T08:00:00",
            f"{NGO_KEY}.opens: {WITHIN}",
        ),
        (
            "closes = 2026-12-01T08:00:00",
            "closes = 2026-12-19T08:00:00",
            f"{NGO_KEY}.closes: {WITHIN}",
        ),
        (
            "closes = 2026-12-01T08:00:00",
            "closes = 2026-11-10T08:00:00",
            'categories[1] (key "ngo").closes: expected a time after the opening, 2026-11-10T08:00:00.',
        ),
        ("offer_hours = 48", "offer_hours = 0", "offer_hours: expected a whole number from 1 to 1440."),
        ('promotion = "offers"', 'promotion = "never"', "promotion: expected one of: automatic, offers, by_hand."),
        (
            '{ key = "day-1", capacity = 2 }',
            '{ key = "day-9", capacity = 2 }',
            f'{NGO_DAY}[1] (key "day-9").key: expected a key that stands in [[days]], found "day-9".',
        ),
        (
            '{ key = "day-2", capacity = 0 }',
            '{ key = "day-1", capacity = 0 }',
            f'{NGO_DAY}[2] (key "day-1").key: day-1 stands already in {NGO_DAY}[1] (key "day-1"); expected another.',
        ),
    ],
)
def test_a_rule_that_cannot_be_gets_its_sentence(session: Session, old: str, new: str, sentence: str) -> None:
    text = changed(*FULL)
    assert old in text
    assert problems(session, text.replace(old, new, 1)) == [sentence]


def test_a_window_needs_an_edition_that_takes_registrations(session: Session) -> None:
    text = changed(
        (f"{REGISTRATION}\n", ""),
        ("capacity = 5\n", "capacity = 5\nopens = 2026-11-10T08:00:00\ncloses = 2026-12-01T08:00:00\n"),
    )
    load(session, text)
    assert service.dump(session, "sample") == text


def test_limits_below_what_is_held_are_refused(session: Session) -> None:
    load(session, changed(("capacity = 5\n", "capacity = 5\nreserved_speakers = 1\n")))
    registration.use_reserve(session, comes(session), "speakers", ORDER)
    comes(session)
    comes(session, day=1)
    assert problems(session, changed()) == [
        'categories[1] (key "ngo").reserved_speakers: reserved places taken: 1; expected at least 1.'
    ]
    beside = "places taken that are not reserved: 2, reserved places: 4; expected a capacity of at least 6."
    many = "capacity = 5\nreserved_speakers = 1\nreserved_invitations = 3\n"
    assert problems(session, changed(("capacity = 5\n", many))) == [f"{NGO_KEY}.capacity: {beside}"]
    by_day = 'capacity = 5\nreserved_speakers = 1\ndays = [\n  { key = "day-1", capacity = 1 },\n]\n'
    assert problems(session, changed(("capacity = 5\n", by_day))) == [
        f'{NGO_DAY}[1] (key "day-1").capacity: places taken on this day: 2; expected a capacity of at least 2.'
    ]
    assert problems(session, changed(("capacity = 5\n", 'capacity = "5"\n'))) != []


def test_a_new_limit_counts_who_is_there_already(session: Session) -> None:
    load(session)
    comes(session)
    by_day = 'capacity = 5\ndays = [\n  { key = "day-1", capacity = 1 },\n  { key = "day-2", capacity = 3 },\n]\n'
    load(session, changed(("capacity = 5\n", by_day)))
    taken = session.scalars(select(CategoryDay.taken).order_by(CategoryDay.day_id)).all()
    assert taken == [1, 0]
    waits = comes(session)
    assert waits.state == "waiting"
    report = load(session, changed(("capacity = 5\n", by_day.replace("capacity = 1 ", "capacity = 2 "))))
    assert (report.promoted, waits.state) == (1, "confirmed")


def test_a_new_category_has_nothing_to_refuse(session: Session) -> None:
    foreign = SAMPLE[SAMPLE.index('[[categories]]\nkey = "foreign"') : SAMPLE.index("[[rooms]]")]
    load(session, changed((foreign, "")))
    assert load(session).added == {"categories": 1}
