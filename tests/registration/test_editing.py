"""Changing one's data: ticket, history and letters move together, or nothing does."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.queries import history
from sokwms_reg.outbox.models import Message
from sokwms_reg.outbox.queries import attachments
from sokwms_reg.registration.service import EditingOverError, SamePersonError, StaleFormError, cancel, edit
from tests.factories import CLOSES, NOW
from tests.registration.editing_case import LATER, PARTICIPANT, House

pytestmark = pytest.mark.both_databases


def test_a_change_is_stored_recorded_and_told_once(session: Session) -> None:
    house = House(session)
    one = house.comes()
    ticket = one.ticket_code
    assert house.edit(one, institution="Urząd Miasta", voivodeship="10", consent_list=True, phone="+48 600 000 009")
    assert (one.institution, one.voivodeship, one.consent_list) == ("Urząd Miasta", "10", True)
    assert one.ticket_code == ticket
    assert "urzad miasta" in one.search_text
    entry = history(session, one.subject_ref)[0]
    assert (entry.action, entry.actor_kind, entry.scope, entry.at) == (
        "registration.edit",
        "participant",
        "test",
        LATER,
    )
    assert entry.changes == {
        "phone": ["", "+48 600 000 009"],
        "institution": ["Fundacja Wspólna Zlewnia", "Urząd Miasta"],
        "voivodeship": ["16", "10"],
        "consent_list": [False, True],
    }
    assert house.kinds(one) == ["confirmed", "changed"]
    letter = house.letters(one)[1]
    for words in ("- Telefon: +48 600 000 009", "Urząd Miasta", "łódzkie", "zgoda wyrażona"):
        assert words in letter.text
    assert attachments(session, letter.id) == []


def test_nothing_changed_is_nothing_done(session: Session) -> None:
    house = House(session)
    one = house.comes()
    assert house.edit(one) is False
    assert house.kinds(one) == ["confirmed"]
    assert len(history(session, one.subject_ref)) == 1


def test_the_same_form_twice_changes_once_and_says_saved_both_times(session: Session) -> None:
    house = House(session)
    one = house.comes()
    correction = house.correction(one, institution="Urząd")
    assert [edit(session, one, correction, PARTICIPANT, LATER) for _press in range(2)] == [True, True]
    assert house.kinds(one) == ["confirmed", "changed"]


def test_a_form_made_from_older_data_changes_nothing(session: Session) -> None:
    house = House(session)
    one = house.comes()
    stale = house.correction(one, position="dyrektor")
    house.edit(one, institution="Urząd")
    with pytest.raises(StaleFormError):
        edit(session, one, stale, PARTICIPANT, LATER)
    assert (one.institution, one.position) == ("Urząd", "")


def test_needs_are_named_and_not_told(session: Session) -> None:
    house = House(session)
    one = house.comes()
    house.edit(one, diet="vegan", accessibility="pętla indukcyjna")
    assert (one.diet, one.accessibility) == ("vegan", "pętla indukcyjna")
    assert history(session, one.subject_ref)[0].changes == {"diet": ["", "changed"], "accessibility": ["", "changed"]}
    letter = house.letters(one)[1]
    for part in (letter.text, letter.html):
        assert "pętla" not in part
        assert "wega" not in part


def test_another_name_makes_another_ticket_and_another_calendar(session: Session) -> None:
    house = House(session)
    one = house.comes()
    ticket = one.ticket_code
    house.edit(one, last_name="Łoś", title="dr")
    assert one.ticket_code != ticket
    assert (one.name_folded, one.sort_name) == ("zaneta los", "los zaneta")
    assert "los" in one.search_text
    letter = house.letters(one)[1]
    assert [each.filename for each in attachments(session, letter.id)] == ["conference.ics"]


def test_another_address_is_told_at_both(session: Session) -> None:
    house = House(session)
    one = house.comes(email="old@example.org")
    house.edit(one, email="new@example.org")
    assert one.address_folded == "new@example.org"
    told = [message.to_address for message in house.letters(one) if message.kind.endswith("changed")]
    assert told == ["new@example.org", "old@example.org"]
    assert [message.to_name for message in house.letters(one)[1:]] == [one.full_name, ""]
    house.edit(one, contact_name="Jan", contact_email="jan@example.org", email="")
    told = [message.to_address for message in house.letters(one) if message.kind.endswith("changed")]
    assert told[2:] == ["jan@example.org", "new@example.org"]
    texts = [message.text for message in house.letters(one)[-2:]]
    assert ["trafia do osoby do kontaktu" in " ".join(text.split()) for text in texts] == [True, False]


def test_an_address_that_gets_no_mail_is_not_told(session: Session) -> None:
    house = House(session)
    one = house.comes(contact_name="Jan", contact_email="jan@example.org")
    house.edit(one, email="")
    assert [message.to_address for message in house.letters(one)] == ["jan@example.org"] * 2


def test_the_same_person_twice_is_refused(session: Session) -> None:
    house = House(session)
    one, two = house.comes(), house.comes()
    with pytest.raises(SamePersonError):
        house.edit(two, first_name=one.first_name.upper(), last_name=one.last_name, email=one.email)
    cancel(session, one, PARTICIPANT, LATER)
    assert house.edit(two, last_name=one.last_name, email=one.email), "one that has ended is in nobody's way"


def test_when_it_is_over_nothing_changes(session: Session) -> None:
    house = House(session)
    one, two = house.comes(), house.comes()
    correction = house.correction(one, institution="Urząd")
    with pytest.raises(EditingOverError):
        edit(session, one, correction, PARTICIPANT, CLOSES)
    cancel(session, two, PARTICIPANT, NOW)
    with pytest.raises(EditingOverError):
        house.edit(two, institution="Urząd")
    house.edition.cancelled = True
    session.flush()
    with pytest.raises(EditingOverError):
        house.edit(one, institution="Urząd")
    house.edition.cancelled, house.edition.registration_closes_at = False, None
    session.flush()
    with pytest.raises(EditingOverError):
        house.edit(one, institution="Urząd")
    assert session.scalars(select(Message.kind).where(Message.kind.endswith("changed"))).all() == []
