"""Who may do what in which edition."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.accounts.service import NewUser, create_user
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.queries import history
from sokwms_reg.editions.models import Edition, Role
from sokwms_reg.editions.queries import editions_of, may, may_in, memberships
from sokwms_reg.editions.service import give_role
from sokwms_reg.editions.states import Permission

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACTOR = Actor("command")

DAILY = {
    *("people_read", "needs_read", "people_write", "people_export"),
    *("settings_read", "outbox_read", "outbox_write"),
    *("tasks_read", "tasks_write", "audit_read", "protocol_read", "protocol_write"),
}
TABLE = {
    Role.ADMINISTRATOR: {*DAILY, "settings_write"},
    Role.ORGANISER: {*DAILY, "settings_write"},
    Role.SECRETARIAT: DAILY,
    Role.RECEPTION: {"people_read", "tasks_read"},
    Role.READER: {"people_read", "people_export", "audit_read"},
}


def _edition(session: Session, slug: str, number: int) -> Edition:
    words = dict.fromkeys(("name_pl", "name_en", "title_pl", "title_en"), slug)
    edition = Edition(slug=slug, number=number, **words)
    session.add(edition)
    session.flush()
    return edition


def _user(session: Session) -> int:
    return create_user(session, NewUser("ana@example.org", "", "hash"), ACTOR, NOW).id


@pytest.mark.parametrize("role", Role)
def test_the_whole_table(session: Session, role: Role) -> None:
    user = create_user(session, NewUser("ana@example.org", "", "hash"), ACTOR, NOW)
    here, elsewhere = _edition(session, "here", 1), _edition(session, "elsewhere", 2)
    give_role(session, user, here, role, ACTOR, NOW)
    assert {wish.value for wish in Permission if may(session, user.id, here.id, wish)} == TABLE[role]
    assert {wish.value for wish in Permission if may_in(session, user.id, "here", wish)} == TABLE[role]
    assert {wish.value for wish in Permission if may(session, user.id, None, wish)} == TABLE[role]
    for wish in Permission:
        assert not may(session, user.id, elsewhere.id, wish)
        assert not may_in(session, user.id, "elsewhere", wish)
        assert not may_in(session, user.id, "nowhere", wish)
        assert [edition.slug for edition in editions_of(session, user.id, wish)] == ["here"] * (wish in TABLE[role])


@pytest.mark.parametrize("role", Role)
def test_a_role_without_an_edition_counts_in_all(session: Session, role: Role) -> None:
    user = create_user(session, NewUser("ana@example.org", "", "hash"), ACTOR, NOW)
    editions = [_edition(session, "first", 1), _edition(session, "second", 2)]
    give_role(session, user, None, role, ACTOR, NOW)
    for wish in Permission:
        allowed = wish in TABLE[role]
        assert [may(session, user.id, edition.id, wish) for edition in editions] == [allowed, allowed]
        assert not may_in(session, user.id, "nowhere", wish)
        assert [edition.slug for edition in editions_of(session, user.id, wish)] == ["second", "first"] * allowed


def test_nobody_may_do_anything_without_a_role(session: Session) -> None:
    user_id = _user(session)
    edition = _edition(session, "here", 1)
    assert not [
        wish for wish in Permission if may(session, user_id, edition.id, wish) or may(session, user_id, None, wish)
    ]
    with pytest.raises(ValueError, match="people_eat"):
        may(session, user_id, None, "people_eat")


def test_a_role_is_given_changed_and_recorded(session: Session) -> None:
    user = create_user(session, NewUser("ana@example.org", "", "hash"), ACTOR, NOW)
    here = _edition(session, "here", 1)
    assert give_role(session, user, here, Role.READER, ACTOR, NOW) is None
    assert give_role(session, user, here, Role.READER, ACTOR, NOW) == "reader"
    assert give_role(session, user, here, Role.ORGANISER, ACTOR, NOW) == "reader"
    assert give_role(session, user, None, Role.READER, ACTOR, NOW) is None
    assert [(item.edition_id, item.role) for item in memberships(session, user.id)] == [
        (None, "reader"),
        (here.id, "organiser"),
    ]
    session.flush()
    given = [(entry.scope, entry.changes) for entry in history(session, f"user:{user.id}")[:-1]]
    assert given == [
        ("", {"role": [None, "reader"]}),
        ("here", {"role": ["reader", "organiser"]}),
        ("here", {"role": [None, "reader"]}),
    ]
