"""Another person instead, the language of letters, single consents: what changes, what is told, what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.editions.models import Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import (
    ReplacementOverError,
    SamePersonError,
    UnknownChoiceError,
    WithdrawalOverError,
    cancel,
    register,
    replace,
    set_consent,
    set_language,
    withdraw,
)
from sokwms_reg.registration.states import Action, TransitionError, deadline, may
from tests.factories import CLOSES, FIRST_DAY, NOW, make_application, make_category, make_edition

pytestmark = pytest.mark.both_databases
PARTICIPANT = Actor("participant")
HOUR = timedelta(hours=1)


def one_in(session: Session, edition: Edition, **given: object) -> Registration:
    return register(session, edition, make_application(**given), NOW).registration


def letters(session: Session, one: Registration) -> list[Message]:
    mine = select(Message).where(Message.subject_ref == one.subject_ref).order_by(Message.id)
    return list(session.scalars(mine))


def test_a_colleague_comes_instead(session: Session) -> None:
    edition = make_edition(session)
    category = make_category(session, edition)
    one = one_in(session, edition, diet="vegan", accessibility="pętla", consent_list=True, email="old@example.org")
    one.salutation, one.role = "Szanowna Pani Burmistrz,", "speaker"
    before = (one.reference, one.queue_number, one.state, one.institution, one.registered_at)
    code = one.ticket_code
    new = make_application(
        first_name="Ewa", last_name="Mróz", email="ewa@example.org", institution="Inna", language="en", days=()
    )
    replace(session, one, new, PARTICIPANT, NOW)
    assert (one.reference, one.queue_number, one.state, one.institution, one.registered_at) == before
    assert (one.full_name, one.email, one.language, one.diet, one.accessibility) == (
        *("Ewa Mróz", "ewa@example.org", "en", "none", ""),
    )
    assert (one.consent_list, one.salutation, one.role, one.link_version) == (False, "", "participant", 2)
    assert one.ticket_code != code
    assert "mroz" in one.search_text
    session.refresh(category)
    assert category.taken == 1
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.replace")).one()
    assert entry.changes["first_name"] == ["Żaneta", "Ewa"]
    assert entry.changes["diet"] == entry.changes["accessibility"] == ["", "changed"]
    _confirmed, new_letter, old_letter = letters(session, one)
    assert (new_letter.kind, new_letter.to_address, new_letter.language) == (
        *("registration/replacement", "ewa@example.org", "en"),
    )
    assert (old_letter.kind, old_letter.to_address) == ("registration/replaced", "old@example.org")
    assert "/my/" in new_letter.text
    assert "/my/" not in old_letter.text + old_letter.html
    assert "Ewa" not in old_letter.text + old_letter.html
    assert "/en/editions/test/privacy" in new_letter.text


def test_an_office_that_gets_the_mail_of_both_gets_one_letter(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    office = {"contact_name": "Sekretariat", "contact_email": "urzad@example.org"}
    one = one_in(session, edition, **office)
    replace(session, one, make_application(**office), PARTICIPANT, NOW)
    assert [letter.kind for letter in letters(session, one)] == ["registration/confirmed", "registration/replacement"]


def test_who_is_registered_already_comes_instead_of_nobody(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    other = make_application()
    register(session, edition, other, NOW)
    one = one_in(session, edition)
    with pytest.raises(SamePersonError):
        replace(session, one, other, PARTICIPANT, NOW)


def test_deadlines_are_the_editions_or_follow_from_its_dates(session: Session) -> None:
    edition = make_edition(session)
    begins = datetime(2027, 1, 26, 23, 0, tzinfo=UTC)
    assert deadline(edition, Action.EDIT, FIRST_DAY) == CLOSES
    assert deadline(edition, Action.REPLACE, FIRST_DAY) == begins
    assert deadline(edition, Action.REPLACE, None) is None
    assert deadline(edition, Action.WITHDRAW, FIRST_DAY) is None
    edition.editing_until, edition.replacement_until, edition.withdrawal_until = NOW, NOW + HOUR, NOW + 2 * HOUR
    assert [deadline(edition, action, FIRST_DAY) for action in Action] == [NOW, NOW + HOUR, NOW + 2 * HOUR]
    assert [may(edition, "confirmed", action, FIRST_DAY, NOW) for action in Action] == [False, True, True]
    assert [may(edition, "cancelled", action, FIRST_DAY, NOW) for action in Action] == [False, False, False]
    edition.cancelled = True
    assert [may(edition, "waiting", action, FIRST_DAY, NOW - HOUR) for action in Action] == [False, False, True]


def test_after_the_deadline_nobody_is_replaced_and_nobody_withdraws(session: Session) -> None:
    edition = make_edition(session, replacement_until=NOW, withdrawal_until=NOW)
    make_category(session, edition)
    one = one_in(session, edition)
    with pytest.raises(ReplacementOverError):
        replace(session, one, make_application(), PARTICIPANT, NOW)
    with pytest.raises(WithdrawalOverError):
        withdraw(session, one, PARTICIPANT, NOW)
    withdraw(session, one, PARTICIPANT, NOW - HOUR)
    assert (one.state, one.cancelled_by) == ("cancelled", "participant")
    with pytest.raises(TransitionError):
        withdraw(session, one, PARTICIPANT, NOW)


def test_an_edition_without_days_replaces_until_its_end_is_known(session: Session) -> None:
    edition = make_edition(session)
    assert may(edition, "confirmed", Action.REPLACE, None, CLOSES + HOUR)
    edition.registration_closes_at = None
    assert not may(edition, "confirmed", Action.REPLACE, None, NOW)


def test_letters_come_in_another_language_from_now_on(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    one = one_in(session, edition)
    assert set_language(session, one, "en", {"language": "English"}, PARTICIPANT, NOW)
    assert not set_language(session, one, "en", {"language": "English"}, PARTICIPANT, NOW)
    _confirmed, changed = letters(session, one)
    assert (changed.language, changed.kind) == ("en", "registration/changed")
    assert "- Language of messages: English" in changed.text
    with pytest.raises(UnknownChoiceError):
        set_language(session, one, "de", {}, PARTICIPANT, NOW)


def test_each_consent_is_withdrawn_by_itself_at_any_time(session: Session) -> None:
    edition = make_edition(session)
    make_category(session, edition)
    one = one_in(session, edition, consent_list=True, consent_next=True)
    cancel(session, one, PARTICIPANT, NOW)
    late = CLOSES + 1000 * HOUR
    assert set_consent(session, one, "consent_list", "no", PARTICIPANT, late)
    assert (one.consent_list, one.consent_next) == (False, True)
    assert not set_consent(session, one, "consent_list", "no", PARTICIPANT, late)
    assert set_consent(session, one, "consent_list", "yes", PARTICIPANT, late)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.edit")).all()
    assert [entry.changes for entry in entries] == [{"consent_list": [True, False]}, {"consent_list": [False, True]}]
    for consent, given in (("accept_rules", "no"), ("consent_list", "maybe")):
        with pytest.raises(UnknownChoiceError):
            set_consent(session, one, consent, given, PARTICIPANT, late)
