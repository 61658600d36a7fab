"""Moving a demonstration to today; what cannot be moved stays, and is refused where it is read."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.editions.models import Edition
from sokwms_reg.transfer.service import LoadError, load, loading
from sokwms_reg.transfer.service.demonstration import shifted
from tests.transfer.samples import ACTOR, NOW, SAMPLE

TODAY = dt.date(2027, 6, 1)


@pytest.mark.parametrize("document", [{"slug": "demo"}, {"registration": {"opens": "soon", "closes": 5}}])
def test_without_dates_nothing_moves(document: dict[str, object]) -> None:
    assert shifted(document, TODAY) == document


def test_a_date_at_the_end_of_the_calendar_stays() -> None:
    opens, closes = dt.datetime(2026, 11, 2, 9), dt.datetime(2026, 12, 18, 23)  # noqa: DTZ001 - local, as in a file
    document: dict[str, object] = {"registration": {"opens": opens, "closes": closes}, "days": [{"date": dt.date.max}]}
    moved = shifted(document, TODAY)
    assert moved["days"] == [{"date": dt.date.max}]
    assert moved["registration"] != document["registration"]


def test_a_slug_that_is_no_text_is_refused(session: Session) -> None:
    with pytest.raises(LoadError) as refused:
        load(session, SAMPLE.replace('slug = "sample"', "slug = 5"), NOW, ACTOR)
    assert "slug" in str(refused.value.problems[0])


@pytest.mark.both_databases
def test_a_slug_that_somebody_took_at_this_moment(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    load(session, SAMPLE, NOW, ACTOR)
    session.flush()
    monkeypatch.setattr(loading, "_locked", lambda *_: None)
    with pytest.raises(LoadError) as refused:
        load(session, SAMPLE, NOW, ACTOR)
    assert "added by somebody else just now" in str(refused.value.problems[0])
    session.rollback()
    assert session.scalars(select(Edition)).all() == []
