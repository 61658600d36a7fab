"""The list of offices from which salutations are proposed, its rows and its pages."""

import pytest
from sqlalchemy import select

from sokwms_reg.audit.queries import history
from sokwms_reg.protocol import queries, service
from sokwms_reg.protocol.models import ProtocolOffice
from sokwms_reg.protocol.states import OFFICE_FIELDS, USUAL_OFFICES
from tests.attendees.people import Desk, Saving, small_edition
from tests.protocol.cards import ORDER

PAGE = "/office/test/salutations"
OFFICE = {"masculine": "sołtys wsi", "to_woman": "Szanowna Pani Sołtys,", "to_man": "Szanowny Panie Sołtysie,"}


@pytest.mark.both_databases
def test_the_list_of_offices_becomes_rows_at_its_first_change(saving: Saving) -> None:
    values = {name: f"{name}," for name in OFFICE_FIELDS}
    with saving() as session:
        edition = small_edition(session)
        assert queries.offices(session, edition.id) == USUAL_OFFICES
        assert session.scalars(select(ProtocolOffice)).all() == []
        added = service.add_office(session, edition, values, ORDER)
        assert added.ordinal == len(USUAL_OFFICES) + 1
        first = queries.office_numbered(session, edition.id, 1)
        assert first is not None
        mark = service.office_mark(first)
        assert mark == service.office_mark(USUAL_OFFICES[0])
        assert service.change_office(session, edition, 1, values, mark, ORDER)
        assert not service.change_office(session, edition, 1, values, "old", ORDER)
        with pytest.raises(service.StaleOfficeError):
            service.change_office(session, edition, 1, {**values, "english": "x"}, mark, ORDER)
        service.delete_office(session, edition, 1, ORDER)
        service.delete_office(session, edition, 1, ORDER)
        with pytest.raises(service.StaleOfficeError):
            service.change_office(session, edition, 1, values, mark, ORDER)
        assert [one.ordinal for one in queries.offices(session, edition.id)][:2] == [2, 3]
        said = [entry.action for entry in history(session, service.office_subject(edition, 1))]
        assert said == ["protocol.office_deleted", "protocol.office_changed"]
        for number in range(2, added.ordinal + 1):
            service.delete_office(session, edition, number, ORDER)
        assert queries.offices(session, edition.id) == USUAL_OFFICES


def test_the_list_of_offices_is_changed(desk: Desk, saving: Saving) -> None:
    assert "Szanowny Panie Wójcie," in desk.open(PAGE)
    desk.open(f"{PAGE}/1")
    old = desk.page.split('name="made_from" value="')[1].split('"')[0]
    with saving() as session:
        assert session.scalars(select(ProtocolOffice)).all() == []
    desk.open(f"{PAGE}/new")
    desk.send(f"{PAGE}/new", 422, masculine="x")
    desk.send(f"{PAGE}/new", 303, **OFFICE)
    assert "sołtys wsi" in desk.page
    desk.open(f"{PAGE}/1")
    desk.send(f"{PAGE}/1", 422, masculine="")
    desk.send(f"{PAGE}/1", 303, **OFFICE, made_from=old)
    desk.open(f"{PAGE}/1")
    desk.send(f"{PAGE}/1", 303, **OFFICE, made_from=old)
    assert "The office was already the same." in desk.page
    desk.open(f"{PAGE}/1")
    desk.send(f"{PAGE}/1", 422, **{**OFFICE, "english": "x"}, made_from=old)
    assert "Changed by a colleague" in desk.page
    desk.send(f"{PAGE}/1", deed="theirs")
    desk.open(f"{PAGE}/1/delete")
    desk.send(f"{PAGE}/1/delete")
    desk.open(f"{PAGE}/1", 404)
    desk.open(f"{PAGE}/new")
    desk.send(f"{PAGE}/1", 422, **OFFICE, made_from=old)
    assert "The office has been deleted meanwhile." in desk.page
