"""The register: what it keeps, and how it finds a person in what went out."""

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.disclosures import queries
from sokwms_reg.disclosures.queries import Asked
from sokwms_reg.disclosures.service import Disclosed, disclose
from sokwms_reg.disclosures.states import Kind, holds, packed
from tests.factories import NOW, make_edition

ANNA, PIOTR = Actor("staff", "1", "Anna Kowalska"), Actor("staff", "2", "Piotr Nowak")


@pytest.mark.parametrize("people", [(), (7,), (1, 2, 9, 17), (100_000, 3), tuple(range(500, 900, 3))])
def test_people_are_packed_and_found_again(people: tuple[int, ...]) -> None:
    content, first = packed(people), min(people, default=0)
    near = {spot for one in people for spot in (one - 1, one, one + 1)} | {0, 1, 200_000}
    assert {spot for spot in near if holds(content, first, spot)} == set(people)


def test_a_hundred_thousand_people_take_a_few_kilobytes() -> None:
    assert len(packed(range(1, 100_001))) < 100
    assert len(packed(range(1, 100_001, 2))) < 13_000


@pytest.mark.both_databases
def test_the_register_is_asked_by_kind_by_actor_and_by_person(session: Session) -> None:
    edition, other = make_edition(session), make_edition(session, "other")
    hotel = Disclosed(Kind.HANDOVER, 2, (3, 5), ("last_name",), {"state": "confirmed"}, recipient="Hotel", about="h:1")
    disclose(session, edition.id, Disclosed(Kind.EXPORT, 4, (1, 2, 3, 4), ("email",), written="csv"), ANNA, NOW)
    disclose(session, edition.id, hotel, PIOTR, NOW)
    disclose(session, edition.id, Disclosed(Kind.EXPORT, 0), ANNA, NOW)
    disclose(session, other.id, Disclosed(Kind.EXPORT, 1, (3,)), ANNA, NOW)

    def found(**asked: object) -> list[tuple[str, int]]:
        wanted = Asked(**asked)  # type: ignore[arg-type] # any of its fields
        rows = queries.page(session, edition.id, wanted, 1)
        assert [one.id for one in queries.entries(session, edition.id, wanted)] == [one.id for one in rows]
        assert queries.count(session, edition.id, wanted) == len(rows)
        return [(one.kind, one.number) for one in rows]

    assert found() == [("export", 0), ("handover", 2), ("export", 4)]
    assert found(kind="handover") == [("handover", 2)]
    assert found(actor="staff:1") == [("export", 0), ("export", 4)]
    assert found(person=3) == [("handover", 2), ("export", 4)]
    assert found(person=4) == [("export", 4)]
    assert found(person=4, kind="handover") == []
    assert found(person=6) == []
    assert queries.actors(session, edition.id) == {
        "staff:1": ("staff", "Anna Kowalska"),
        "staff:2": ("staff", "Piotr Nowak"),
    }
    kept = queries.page(session, edition.id, Asked(kind="handover"), 1)[0]
    assert (kept.filters, kept.columns, kept.recipient) == ({"state": "confirmed"}, ["last_name"], "Hotel")
    assert queries.page(session, edition.id, Asked(), 2) == []
    assert [queries.pages_of(total) for total in (0, 1, 50, 51)] == [1, 1, 1, 2]
