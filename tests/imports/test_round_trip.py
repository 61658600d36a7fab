"""What our list exports comes in again as the same people, whatever the kind of file and the language."""

import io
from typing import Any

import pytest
from sqlalchemy import select

from sokwms_reg.attendees import exports, queries
from sokwms_reg.attendees.exports import Format
from sokwms_reg.attendees.queries import Wish
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.forms.application import many_lines
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Saving, small_edition
from tests.attendees.people import person as registered
from tests.factories import FIRST_DAY, SECOND_DAY, make_category
from tests.imports.story import UPLOAD, Importer, outcomes

pytestmark = pytest.mark.both_databases

LONG = "Dostępność: " + "pętla indukcyjna i miejsce z przodu; " * 53
PEOPLE: list[dict[str, Any]] = [
    {"first_name": "Zażółć", "last_name": "Gęślą Jaźń", "role": "speaker", "consent_list": True, "diet": "vegan"},
    {"first_name": "=1+1", "last_name": "-5", "position": "@x", "phone": "+48 600 000 000", "title": "007"},
    {"first_name": "'s", "last_name": "'=Hertogenbosch", "position": "'+48", "accessibility": LONG[:2000]},
    {"first_name": "Ada", "last_name": "Tab", "accessibility": "a\tb\nc  d\n\ne", "interpretation": "en"},
    {"first_name": "עברית", "last_name": "مرحبا بالعالم", "honorific": "pani", "language": "en", "days": (SECOND_DAY,)},
    {"first_name": "Jan", "last_name": "_x0041_", "phone": "48600000001", "voivodeship": "02", "honorific": "pan"},
    {"email": "", "contact_name": "Sekretariat", "contact_email": "s@example.org", "contact_phone": "0600 000 000"},
    {"category": "academia", "voivodeship": "00", "diet": "other", "consent_next": True, "days": (FIRST_DAY,)},
    {"category": "foreign", "country": "CZ", "voivodeship": "", "language": "en", "interpretation": "pl"},
]
GIVEN = (
    *("honorific", "title", "first_name", "last_name", "position", "email", "phone", "institution", "voivodeship"),
    *("country", "contact_name", "contact_email", "contact_phone", "interpretation", "diet", "accessibility"),
    *("consent_list", "consent_next", "role", "language", "state"),
)


def described(saving: Saving, slug: str) -> list[dict[str, Any]]:
    """Return everybody of an edition, with days and category, by name."""
    with saving() as session:
        edition = session.scalars(select(Edition).where(Edition.slug == slug)).one()
        scope = queries.scope_of(session, edition)
        chosen = exports.chosen_columns([*GIVEN, "category", "days"])
        rows = queries.stream(session, scope, Wish(), chosen)
        return [dict(zip([column.name for column in chosen], row, strict=True)) for row in rows]


@pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX, Format.ODS])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_our_own_list_comes_back(office: Importer, saving: Saving, kind: Format, language: str) -> None:
    out = io.BytesIO()
    with saving() as session:
        edition = small_edition(session, "before")
        make_category(session, edition, "foreign", name_pl="Goście zagraniczni", name_en="Guests from abroad")
        for minutes, given in enumerate(PEOPLE):
            role = given.get("role", "participant")
            one = registered(session, edition, minutes, **{key: value for key, value in given.items() if key != "role"})
            one.role = role
        session.flush()
        exports.write(
            out,
            session,
            queries.scope_of(session, edition),
            Wish(),
            kind,
            language=language,
            chosen=exports.chosen_columns([]),
        )
    office.upload(out.getvalue(), f"lista.{kind}")
    page = office.check()
    assert [words for _number, words in outcomes(page) if "will" not in words] == [], page
    assert "left out" not in office.do()
    before, after = described(saving, "before"), described(saving, "test")
    for row in before:
        row["accessibility"] = many_lines(row["accessibility"])  # as the forms take it: no tab, no repeated blank
    for row in (*before, *after):
        del row["state"]  # the order of the list is not that of registering, so others wait
    assert after == before
    assert len(after) == len(PEOPLE)


def test_the_template_has_the_headings_that_are_known(office: Importer) -> None:
    for format_ in ("csv", "xlsx"):
        answer = office.desk.client.get(f"{UPLOAD}-template.{format_}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="sokwms-import.{format_}"'
        page = office.upload(answer.data, f"x.{format_}", 422)
        assert "There is nothing in the file below the headings." in page
    assert office.desk.client.get(f"{UPLOAD}-template.csv").text.startswith(
        "\ufeffCategory;Role;Language;Form of address;"
    )


def test_nobody_is_stored_by_reading(office: Importer, saving: Saving) -> None:
    office.desk.open(UPLOAD)
    with saving() as session:
        assert session.scalars(select(Registration)).all() == []
