"""The office registers somebody: by the same rules, in closed categories and after closing too."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.core import clock
from sokwms_reg.editions.models import Edition, Role
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, Saving, sign_in, staff
from tests.factories import CLOSES, FIRST_DAY, make_category, make_edition

PAGE = "/office/test/register"
PERSON: dict[str, Any] = {
    "first_name": "Ewa",
    "last_name": "Łącka",
    "email": "ewa@example.org",
    "institution": "Kancelaria",
    "voivodeship": "10",
    "days": [FIRST_DAY.isoformat()],
    "interpretation": "none",
    "diet": "vegan",
    "language": "en",
    "accept_rules": "yes",
    "consent_next": "yes",
}


def enter(office: Desk, category: str, status: int = 303, **changes: Any) -> str:  # noqa: ANN401 - any field
    """Open the form and send it."""
    office.open(f"{PAGE}/{category}")
    return send(office, category, status, **changes)


def send(office: Desk, category: str, status: int = 303, **changes: Any) -> str:  # noqa: ANN401 - as above
    token = re.search(r'name="form_token" value="([^"]+)"', office.page)
    assert token
    given = {"form_token": token[1], **PERSON, **changes}
    return office.send(
        f"{PAGE}/{category}", status, **{key: value for key, value in given.items() if value is not None}
    )


def stored(saving: Saving) -> list[Registration]:
    with saving() as session:
        found = list(session.scalars(select(Registration).order_by(Registration.id)))
        session.expunge_all()
        return found


def test_the_list_leads_to_every_category(office: Desk) -> None:
    page = office.open("/office/test/attendees")
    for category in ("guests", "academia", "foreign"):
        assert f'href="{PAGE}/{category}"' in page


def test_a_person_is_registered_in_a_closed_category(office: Desk, saving: Saving) -> None:
    page = enter(office, "guests")
    assert "The person is registered with a place. The message is in the outbox." in page
    assert "<h1>Ewa Łącka</h1>" in page
    (found,) = stored(saving)
    assert (found.state, found.language, found.diet) == ("confirmed", "en", "vegan")
    assert (found.consent_list, found.consent_next, found.privacy_version) == (False, True, "7")
    with saving() as session:
        letter = session.scalars(select(Message)).one()
        assert (letter.kind, letter.language, letter.to_address) == (
            "registration/confirmed",
            "en",
            "ewa@example.org",
        )
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.register")).one()
        assert (entry.actor_kind, entry.actor_label) == ("staff", "Anna Kowalska")


def test_the_state_is_said(office: Desk, saving: Saving) -> None:
    assert "The registration awaits a decision and holds a place" in enter(office, "academia")
    enter(office, "guests", first_name="Jan", email="jan@example.org")
    ada: dict[str, Any] = {"first_name": "Ada", "email": "ada@example.org", "language": "pl"}
    page = enter(office, "guests", 200, **ada)
    assert "No place is free for this person" in page
    assert re.search(r'name="place" value="line" checked', page)
    assert 'value="Ada"' in page
    assert len(stored(saving)) == 2, "nothing is stored before the answer"
    page = send(office, "guests", **ada, place="line")
    assert "No place is free: the person is on the waiting list. The message is in the outbox." in page
    assert [one.state for one in stored(saving)] == ["pending", "confirmed", "waiting"]
    assert "No place is free: before anything is stored" in office.open(f"{PAGE}/guests")


def test_errors_keep_everything(office: Desk, saving: Saving) -> None:
    page = enter(office, "guests", 422, email="nobody", accept_rules=None, language="de", last_name="<b>")
    assert "The registration needs 3 corrections" in page
    assert "Please write the e-mail address in full" in page
    assert "The person has to accept the rules of the conference." in page
    assert "Please choose one of the answers offered." in page
    assert 'value="&lt;b&gt;"' in page
    assert 'value="Kancelaria"' in page
    assert re.search(r'id="days-2027-01-27"[^>]* checked', page)
    assert re.search(r'id="consent_next"[^>]* checked', page)
    assert "Registering in Polish" not in page
    assert stored(saving) == []
    send(office, "guests")
    assert len(stored(saving)) == 1


def test_a_guest_from_abroad_has_a_country(office: Desk, saving: Saving) -> None:
    page = enter(office, "foreign", 422, voivodeship=None)
    assert "Please choose the country." in page
    send(office, "foreign", voivodeship=None, country="SE")
    assert stored(saving)[0].country == "SE"


def test_the_same_person_again_is_told_apart(office: Desk, saving: Saving) -> None:
    enter(office, "academia")
    page = enter(office, "guests")
    assert "This person is registered already; this is that registration, and nothing was changed in it." in page
    assert len(stored(saving)) == 1


def test_a_form_used_again_is_refused_with_a_new_one(office: Desk, saving: Saving) -> None:
    office.open(f"{PAGE}/academia")
    form = office.page
    send(office, "academia")
    office.page = form
    send(office, "academia")
    assert len(stored(saving)) == 1, "the same form again"
    office.page = form
    page = send(office, "academia", 422, first_name="Jan", email="jan@example.org")
    assert f"This form has already been sent as registration {stored(saving)[0].reference}." in page
    assert 'value="Jan"' in page
    send(office, "academia", first_name="Jan", email="jan@example.org")
    assert len(stored(saving)) == 2


def test_a_spoilt_or_foreign_token_gives_the_form_back(office: Desk, saving: Saving) -> None:
    with saving() as session:
        other = make_edition(session, "other")
        make_category(session, other, "guests")
        staff(session, Role.SECRETARIAT, other)
    office.open("/office/other/register/guests")
    page = send(office, "guests", 422)
    assert 'value="Łącka"' in page
    office.open(f"{PAGE}/guests")
    assert 'value="Łącka"' in send(office, "guests", 422, form_token="nonsense")
    assert stored(saving) == []
    send(office, "guests")
    assert len(stored(saving)) == 1


def test_after_closing_the_office_still_registers(
    office: Desk, saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: CLOSES + timedelta(days=1))
    assert "The person is registered with a place" in enter(office, "guests")
    assert len(stored(saving)) == 1


def test_a_cancelled_edition_takes_nobody(office: Desk, saving: Saving) -> None:
    office.open(f"{PAGE}/guests")
    with saving() as session:
        session.scalars(select(Edition)).one().cancelled = True
    page = send(office, "guests")
    assert "This edition takes no registrations here, or it is cancelled; nobody can be registered." in page
    assert office.client.get(f"{PAGE}/guests").location == "/office/test/attendees"
    assert stored(saving) == []


def test_unknown_categories_and_readers(app: Flask, office: Desk, saving: Saving) -> None:
    office.open(f"{PAGE}/none", 404)
    with saving() as session:
        staff(session, Role.READER, session.scalars(select(Edition)).one(), "reader@example.org")
    reader = sign_in(app.test_client(), "reader@example.org")
    reader.open(f"{PAGE}/guests", 403)
    assert "Register a person" not in reader.open("/office/test/attendees")
