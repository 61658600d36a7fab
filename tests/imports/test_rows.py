"""What cells may say, and what is said of those that nobody understands."""

from typing import Any

import pytest
from sqlalchemy import delete, select

from sokwms_reg.editions.models import Category
from sokwms_reg.imports.forms import guess
from sokwms_reg.registration.models import Registration, RegistrationDay
from tests.attendees.people import Saving
from tests.imports.story import Importer, outcomes, table

HEADINGS = ["Imię i nazwisko", "Mail", "Urząd", "Woj.", "Kraj", "Dni", "Kategoria", "Język", "Rola", "Dieta"]


def one(**changes: str) -> list[str]:
    """Return a row, with changes by heading."""
    cells = [
        "Anna Maria Kowalska",
        "a@example.org",
        "Urząd Miasta",
        "woj. łódzkie",
        "",
        "27.01.2027",
        "ngo",
        "",
        "",
        "",
    ]
    return list((dict(zip(HEADINGS, cells, strict=True)) | changes).values())


def tried(office: Importer, *rows: list[str], **choices: Any) -> str:  # noqa: ANN401 - any field
    office.upload(table(*rows, headings=HEADINGS))
    return office.check(**choices)


def stored(saving: Saving) -> Registration:
    with saving() as session:
        found = session.scalars(select(Registration)).one()
        session.expunge_all()
        return found


def test_words_of_both_languages_stand_for_codes(office: Importer, saving: Saving) -> None:
    row = one(
        **{"Imię i nazwisko": "Kowalska, Anna", "Język": "angielski", "Rola": "Guest of honour", "Dieta": "wegańska"}
    )
    tried(office, row)
    office.do()
    found = stored(saving)
    assert (found.first_name, found.last_name, found.voivodeship) == ("Anna", "Kowalska", "10")
    assert (found.language, found.role, found.diet, found.country) == ("en", "guest_of_honour", "vegan", "PL")
    with saving() as session:
        assert len(session.scalars(select(RegistrationDay)).all()) == 1


def test_the_last_word_of_a_name_is_the_last_name(office: Importer, saving: Saving) -> None:
    tried(office, one(**{"Woj.": "2"}), role="speaker", language="en", category="academia", days_from="chosen")
    office.do()
    found = stored(saving)
    assert (found.first_name, found.last_name, found.voivodeship) == ("Anna Maria", "Kowalska", "02")
    assert (found.role, found.language, found.state) == ("speaker", "en", "pending")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"Mail": ""},
            "E-mail address: Please give an e-mail address: the participant&#39;s own or a contact person&#39;s.",
        ),
        ({"Mail": "nobody"}, "E-mail address: Please write the e-mail address in full"),
        ({"Imię i nazwisko": ""}, "First name: Please give the first name."),
        ({"Urząd": ""}, "Institution: Please give the name of the institution."),
        ({"Urząd": "x" * 201}, "Institution: Please use at most 200 characters."),
        ({"Woj.": "Bawaria"}, "Voivodeship: “Bawaria” is none of the answers."),
        ({"Woj.": ""}, "Voivodeship: Please choose the voivodeship."),
        ({"Kraj": "Utopia"}, "Country: “Utopia” is none of the answers."),
        ({"Dni": "jutro"}, "Days: “jutro” is no date."),
        ({"Dni": "2027-01-27, 2031-01-01"}, "Days: 2031-01-01 is no day of this edition."),
        ({"Dni": ""}, "Days: Please choose at least one day."),
        ({"Kategoria": ""}, "Category: Please name the category."),
        ({"Kategoria": "<b>"}, "Category: “&lt;b&gt;” is none of the answers."),
    ],
)
def test_a_row_that_cannot_be_registered_says_why(office: Importer, changes: dict[str, str], problem: str) -> None:
    page = tried(office, one(**changes))
    assert outcomes(page) == [("2", "cannot be registered")]
    assert problem in page


def test_a_category_that_is_gone_meanwhile_leads_back_to_the_columns(office: Importer, saving: Saving) -> None:
    page = tried(office, one())
    with saving() as session:
        session.execute(delete(Category).where(Category.key == "ngo"))
    office.desk.page = page
    assert "cannot be registered" in office.do(422)


def test_an_edition_without_categories_takes_nobody(office: Importer, saving: Saving) -> None:
    with saving() as session:
        session.execute(delete(Category))
    page = tried(office, one())
    assert outcomes(page) == [("2", "cannot be registered")]
    assert "There is nobody to register." in page


def test_cells_hint_at_what_a_column_holds() -> None:
    people = [["a@x.org", "600 000 000", "x"], ["b@x.org", "2027-01-27", "y", "1@x.org"], ["", "600-000-001"]]
    assert guess(["A", "B", "C", "D"], people, {}) == ["email", "phone", "", "contact_email"]
    assert guess(["A", "E-mail", "Mail"], people, {"a": "title"}) == ["title", "email", ""]
    assert guess(["Reference", "State"], people, {}) == ["", ""]
