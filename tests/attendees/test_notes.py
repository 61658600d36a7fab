"""Notes of the secretariat: who may do what, and that nobody else ever reads them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import RegistrationNote
from sokwms_reg.attendees.queries import note_about, notes_about
from sokwms_reg.attendees.service import (
    NotTheAuthorError,
    StaleNoteError,
    add_note,
    change_note,
    delete_note,
    delete_own_note,
    note_mark,
)
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.queries import history
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.exports import own_data
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, Saving, person, sign_in, small_edition, staff
from tests.attendees.test_office import LIST, entries
from tests.factories import NOW

ANNA, JAN = Actor("staff", "1", "Anna Kowalska"), Actor("staff", "2", "Jan Nowak")
LATER = NOW + timedelta(hours=1)


@pytest.mark.both_databases
def test_only_the_author_changes_a_note_and_the_history_never_tells_it(session: Session) -> None:
    edition = small_edition(session)
    one = person(session, edition)
    note = add_note(session, one, "Prośba o miejsce z przodu", ANNA, NOW)
    mark = note_mark(note)
    with pytest.raises(NotTheAuthorError):
        change_note(session, one, note, "x", JAN, LATER, made_from=mark)
    assert change_note(session, one, note, note.text, ANNA, LATER, made_from=mark) is False
    assert change_note(session, one, note, "Miejsce przy panelu", ANNA, LATER, made_from=mark)
    with pytest.raises(StaleNoteError):
        change_note(session, one, note, "Co innego", ANNA, LATER, made_from=mark)
    assert (note.text, note.edited_at) == ("Miejsce przy panelu", LATER)
    with pytest.raises(NotTheAuthorError):
        delete_own_note(session, one, note, JAN, LATER)
    second = add_note(session, one, "Druga", JAN, NOW)
    assert [each.text for each in notes_about(session, one)] == ["Druga", "Miejsce przy panelu"]
    delete_own_note(session, one, second, JAN, LATER)
    delete_note(session, one, note, JAN, LATER)
    assert notes_about(session, one) == []
    assert note_about(session, one, note.id) is None
    told = [(entry.action, entry.changes) for entry in history(session, one.subject_ref)][:-1]
    assert told == [
        ("attendees.note_deleted", {}),
        ("attendees.note_deleted", {}),
        ("attendees.note_added", {}),
        ("attendees.note_changed", {}),
        ("attendees.note_added", {}),
    ]


def test_a_participant_never_sees_a_note(session: Session) -> None:
    one = person(session, small_edition(session))
    add_note(session, one, "TAJNE", ANNA, NOW)
    assert b"TAJNE" not in own_data(session, one)


def noted(saving: Saving) -> list[RegistrationNote]:
    with saving() as session:
        found = session.query(RegistrationNote).order_by(RegistrationNote.id).all()
        session.expunge_all()
        return found


def test_notes_on_the_page(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    page, notes = f"{LIST}/{references['Nowak']}", f"{LIST}/{references['Nowak']}/notes"
    desk.open(page)
    assert "Please write the note." in desk.send(notes, 422, text=" ")
    assert "The note has been saved." in desk.send(notes, text="Pierwsza\nlinia <b>")
    assert "Pierwsza<br>linia &lt;b&gt;" in desk.page
    (note,) = noted(saving)
    address = f"{notes}/{note.id}"
    form = desk.open(f"{page}?edit=note-{note.id}")
    assert f'action="{address}"' in form
    for nothing in ("note-", "note-x", "note-999", f"note-{'9' * 30}"):
        assert f'action="{address}"' not in desk.open(f"{page}?edit={nothing}")
    assert "Please write the note." in desk.send(address, 422, text="")
    assert "The note has been saved." in desk.send(address, text="Druga wersja", made_from=note_mark(note))
    overtaken = desk.send(address, 422, text="Trzecia wersja", made_from=note_mark(note))
    assert "Changed by a colleague at" in overtaken
    for words in ("Druga wersja", "Trzecia wersja", "Save mine", "Keep theirs"):
        assert words in overtaken
    kept = desk.send(address, deed="theirs", text="Trzecia wersja")
    assert "The colleague&#39;s version has been kept." in kept
    assert "Trzecia wersja" not in kept
    assert "Delete the note?" in desk.open(f"{address}/delete")
    assert "The note has been deleted." in desk.send(f"{address}/delete")
    assert "The note has been deleted." in desk.send(f"{address}/delete"), "by whomever"
    assert desk.client.get(f"{address}/delete").location.endswith("#notes")
    gone = desk.send(address, 422, text="Nie przepadło", made_from="")
    assert "The note has been deleted meanwhile." in gone
    assert "Nie przepadło</textarea>" in gone
    assert len(entries(saving, "attendees.note_deleted")) == 1


def test_a_colleague_reads_a_note_and_only_an_organiser_deletes_it(
    desk: Desk, saving: Saving, references: dict[str, str]
) -> None:
    reference = references["Nowak"]
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == reference)).one()
        number = add_note(session, found, "Cudza notatka", Actor("staff", "99", "Jan Nowak"), NOW).id
    page = desk.open(f"{LIST}/{reference}?edit=note-{number}")
    assert "Cudza notatka" in page
    address = f"{LIST}/{reference}/notes/{number}"
    assert f'action="{address}"' not in page
    assert f"{address}/delete" not in page
    assert desk.client.post(address, data={"csrf_token": desk.token(), "text": "x"}).status_code == 403
    assert desk.client.post(f"{address}/delete", data={"csrf_token": desk.token()}).status_code == 403
    with saving() as session:
        staff(session, Role.ORGANISER, None, "organiser@example.org")
        staff(session, Role.READER, None, "reader@example.org")
    organiser = sign_in(desk.client.application.test_client(), "organiser@example.org")
    assert f"{address}/delete" in organiser.open(f"{LIST}/{reference}")
    assert "The note has been deleted." in organiser.send(f"{address}/delete")
    reader = sign_in(desk.client.application.test_client(), "reader@example.org")
    assert "Notes of the secretariat" not in reader.open(f"{LIST}/{reference}?edit=note-{number}")
