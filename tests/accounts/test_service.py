"""Accounts outside the browser."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.accounts.queries import user_by_email, users
from sokwms_reg.accounts.service import (
    EmailTakenError,
    InvalidEmailError,
    NewUser,
    PasswordLengthError,
    create_user,
    deactivate,
    hash_password,
    normal_email,
    random_password,
    set_password,
)
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.queries import history

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACTOR = Actor("command")


def test_an_account_is_found_by_its_address_in_any_case(session: Session) -> None:
    made = create_user(session, NewUser("Ana@Example.org ", " Ana ", "hash", "en"), ACTOR, NOW)
    assert (made.email, made.name, made.language, made.active, made.created_at) == (
        "ana@example.org",
        "Ana",
        "en",
        True,
        NOW,
    )
    assert user_by_email(session, " ANA@example.org") is made
    assert users(session) == [made]


def test_an_address_is_taken_once(session: Session) -> None:
    create_user(session, NewUser("ana@example.org", "", "hash"), ACTOR, NOW)
    with pytest.raises(EmailTakenError):
        create_user(session, NewUser("ANA@example.org", "", "hash"), ACTOR, NOW)


@pytest.mark.parametrize("text", ["", "ana", "ana@", "a b@example.org", "łódź@example.org", "ana@example.org\nBcc: x"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidEmailError):
        normal_email(text)


@pytest.mark.parametrize("length", [0, 11, 1025])
def test_a_password_has_bounds(length: int) -> None:
    with pytest.raises(PasswordLengthError):
        hash_password("x" * length)


def test_random_passwords_are_long_enough_and_differ() -> None:
    made = {random_password() for _ in range(20)}
    assert len(made) == 20
    assert all(hash_password(password) for password in list(made)[:2])


def test_a_new_password_ends_sessions_and_is_remembered_in_the_history(session: Session) -> None:
    made = create_user(session, NewUser("ana@example.org", "", "hash"), ACTOR, NOW)
    before = made.fs_uniquifier
    set_password(session, made, "other", ACTOR, NOW)
    assert made.password == "other"
    assert made.fs_uniquifier != before
    deactivate(session, made, ACTOR, NOW)
    assert not made.active
    session.flush()
    assert [entry.action for entry in history(session, f"user:{made.id}")] == [
        "account closed",
        "password set",
        "account created",
    ]
