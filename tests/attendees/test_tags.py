"""Tags of the office: put on and taken off, kept apart from what participants read, renamed, merged, deleted."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.exports.data_copy import data_copy
from sokwms_reg.attendees.models import RegistrationTag, Tag
from sokwms_reg.attendees.service import (
    TagTakenError,
    delete_tag,
    merge_tags,
    move_tags,
    put_tag,
    put_tag_on_many,
    rename_tag,
    take_tag,
    take_tag_off_many,
)
from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.audit.queries import history
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.exports import own_data
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order
from tests.attendees.people import Desk, Saving, sign_in, small_edition, some_people, staff
from tests.attendees.test_office import LIST
from tests.factories import NOW

ORDER = Order(Actor("staff", "1", "Anna Kowalska"), NOW, "")
TAGS = "/office/test/tags"


def names(session: Session, one: Registration) -> list[str]:
    return [tag.name for tag in queries.tags_of(session, one)]


@pytest.mark.both_databases
def test_tags_are_spelt_once_and_are_in_no_history_of_the_person(session: Session) -> None:
    edition = small_edition(session)
    people = some_people(session, edition)
    ewa, jan = people["Łącka"], people["Nowak"]
    assert put_tag(session, ewa, "Żółty", ORDER) is True
    assert put_tag(session, jan, "żolty", ORDER) is True
    assert put_tag(session, jan, "ZOLTY", ORDER) is False
    put_tag(session, ewa, "Autokar 2", ORDER)
    assert names(session, ewa) == ["Autokar 2", "Żółty"]
    assert names(session, jan) == ["Żółty"]
    yellow = queries.tags_of(session, jan)[0]
    assert queries.tag_counts(session, edition.id)[yellow.id] == 2
    assert take_tag(session, jan, yellow, ORDER) is True
    assert take_tag(session, jan, yellow, ORDER) is False
    told = [(entry.action, entry.changes) for entry in reversed(history(session, yellow.subject_ref))]
    assert told == [
        ("attendees.tag_put", {"tag": ["", "Żółty"], "registration": ["", ewa.reference]}),
        ("attendees.tag_put", {"tag": ["", "Żółty"], "registration": ["", jan.reference]}),
        ("attendees.tag_taken_off", {"tag": ["Żółty", ""], "registration": [jan.reference, ""]}),
    ]
    for copy in (data_copy(session, edition, ewa, frozenset()), own_data(session, ewa)):
        assert "Autokar" not in copy.decode()
        assert b"tag" not in copy


@pytest.mark.both_databases
def test_the_column_and_the_filter(session: Session) -> None:
    edition = small_edition(session)
    people = some_people(session, edition)
    for name in ("żelazny", "Autokar 2", "Łódź"):
        put_tag(session, people["Nowak"], name, ORDER)
    put_tag(session, people["Zając"], "łodz", ORDER)
    scope = queries.scope_of(session, edition)
    columns = [queries.columns()[name] for name in ("last_name", "tags")]
    rows = {row[0]: row[1] for row in queries.stream(session, scope, queries.Wish(), columns)}
    assert rows["Nowak"] == "Autokar 2, Łódź, żelazny"
    assert rows["Zając"] == "Łódź"
    assert rows["Ćwik"] == ""
    lodz = next(tag for tag in scope.tags if tag.name == "Łódź")
    wish, problems = queries.read(scope, {"tag": [str(lodz.id)]})
    assert not problems
    assert queries.count(session, scope, wish) == 2
    assert queries.read(scope, {"tag": ["999"]})[1] == ((queries.Problem.UNKNOWN_VALUE, "tag"),)


@pytest.mark.both_databases
def test_renaming_merging_and_deleting(session: Session) -> None:
    edition = small_edition(session)
    people = list(some_people(session, edition).values())
    put_tag_on_many(session, edition.id, people[:3], "hotel", ORDER)
    put_tag_on_many(session, edition.id, people[2:4], "nocleg", ORDER)
    hotel, night = queries.tags_in(session, edition.id)
    assert rename_tag(session, hotel, "Hotel", ORDER) is True
    assert rename_tag(session, hotel, "Hotel", ORDER) is False
    with pytest.raises(TagTakenError) as taken:
        rename_tag(session, hotel, "NOCLEG", ORDER)
    assert taken.value.tag.id == night.id
    assert names(session, people[0]) == ["Hotel"]
    merge_tags(session, hotel, night, ORDER)
    assert [tag.name for tag in queries.tags_in(session, edition.id)] == ["nocleg"]
    assert queries.tag_counts(session, edition.id) == {night.id: 4}
    assert take_tag_off_many(session, people, night, ORDER) == people[:4]
    put_tag(session, people[0], "nocleg", ORDER)
    delete_tag(session, night, ORDER)
    assert session.scalars(select(Tag)).all() == []
    assert session.scalars(select(RegistrationTag)).all() == []
    ends = select(AuditEntry.changes).where(AuditEntry.action.in_(("attendees.tag_merged", "attendees.tag_deleted")))
    assert list(session.scalars(ends.order_by(AuditEntry.id))) == [
        {"tag": ["Hotel", "nocleg"]},
        {"tag": ["nocleg", ""], "count": [1, 0]},
    ]


@pytest.mark.both_databases
def test_who_stays_of_two_registrations_has_the_tags_of_both(session: Session) -> None:
    people = list(some_people(session, small_edition(session)).values())
    for name in ("a", "b"):
        put_tag(session, people[0], name, ORDER)
    for name in ("b", "c"):
        put_tag(session, people[1], name, ORDER)
    move_tags(session, people[0], people[1])
    assert (names(session, people[0]), names(session, people[1])) == (["a", "b", "c"], [])


def test_tags_on_the_page(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    page = f"{LIST}/{references['Nowak']}"
    assert "No tags." in desk.open(page)
    for wrong, why in (
        ("", "Please write the tag."),
        ("a, b", "A tag has no comma in it"),
        ("x" * 61, "at most 60"),
        ("\u0301", "Please write the tag."),
    ):
        refused = desk.send(f"{page}/tags", 422, tag=wrong)
        assert why in refused
        assert 'href="#tag"' in refused
    assert 'value="a, b"' in desk.send(f"{page}/tags", 422, tag="a, b")
    assert "The tag has been added." in desk.send(f"{page}/tags", tag=" Hotel <b> ")
    assert "The person had this tag already." in desk.send(f"{page}/tags", tag="hotel <B>")
    assert "Hotel &lt;b&gt;" in desk.page
    other = desk.open(f"{LIST}/{references['Zając']}")
    assert '<option value="Hotel &lt;b&gt;">' in other, "proposed"
    with saving() as session:
        number = session.scalars(select(Tag.id)).one()
    assert "Nowak" in desk.open(f"{LIST}?tag={number}")
    assert "Zając" not in desk.page
    assert "Hotel &lt;b&gt;" in desk.open(TAGS)
    assert desk.client.post(f"{page}/tags/999/remove", data={"csrf_token": other_token(desk, page)}).status_code == 404
    assert "The tag has been removed." in desk.send(f"{page}/tags/{number}/remove")
    assert "The tag has been removed." in desk.send(f"{page}/tags/{number}/remove"), "by whomever"


def other_token(desk: Desk, page: str) -> str:
    desk.open(page)
    return desk.token()


def test_the_page_of_a_tag(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    assert "There are no tags yet." in desk.open(TAGS)
    page = f"{LIST}/{references['Nowak']}"
    desk.open(page)
    for name in ("hotel", "nocleg"):
        desk.send(f"{page}/tags", tag=name)
    with saving() as session:
        hotel = session.scalars(select(Tag.id).where(Tag.name == "hotel")).one()
    address = f"{TAGS}/{hotel}"
    assert "1 registration has it." in desk.open(address)
    assert "Please write the tag." in desk.send(address, 422, tag=" ")
    assert "Merge the tags" not in desk.page
    assert "Merge the tags" in desk.send(address, 422, tag="Nocleg")
    assert "The tag has been saved." in desk.send(address, tag="Hotel Polonia", deed="merge")
    desk.open(address)
    assert "The tags have been merged." in desk.send(address, tag="NOCLEG", deed="merge")
    desk.open(address, 404)
    desk.open(f"{TAGS}/{2**31}", 404)
    with saving() as session:
        rest = session.scalars(select(Tag.id)).one()
    desk.open(f"{TAGS}/{rest}")
    assert "The tag has been deleted." in desk.send(f"{TAGS}/{rest}", deed="delete")


def test_a_reader_sees_tags_and_changes_none(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    page = f"{LIST}/{references['Nowak']}"
    desk.open(page)
    desk.send(f"{page}/tags", tag="hotel")
    with saving() as session:
        staff(session, Role.READER, None, "reader@example.org")
    reader = sign_in(desk.client.application.test_client(), "reader@example.org")
    assert "hotel" in reader.open(page)
    assert "Add the tag" not in reader.page
    assert "hotel" in reader.open(TAGS)
    assert f'href="{TAGS}/' not in reader.page
