"""A person's page: each section changed in place, and two colleagues who change the same one."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import Category, EditionDay, Role
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import SECTIONS, section_mark
from tests.attendees.people import Desk, Saving, sign_in, staff
from tests.attendees.test_office import LIST, entries
from tests.factories import FIRST_DAY, NOW, SECOND_DAY
from tests.pages import Page

FIRST, SECOND = FIRST_DAY.isoformat(), SECOND_DAY.isoformat()


def one(saving: Saving, reference: str) -> Registration:
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == reference)).one()
        session.expunge_all()
        return found


def mark(saving: Saving, reference: str, section: str) -> str:
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == reference)).one()
        return section_mark(session, found, section)


def letters(saving: Saving) -> int:
    with saving() as session:
        return len(session.scalars(select(Message.id).where(Message.kind == "registration/changed")).all())


@pytest.mark.parametrize(
    ("section", "typed", "shown"),
    [
        ("person", {"title": "prof.", "first_name": "Jan", "last_name": "Nowak"}, "Title or degree: dr → prof."),
        ("contact", {"email": "nowy@example.org", "phone": "+48 600 000 009"}, "Telephone: not given → +48"),
        ("affiliation", {"institution": "Urząd", "voivodeship": "10"}, "Voivodeship: opolskie → łódzkie"),
        ("stay", {"days": [FIRST], "interpretation": "en"}, "Simultaneous interpreting: not needed → in English"),
        ("needs", {"diet": "vegan", "accessibility": "pętla"}, "Meals: changed"),
        ("role", {"role": "speaker"}, "Role: Participant → Speaker"),
        ("consents", {"consent_list": "yes", "note": "telefonicznie"}, "Reason: telefonicznie"),
        ("language", {"language": "en"}, "Language of messages: Polish → English"),
    ],
)
def test_each_section_has_a_form_in_its_place(
    desk: Desk, saving: Saving, references: dict[str, str], section: str, typed: dict[str, Any], shown: str
) -> None:
    page = f"{LIST}/{references['Nowak']}"
    assert f'href="{page}?edit={section}#{section}"' in desk.open(page)
    form = desk.open(f"{page}?edit={section}")
    assert f'action="{page}/edit/{section}"' in form
    assert ('name="letter"' in form) is (section != "role")
    saved = desk.send(f"{page}/edit/{section}", made_from=mark(saving, references["Nowak"], section), **typed)
    assert "The changes have been saved; no message was sent." in saved
    assert shown in saved.replace("\xa0", " ")
    assert letters(saving) == 0
    again = desk.send(f"{page}/edit/{section}", made_from=mark(saving, references["Nowak"], section), **typed)
    assert "The data were already the same." in again


def test_a_letter_goes_out_where_it_is_wished(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    page = f"{LIST}/{references['Nowak']}"
    desk.open(page)
    saved = desk.send(f"{page}/edit/contact", email="nowy@example.org", letter="yes")
    assert "The changes have been saved; the message is in the outbox." in saved
    assert letters(saving) == 2
    with saving() as session:
        told = session.scalars(select(Message).where(Message.kind == "registration/changed")).first()
        assert told is not None
        assert "Sekretariat" in told.text


def test_wrong_input_comes_back_with_its_sentence(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    page = f"{LIST}/{references['Nowak']}"
    desk.open(page)
    wrong = desk.send(f"{page}/edit/contact", 422, email="nobody", phone="12")
    assert "Please write the telephone number in digits" in wrong
    assert 'value="nobody"' in wrong
    assert 'href="#edit-email"' in wrong
    assert "Please write how the person gave the consent" in desk.send(f"{page}/edit/consents", 422, consent_next="yes")
    assert "Please choose one of the answers offered." in desk.send(f"{page}/edit/role", 422, role="king")
    assert "Please choose at least one day." in desk.send(f"{page}/edit/stay", 422)
    with saving() as session:
        first = session.scalars(select(EditionDay).where(EditionDay.date == SECOND_DAY)).one()
        first.capacity = first.taken
    away = f"{LIST}/{references['Łącka']}"
    full = desk.send(f"{away}/edit/stay", 422, days=[FIRST, SECOND])
    assert "No place is free on Thursday 28 January. Nothing was changed." in full.replace("\xa0", " ")
    with saving() as session:
        other = session.scalars(select(Registration).where(Registration.reference == references["Łącka"])).one()
        other.email, other.address_folded = "jan@example.org", "jan@example.org"
        other.name_folded = "jan nowak"
    same = desk.send(f"{page}/edit/contact", 422, email="jan@example.org")
    assert f"Another active registration, {references['Łącka']}, has this name" in same
    away = f"{LIST}/{references['Ćwik']}"
    with saving() as session:
        session.scalars(select(Category).where(Category.key == "ngo")).one().institution_limit = 1
    assert "As many people from this institution" in desk.send(
        f"{away}/edit/affiliation", 422, institution="fundacja 100% pewna", voivodeship="10"
    )


def test_of_two_colleagues_the_second_sees_both_versions(
    desk: Desk, saving: Saving, references: dict[str, str]
) -> None:
    reference = references["Nowak"]
    page = f"{LIST}/{reference}"
    old = Page(desk.open(f"{page}?edit=contact")).typed()["made_from"]
    with saving() as session:
        staff(session, Role.SECRETARIAT, None, "jan@example.org")
    colleague = sign_in(desk.client.application.test_client(), "jan@example.org")
    colleague.open(f"{page}?edit=contact")
    colleague.send(f"{page}/edit/contact", email="kolega@example.org", phone="+48 600 000 001", made_from=old)
    both = desk.send(
        f"{page}/edit/contact", 422, email="moja@example.org", phone="+48 600 000 001", made_from=old, letter="yes"
    )
    assert "Changed by a colleague at" in both
    assert "<title>Error:" in both
    for words in ("kolega@example.org", "moja@example.org", "Save mine", "Keep theirs"):
        assert words in both
    assert '<th scope="row">Telephone</th>' not in both, "only what differs"
    kept = desk.send(f"{page}/edit/contact", email="moja@example.org", deed="theirs")
    assert "The colleague&#39;s version has been kept." in kept
    assert one(saving, reference).email == "kolega@example.org"
    fresh = Page(both).typed()["made_from"]
    saved = desk.send(f"{page}/edit/contact", email="moja@example.org", deed="mine", made_from=fresh)
    assert "The changes have been saved" in saved
    assert one(saving, reference).email == "moja@example.org"


def test_what_a_participant_or_the_past_has_changed_is_said_so(
    desk: Desk, saving: Saving, references: dict[str, str]
) -> None:
    page = f"{LIST}/{references['Nowak']}"
    desk.open(page)
    for kind, said in (("staff", "Changed by a colleague: 20 November"), ("participant", "Changed meanwhile: 20 Nov")):
        with saving() as session:
            found = session.scalars(select(Registration).where(Registration.reference == references["Nowak"])).one()
            service.set_consent(session, found, "consent_next", "yes", Actor(kind, "", "Jan"), NOW)
            service.set_consent(session, found, "consent_next", "no", Actor(kind, "", "Jan"), NOW)
        earlier = desk.send(f"{page}/edit/consents", 422, consent_list="yes", note="list", made_from="old")
        assert said in earlier.replace("\xa0", " ")
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == references["Nowak"])).one()
        found.position = "zmienione bez śladu"
    lost = desk.send(f"{page}/edit/affiliation", 422, institution="x", voivodeship="10", made_from="old")
    assert "Changed meanwhile by somebody else." in lost


def test_of_two_salutations_the_second_sees_both(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    address = f"{LIST}/{references['Łącka']}/salutation"
    desk.open(f"{LIST}/{references['Łącka']}")
    desk.send(address, salutation="Szanowna Pani,", instead_of="")
    both = desk.send(address, 422, salutation="Szanowna Pani Marszałek,", instead_of="")
    assert "Changed by a colleague at" in both
    assert 'name="instead_of" value="Szanowna Pani,"' in both
    assert "Szanowna Pani Marszałek," in both
    assert "has been kept." in desk.send(address, deed="theirs")
    assert "has been saved." in desk.send(address, salutation="Szanowna Pani Marszałek,", instead_of="Szanowna Pani,")
    assert len(entries(saving, "attendees.salutation")) == 2


def test_the_states_as_a_line_and_messages_in_the_history(desk: Desk, references: dict[str, str]) -> None:
    page = f"{LIST}/{references['Ångström']}"
    desk.open(page)
    shown = Page(desk.send(f"{page}/approve"))
    (line,) = [each for each in shown.all("ol") if each.attributes.get("class") == "steps"]
    assert re.fullmatch(r"Awaiting a decision .+ → Confirmed .+", line.text)
    assert "Message: " in desk.page


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.READER])
def test_the_copy_of_the_data_and_who_took_it(
    desk: Desk,
    saving: Saving,
    references: dict[str, str],
    role: Role,
) -> None:
    reference, everything = references["Nowak"], role == Role.SECRETARIAT
    desk.open(f"{LIST}/{reference}")
    desk.send(f"{LIST}/{reference}/notes", text="Notatka")
    desk.client.get(f"{LIST}.csv")
    desk.client.get(f"{LIST}.csv?state=waiting")
    with saving() as session:
        staff(session, role, None, "who@example.org")
    who = sign_in(desk.client.application.test_client(), "who@example.org")
    who.open(f"{LIST}/{reference}/data.json")
    answer = who.client.get(f"{LIST}/{reference}/data.json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="sokwms-test-{reference}.json"'
    copy = json.loads(answer.data)
    assert (copy["last_name"], "diet" in copy, "notes" in copy) == ("Nowak", everything, everything)
    assert [note["text"] for note in copy.get("notes", [])] == (["Notatka"] if everything else [])
    assert [event["action"] for event in copy["history"]][:2] == ["registration.register", "attendees.note_added"]
    assert [each["what"] for each in copy["disclosures"]] == ["export", "copy"]  # the narrowed list was without them
    assert "last_name" in copy["disclosures"][0]["columns"]
    assert [message["kind"] for message in copy["messages"]] == ["confirmed"]
    assert len(entries(saving, "attendees.data_copy")) == 2


def test_a_reader_changes_nothing(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    with saving() as session:
        staff(session, Role.READER, None, "reader@example.org")
    reader = sign_in(desk.client.application.test_client(), "reader@example.org")
    page = f"{LIST}/{references['Nowak']}"
    for section in SECTIONS:
        assert f"/edit/{section}" not in reader.open(f"{page}?edit={section}")
    assert "Meals" not in reader.page
    desk.open(page)
    assert f'action="{page}/edit/' not in desk.open(f"{page}?edit=nothing")
