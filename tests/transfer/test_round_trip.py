"""Export → import → export is byte-equal, and the import changes no row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.editions.models import Edition, EditionDay, Partner
from sokwms_reg.transfer import service
from tests.transfer.samples import ACTOR, NOW, SAMPLE, changed, load

pytestmark = pytest.mark.both_databases
SHIPPED = dict(service.shipped())


@contextmanager
def written(session: Session) -> Iterator[list[str]]:
    """Collect every statement that is not a SELECT."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def reload(session: Session, slug: str) -> None:
    """Export, import, export, and want the same bytes and no row changed."""
    first = service.dump(session, slug)
    session.expunge_all()
    with written(session) as statements:
        report = load(session, first)
        session.flush()
    assert report.unchanged
    assert statements == []
    assert service.dump(session, slug) == first


def test_every_expected_edition_is_shipped() -> None:
    assert list(SHIPPED) == ["2012-poznan", "2013-poznan", "2014-lodz", "2015-kielce", "demo"]


@pytest.mark.parametrize("slug", SHIPPED)
def test_a_shipped_edition_comes_back_as_it_went(session: Session, slug: str) -> None:
    assert load(session, SHIPPED[slug]).created
    reload(session, slug)
    assert load(session, SHIPPED[slug]).unchanged


def test_an_import_that_changes_nothing_leaves_no_entry_in_the_history(session: Session) -> None:
    load(session)
    load(session)
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_the_sample_is_written_as_it_stands(session: Session) -> None:
    load(session)
    in_order = service.dump(session, "sample")
    assert in_order == SAMPLE


def test_awkward_texts_come_back(session: Session) -> None:
    awkward = changed(
        ('"Otwarcie"', r'"\"Otwarcie\" \\ 100% ł\u00A0z \"\"\""'),
        ('kind = "panel"', 'abstract.pl = """\nRaz\n\n  dwa\\\\ "trzy\\""""\nkind = "panel"'),
    )
    load(session, awkward)
    reload(session, "sample")


def test_rows_that_the_office_left_untidy_come_back_as_they_are(session: Session) -> None:
    load(session)
    edition = session.scalars(select(Edition)).one()
    edition.lead_pl = "Pierwszy wiersz \r\ndrugi\u2028trzeci\r\n "
    for partner in session.scalars(select(Partner)):
        partner.ordinal *= 10
    session.flush()
    reload(session, "sample")


def test_the_second_of_two_equal_local_times_stays(session: Session) -> None:
    load(session)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    edition = session.scalars(select(Edition)).one()
    edition.registration_opens_at = second
    session.flush()
    assert "opens = 2026-10-25T02:30:00" in service.dump(session, "sample")
    reload(session, "sample")
    assert session.scalars(select(Edition)).one().registration_opens_at == second


def test_a_local_time_that_comes_twice_means_the_first(session: Session) -> None:
    load(session, changed(("opens = 2026-11-02T09:00:00", "opens = 2026-10-25T02:30:00")))
    opens = session.scalars(select(Edition)).one().registration_opens_at
    assert opens == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_another_edition_is_not_touched(session: Session) -> None:
    load(session, SHIPPED["demo"])
    before = service.dump(session, "demo")
    load(session)
    assert service.dump(session, "demo") == before
    assert session.scalar(select(func.count()).select_from(EditionDay)) == 4


def test_the_demonstration_moves_by_whole_weeks_to_where_it_is_open(session: Session) -> None:
    for now in (NOW, NOW.replace(year=2027, month=5, day=3), NOW.replace(year=2024, month=2, day=29)):
        service.load_demonstration(session, SHIPPED["demo"], now, ACTOR)
        edition = session.scalars(select(Edition)).one()
        days = session.scalars(select(EditionDay).order_by(EditionDay.date)).all()
        assert edition.registration_opens_at is not None
        assert edition.registration_closes_at is not None
        assert edition.registration_opens_at < now < edition.registration_closes_at
        assert (edition.registration_closes_at - now).days >= 21
        assert days[0].date > now.date()
        assert [day.date.isoweekday() for day in days] == [3, 4]
