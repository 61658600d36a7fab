"""A file that differs changes what differs: rows keep their identity by key."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import ProgrammeSession, Room, SessionSpeaker, Speaker
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.editions.models import Category, Edition, EditionDay, Partner, Places
from sokwms_reg.registration.models import Registration, RegistrationDay
from sokwms_reg.transfer import service
from tests.transfer.samples import NOW, SAMPLE, changed, load, problems

pytestmark = pytest.mark.both_databases
SECOND_DAY = '[[days]]\nkey = "day-2"\ndate = 2027-01-28\n\n'
FOREIGN = SAMPLE[SAMPLE.index('[[categories]]\nkey = "foreign"') : SAMPLE.index("[[rooms]]")]
DEBATE = SAMPLE[SAMPLE.index('[[sessions]]\nkey = "debate"') : SAMPLE.index("[[partners]]")]


def register(session: Session, category: str, day: str) -> Registration:
    """Add a registration that holds a place; where none is free, one that waits."""
    edition = session.scalars(select(Edition)).one()
    chosen = session.scalars(select(Category).where(Category.key == category)).one()
    on = session.scalars(select(EditionDay).where(EditionDay.key == day)).one()
    free = chosen.free > 0
    chosen.taken += free
    on.taken += free
    chosen.waiting += not free
    names = dict.fromkeys(
        (
            "reference",
            "form_nonce",
            "ticket_code",
            "name_folded",
            "address_folded",
            "institution_folded",
            "search_text",
            "sort_name",
        ),
        f"{category}-{chosen.taken}-{chosen.waiting}",
    )
    registration = Registration(
        edition_id=edition.id,
        category_id=chosen.id,
        state="confirmed" if free else "waiting",
        language="pl",
        first_name="Anna",
        last_name="Nowak",
        institution="Fundacja",
        registered_at=NOW,
        state_changed_at=NOW,
        queue_number=chosen.taken + chosen.waiting,
        **names,
    )
    session.add(registration)
    session.flush()
    session.add(RegistrationDay(registration_id=registration.id, day_id=on.id))
    session.flush()
    return registration


def test_a_new_edition_is_stored_whole(session: Session) -> None:
    report = load(session)
    assert report.created
    assert report.added == {
        "days": 2,
        "categories": 2,
        "rooms": 1,
        "speakers": 2,
        "sessions": 2,
        "sessions.speakers": 2,
        "partners": 2,
    }
    edition = session.scalars(select(Edition)).one()
    assert session.get_one(Places, edition.id).seq == 0
    assert edition.registration_opens_at == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    opening = session.scalars(select(ProgrammeSession).where(ProgrammeSession.key == "opening")).one()
    assert opening.starts_at == datetime(2027, 1, 27, 8, 30, tzinfo=UTC)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject, entry.scope) == ("edition.imported", f"edition:{edition.id}", "sample")


def test_only_what_differs_is_changed_and_recorded(session: Session) -> None:
    load(session)
    report = load(session, changed(('"Debata"', '"Dyskusja"'), ("[registration]", "published = true\n[registration]")))
    assert (report.created, report.added, report.removed) == (False, {}, {})
    assert report.changed == {"edition": 1, "sessions": 1}
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.changes == {
        "published": [False, True],
        "sessions[debate].title": [{"pl": "Debata", "en": ""}, {"pl": "Dyskusja", "en": ""}],
    }


def test_a_conference_moved_by_a_day_keeps_its_rows_and_takes_the_times_along(session: Session) -> None:
    load(session)
    ids = set(session.scalars(select(EditionDay.id)))
    moved = changed(("date = 2027-01-27", "date = 2027-01-29"), ("date = 2027-01-28", "date = 2027-01-27"))
    load(session, moved.replace("2027-01-29", "2027-01-28"))
    session.expire_all()
    assert set(session.scalars(select(EditionDay.id))) == ids
    dates = dict(session.execute(select(EditionDay.key, EditionDay.date)).all())
    assert dates == {"day-1": date(2027, 1, 28), "day-2": date(2027, 1, 27)}
    opening = session.scalars(select(ProgrammeSession).where(ProgrammeSession.key == "opening")).one()
    assert opening.starts_at == datetime(2027, 1, 28, 8, 30, tzinfo=UTC)


def test_another_zone_moves_the_instants(session: Session) -> None:
    load(session)
    load(session, 'timezone = "Europe/Helsinki"\n' + SAMPLE)
    assert session.scalars(select(Edition)).one().registration_opens_at == datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
    opening = session.scalars(select(ProgrammeSession).where(ProgrammeSession.key == "opening")).one()
    assert opening.starts_at == datetime(2027, 1, 27, 7, 30, tzinfo=UTC)


def test_a_new_key_for_a_day_is_another_day(session: Session) -> None:
    load(session)
    report = load(session, SAMPLE.replace('"day-2"', '"second"'))
    assert (report.added, report.removed) == ({"days": 1}, {"days": 1})
    assert session.scalars(select(EditionDay.key).order_by(EditionDay.date)).all() == ["day-1", "second"]


def test_rows_that_nothing_uses_are_removed(session: Session) -> None:
    load(session)
    shorter = changed(
        ('[[speakers]]\nkey = "jan-kowalski"\nname = "Jan Kowalski"\n\n', ""),
        ('  { key = "jan-kowalski", role = "speaker" },\n', ""),
        ('room = "hall"\n', ""),
        ('[[rooms]]\nkey = "hall"\nname = { pl = "Sala" }\n\n', ""),
        ('[[partners]]\nkind = "host"\nname = { pl = "Gospodarz" }\n\n', ""),
        (DEBATE, ""),
        (SECOND_DAY, ""),
        (FOREIGN, ""),
    )
    report = load(session, shorter)
    assert report.removed == {
        "days": 1,
        "categories": 1,
        "rooms": 1,
        "speakers": 1,
        "sessions": 1,
        "sessions.speakers": 1,
        "partners": 1,
    }
    assert session.scalars(select(Room)).all() == []
    assert session.scalars(select(Speaker.key)).all() == ["anna-nowak"]
    assert len(session.scalars(select(SessionSpeaker)).all()) == 1
    assert session.scalars(select(Partner.name_pl)).all() == ["Fundator"]
    assert service.dump(session, "sample") == shorter


def test_a_session_with_speakers_is_removed_with_them(session: Session) -> None:
    load(session)
    opening = SAMPLE[SAMPLE.index('[[sessions]]\nkey = "opening"') : SAMPLE.index('[[sessions]]\nkey = "debate"')]
    report = load(session, changed((opening, "")))
    assert report.removed == {"sessions": 1, "sessions.speakers": 2}


def test_a_new_order_is_kept(session: Session) -> None:
    load(session)
    turned = changed((FOREIGN, ""), ('[[categories]]\nkey = "ngo"', FOREIGN + '[[categories]]\nkey = "ngo"'))
    assert load(session, turned).changed == {"categories": 2}
    assert service.dump(session, "sample") == turned


def test_a_day_and_a_category_in_use_stay(session: Session) -> None:
    load(session)
    register(session, "foreign", "day-2")
    register(session, "foreign", "day-2")
    shorter = changed((FOREIGN, ""), (SECOND_DAY, ""), (DEBATE, ""))
    assert problems(session, shorter) == [
        'days (key "day-2"): missing from the file, but 2 registrations use it; expected it to stay.',
        'categories (key "foreign"): missing from the file, but 2 registrations use it; expected it to stay.',
    ]
    assert service.dump(session, "sample") == SAMPLE


def test_a_capacity_below_what_is_taken_is_refused(session: Session) -> None:
    load(session)
    register(session, "ngo", "day-1")
    register(session, "ngo", "day-1")
    assert problems(session, changed(("capacity = 10", "capacity = 1"), ("capacity = 5", "capacity = 1"))) == [
        'days[1] (key "day-1").capacity: places taken: 2; expected a capacity of at least 2.',
        'categories[1] (key "ngo").capacity: places taken: 2; expected a capacity of at least 2.',
    ]
    load(session, changed(("capacity = 10", "capacity = 0"), ("capacity = 5", "capacity = 2")))
    assert session.scalars(select(Category.taken).where(Category.key == "ngo")).one() == 2


def test_a_raised_capacity_goes_to_those_who_wait(session: Session) -> None:
    load(session, changed(("capacity = 5", "capacity = 1")))
    register(session, "ngo", "day-1")
    waiting = register(session, "ngo", "day-1")
    waiting.email = "anna@example.org"
    category = session.scalars(select(Category).where(Category.key == "ngo")).one()
    session.flush()
    assert load(session).promoted == 1
    assert waiting.state == "confirmed"
    assert (category.taken, category.waiting) == (2, 0)


def test_what_is_refused_changes_nothing(session: Session) -> None:
    load(session)
    assert problems(session, changed(('"Debata"', '"Dyskusja"'), ("capacity = 5", "capacity = -1")))
    assert not session.dirty
    assert service.dump(session, "sample") == SAMPLE


def test_the_first_import_that_is_refused_stores_no_row(session: Session) -> None:
    assert problems(session, changed(('kind = "panel"', 'kind = "party"')))
    for model in (Edition, EditionDay, AuditEntry):
        assert session.scalars(select(model)).all() == []
