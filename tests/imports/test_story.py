"""From a file to people: columns, dry run, one transaction; the same file twice adds nobody twice."""

import pytest
from sqlalchemy import func, select

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.imports.models import ImportFile, ImportMapping
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Saving
from tests.attendees.people import person as registered
from tests.imports.story import HEADINGS, UPLOAD, Importer, outcomes, person, table
from tests.pages import Page

pytestmark = pytest.mark.both_databases

BAD = ["", "Bez", "nobody", "", "nigdzie", "Kosmici", ""]


def test_a_file_becomes_people(office: Importer, saving: Saving) -> None:
    page = office.upload(table(person(1), person(2), BAD, person(1), encoding="cp1250"))
    assert "Read as Windows-1250, columns separated by “;”" in page
    assert Page(page).typed()["column_6"] == []
    page = office.check()
    assert outcomes(page) == [
        ("2", "will be registered with a place"),
        ("3", "will be registered with a place"),
        ("4", "cannot be registered"),
        ("5", "twice in the file"),
    ]
    for problem in ("Category: “Kosmici” is none of the answers.", "Voivodeship: “nigdzie” is none of the answers."):
        assert problem in page
    assert "First name: Please give the first name." in page
    assert "The same person as in row 2" in page
    assert people(saving) == []
    only = office.desk.open(f"{office.address}/check?only=problems&page=9")
    assert outcomes(only) == [("4", "cannot be registered"), ("5", "twice in the file")]
    page = office.do()
    assert "2 people from the file are registered. 2 rows were left out." in page
    assert people(saving) == [("Zażółć Gęślą1", "confirmed"), ("Zażółć Gęślą2", "confirmed")]
    told = Page(page).one("tbody").text
    assert told == "lista.csv 20 November 2026, 11:00 Anna Kowalska 4 2 2"
    with saving() as session:
        assert session.scalars(select(ImportFile)).all() == []
        assert session.scalar(select(func.count()).select_from(Message)) == 0
        taken, waiting = session.execute(select(Category.taken, Category.waiting).where(Category.key == "ngo")).one()
        assert (taken, waiting) == (2, 0)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "imports.people")).one()
        assert entry.changes["file"] == ["", "lista.csv"]
        assert (entry.changes["added"], entry.changes["refused"], entry.actor_label) == (
            [None, 2],
            [None, 1],
            "Anna Kowalska",
        )


def people(saving: Saving) -> list[tuple[str, str]]:
    with saving() as session:
        return [(one.full_name, one.state) for one in session.scalars(select(Registration).order_by(Registration.id))]


def test_the_same_file_again_adds_nobody(office: Importer, saving: Saving) -> None:
    for _ in range(2):
        office.upload(table(person(1), person(2)))
        page = office.check()
        office.do()
    assert outcomes(page) == [("2", "registered already"), ("3", "registered already")]
    assert "There is nobody to register." in page
    assert len(people(saving)) == 2


def test_who_finds_no_place_waits_and_hears_of_it_only_if_wanted(office: Importer, saving: Saving) -> None:
    office.upload(table(*(person(number) for number in range(5))))
    page = office.check(mail="y")
    assert [words for _number, words in outcomes(page)][2:] == [
        "will be registered with a place",
        "will go on the waiting list",
        "will go on the waiting list",
    ]
    office.do()
    with saving() as session:
        kinds = session.scalars(select(Message.kind).order_by(Message.id)).all()
        assert kinds == ["registration/confirmed"] * 3 + ["registration/waiting"] * 2
        numbers = session.scalars(select(Registration.queue_number).order_by(Registration.id)).all()
        assert len(set(numbers)) == 5
        assert list(numbers) == sorted(numbers)


def test_a_change_meanwhile_is_shown_before_anything_is_done(office: Importer, saving: Saving) -> None:
    office.upload(table(person(1), person(2), person(3)))
    office.check()
    with saving() as session:
        category = session.scalars(select(Category).where(Category.key == "ngo")).one()
        category.capacity = 2
    page = office.do(422)
    assert "Nobody has been registered" in page
    assert "Row 4, Zażółć Gęślą3: will be registered with a place → will go on the waiting list" in page
    assert people(saving) == []
    assert "3 people from the file are registered." in office.do()
    assert [state for _name, state in people(saving)] == ["confirmed", "confirmed", "waiting"]


