"""Two people who make the same account at one moment."""

import pytest
from sqlalchemy.orm import Session

from sokwms_reg.accounts import service
from sokwms_reg.accounts.service import EmailTakenError, NewUser, create_user
from sokwms_reg.audit.models import Actor
from tests.factories import NOW


@pytest.mark.both_databases
def test_the_database_refuses_the_second_whatever_was_looked_up(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = NewUser("anna@example.org", "Anna", "a hash")
    create_user(session, new, Actor("command"), NOW)
    monkeypatch.setattr(service, "user_by_email", lambda *_: None)
    with pytest.raises(EmailTakenError):
        create_user(session, new, Actor("command"), NOW)
