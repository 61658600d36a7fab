"""Views of the list that are saved for the whole office: named once, changed in turn, recorded."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.models import SavedView
from sokwms_reg.attendees.queries import Wish
from sokwms_reg.attendees.service import Doing
from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.editions.models import Edition
from tests.attendees.people import small_edition
from tests.factories import NOW

pytestmark = pytest.mark.both_databases
ANNA = Actor("staff", "1", "Anna Kowalska")
CONFIRMED = Wish(q="łódź", chosen={"state": ("confirmed", "offered")}, sort="-days", columns=("email",), rows=100)


def doing(view: SavedView | None = None) -> Doing:
    return Doing(ANNA, NOW, view.changes if view else None)


def recorded(session: Session) -> list[tuple[str, dict[str, object]]]:
    found = session.scalars(select(AuditEntry).where(AuditEntry.subject.like("view:%")).order_by(AuditEntry.id))
    return [(entry.action.removeprefix("attendees.view_"), entry.changes) for entry in found]


@pytest.fixture
def edition(session: Session) -> Edition:
    """Return an edition, beside another one with a view of the same name."""
    service.save_view_as(session, small_edition(session, "other"), "Do hotelu", Wish(), doing())
    return small_edition(session)


def test_a_view_is_the_list_as_it_was_saved(session: Session, edition: Edition) -> None:
    view = service.save_view_as(session, edition, "Do hotelu", CONFIRMED, doing())
    assert (view.saved_at, view.saved_by, view.is_default, view.changes) == (NOW, "Anna Kowalska", False, 0)
    scope = queries.scope_of(session, edition)
    assert queries.read(scope, view.arguments()) == (CONFIRMED, ())
    plain = service.save_view_as(session, edition, "Wszyscy", Wish(), doing())
    assert queries.read(scope, plain.arguments()) == (Wish(), ())
    asked = {"q": "łódź", "state": ["confirmed", "offered"], "sort": "-days"}
    assert recorded(session)[-2:] == [
        ("saved", {"name": [None, "Do hotelu"], "filter": [None, asked]}),
        ("saved", {"name": [None, "Wszyscy"], "filter": [None, {}]}),
    ]


def test_views_are_found_by_edition_the_default_first(session: Session, edition: Edition) -> None:
    for name in ("Zagranica", "autokar", "Łódź"):
        service.save_view_as(session, edition, name, Wish(), doing())
    abroad = queries.views_in(session, edition.id)[2]
    assert queries.default_view(session, edition.id) is None
    service.open_by_itself(session, edition, abroad, doing())
    assert [view.name for view in queries.views_in(session, edition.id)] == ["Zagranica", "autokar", "Łódź"]
    assert queries.default_view(session, edition.id) is abroad
    assert service.view_to_change(session, edition, abroad.id) is abroad
    strange = session.scalars(select(SavedView).where(SavedView.edition_id != edition.id)).one()
    assert queries.view_at(session, edition.id, strange.id) is None
    with pytest.raises(service.GoneViewError):
        service.view_to_change(session, edition, strange.id)


def test_a_name_is_given_once_however_it_is_spelt(session: Session, edition: Edition) -> None:
    lodz = service.save_view_as(session, edition, "Łódź", Wish(), doing())
    other = service.save_view_as(session, edition, "Kielce", Wish(), doing())
    with pytest.raises(service.ViewNameTakenError):
        service.save_view_as(session, edition, "lodz", Wish(), doing())
    with pytest.raises(service.ViewNameTakenError):
        service.rename_view(session, edition, other, "ŁODZ", doing(other))
    service.rename_view(session, edition, lodz, "łódź", doing(lodz))
    service.rename_view(session, edition, lodz, "łódź", doing(lodz))
    assert (lodz.name, lodz.changes, other.name) == ("łódź", 1, "Kielce")
    assert recorded(session)[-1] == ("renamed", {"name": ["Łódź", "łódź"]})


def test_there_are_fifty_at_most(session: Session, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sokwms_reg.attendees.service.views.MOST_VIEWS", 1)
    service.save_view_as(session, edition, "Pierwszy", Wish(), doing())
    with pytest.raises(service.TooManyViewsError):
        service.save_view_as(session, edition, "Drugi", Wish(), doing())


def test_of_two_who_change_a_view_the_second_is_told(session: Session, edition: Edition) -> None:
    view = service.save_view_as(session, edition, "Do hotelu", Wish(), doing())
    both = doing(view)
    service.save_view(session, edition, view, Wish(), both)
    assert view.changes == 0, "nothing was changed"
    service.save_view(session, edition, view, CONFIRMED, both)
    assert queries.read(queries.scope_of(session, edition), view.arguments())[0] == CONFIRMED
    asked = {"q": "łódź", "state": ["confirmed", "offered"], "sort": "-days"}
    assert recorded(session)[-1] == (
        "changed",
        {"name": ["Do hotelu"] * 2, "filter": [{}, asked], "columns": [[], ["email"]], "rows": [50, 100]},
    )
    with pytest.raises(service.StaleViewError):
        service.save_view(session, edition, view, Wish(), both)
    with pytest.raises(service.StaleViewError):
        service.rename_view(session, edition, view, "Hotel", both)
    assert (view.name, view.rows) == ("Do hotelu", 100)


def test_one_view_at_most_opens_by_itself(session: Session, edition: Edition) -> None:
    first, second = (service.save_view_as(session, edition, name, Wish(), doing()) for name in ("A", "B"))
    service.no_longer_by_itself(session, edition, first, doing())
    for view in (first, first, second):
        service.open_by_itself(session, edition, view, doing())
    assert (first.is_default, second.is_default) == (False, True)
    service.no_longer_by_itself(session, edition, second, doing())
    assert queries.default_view(session, edition.id) is None
    assert [entry for entry in recorded(session) if entry[0] == "default"] == [
        ("default", {"name": [None, "A"]}),
        ("default", {"name": ["A", "B"]}),
        ("default", {"name": ["B", None]}),
    ]


def test_deleting_is_recorded_with_what_it_was(session: Session, edition: Edition) -> None:
    view = service.save_view_as(session, edition, "Do hotelu", CONFIRMED, doing())
    question = view.question
    service.delete_view(session, edition, view, doing())
    assert queries.views_in(session, edition.id) == []
    assert recorded(session)[-1] == ("deleted", {"name": ["Do hotelu", None], "filter": [question, None]})