@pytest.mark.parametrize("change", ["person", "choices"])
def test_anything_else_than_was_shown_is_not_done(office: Importer, saving: Saving, change: str) -> None:
    office.upload(table(person(1)))
    page = office.check()
    if change == "person":
        with saving() as session:
            edition = session.scalars(select(Edition)).one()
            registered(session, edition, first_name="Zażółć", last_name="Gęślą1", email="g1@example.org")
    else:
        office.check(role="speaker")
        office.desk.page = page
    page = office.do(422)
    assert ("have been changed since this was shown" in page) == (change == "choices")
    assert len(people(saving)) == int(change == "person")


def test_what_headings_mean_is_remembered(office: Importer, saving: Saving) -> None:
    office.upload(table(person(1)))
    office.check(column_6="position")
    page = Page(office.upload(table(person(2))))
    assert page.typed()["column_6"] == ["position"]
    with saving() as session:
        assert session.scalar(select(func.count()).select_from(ImportMapping)) == len(HEADINGS)
    office.check(column_6="")
    assert Page(office.upload(table(person(2)))).typed()["column_6"] == []


def test_columns_that_make_no_people_are_refused_in_sentences(office: Importer) -> None:
    office.upload(table(person(1)))
    names = {f"column_{place}": "" for place in range(len(HEADINGS))}
    page = office.check(422, **{**names, "column_0": "phone", "column_1": "phone"}, accept_rules="", days_from="file")
    for sentence in (
        "“Telephone” is chosen for several columns; please choose it once.",
        "Please choose the columns with the first and the last name, or the one with both.",
        "Please choose the column with the e-mail addresses: people&#39;s own or contact persons&#39;.",
        "Please choose the column with the institutions.",
        "Please choose a category for all, or the column that names it.",
        "Please choose days for all, or the column that names them.",
        "The people have to accept the rules of the conference.",
    ):
        assert sentence in page
    page = office.check(422, days=[], category="nothing", column_0="nonsense")
    assert "Please choose at least one day." in page
    assert "Please choose one of the answers offered." in page


def test_a_csv_is_read_again_in_another_way(office: Importer) -> None:
    office.upload(table(person(1), encoding="cp1250"), encoding="iso8859-2")
    page = office.desk.page
    assert "Read as ISO-8859-2" in page
    assert "Gęślą" not in page
    answer = office.post(office.address, step="read", encoding="cp1250", separator=";")
    assert "Gęślą" in office.desk.open(answer.location)
    answer = office.post(office.address, step="read", encoding="utf-8", separator=";")
    assert answer.status_code == 422
    assert "The file cannot be read in this encoding." in answer.text


def test_the_rows_left_out_come_as_csv_and_go_in_again(office: Importer, saving: Saving) -> None:
    office.upload(table(person(1), ["=1+1", *person(2)[1:5], "Kosmici", "'+48"]))
    office.check()
    answer = office.desk.client.get(f"{office.address}/problems.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sokwms-import-problems.csv"'
    text = answer.data.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("3;cannot be registered;Category: “Kosmici” is none of the answers.;'=1+1;")
    office.do()
    office.upload(text.replace("Kosmici", "ngo").encode())
    office.check()
    office.do()
    assert [name for name, _state in people(saving)] == ["Zażółć Gęślą1", "=1+1 Gęślą2"]


def test_a_file_is_given_up_and_belongs_to_one(office: Importer, saving: Saving) -> None:
    office.upload(table(person(1)))
    assert f'href="{office.address}"' in office.desk.open(UPLOAD)
    with saving() as session:
        session.scalars(select(ImportFile)).one().token = "another"
    assert office.desk.client.get(office.address).status_code == 404
    office.address = f"{UPLOAD}/another"
    page = office.desk.open(office.address)
    assert "Delete the file without importing it" in page
    assert office.desk.client.get(f"{office.address}/check").location == office.address
    assert "Columns of the file" in office.do()
    answer = office.post(f"{office.address}/discard")
    assert "The file was deleted; nobody was registered." in office.desk.open(answer.location)
    office.desk.open(office.address, 404)
