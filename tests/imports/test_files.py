"""Files that nobody should upload, and what each page says of them; and hostile texts in a good one."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.core import clock, jobs
from sokwms_reg.core.tabular import Flaw, Remark
from sokwms_reg.editions.models import Edition
from sokwms_reg.imports.models import ImportFile
from sokwms_reg.imports.states import Fate, fate_words, flaw_words, remark_words
from tests.attendees.people import Saving
from tests.factories import NOW
from tests.hostile.detector import LINE, suspicious
from tests.imports.story import HEADINGS, UPLOAD, Importer, let_go, person, table, workbook


def test_a_file_of_50_mb_is_refused_in_a_sentence(office: Importer, saving: Saving) -> None:
    office.desk.open(UPLOAD)
    answer = office.post(UPLOAD, file=(io.BytesIO(b"x" * 50 * 1024 * 1024), "lista.csv"))
    assert answer.status_code == 413
    assert "The file is larger than 10 MB. Nothing of it was kept." in answer.text
    page = office.upload(b"x" * (10 * 1024 * 1024 + 1), status=422)
    assert "The file is larger than 10 MB." in page
    assert 'aria-invalid="true"' in page
    with saving() as session:
        assert session.scalars(select(ImportFile)).all() == []


def test_strangers_send_no_file(client: FlaskClient) -> None:
    answer = client.post(UPLOAD, data={"file": (io.BytesIO(b"x" * 3 * 1024 * 1024), "x.csv")})
    assert answer.status_code == 302
    let_go(answer)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"a;b\n", "There is nothing in the file below the headings."),
        (b"%PDF", "This is not a spreadsheet."),
        (b'a;b\n"1;2\n', "A quotation mark in or before row 2 is not closed"),
    ],
)
def test_a_bad_file_has_its_sentence(office: Importer, content: bytes, sentence: str) -> None:
    assert sentence in office.upload(content, "lista.xlsx", 422)


def test_without_a_file_one_is_asked_for(office: Importer) -> None:
    office.desk.open(UPLOAD)
    assert "Please choose a file." in office.post(UPLOAD).text


def test_every_flaw_remark_and_fate_has_words() -> None:
    for language_free in (*(flaw_words(flaw, 7) for flaw in Flaw), *(remark_words(one, 2) for one in Remark)):
        assert len(language_free) > 10
    assert len({fate_words(fate) for fate in Fate}) == len(Fate)


def test_the_content_decides_and_what_it_has_is_said(office: Importer) -> None:
    page = office.upload(workbook(HEADINGS, person(1), ["", "=1+1"]), "lista.csv")
    assert "1 formula has no stored result and counts as an empty cell." in page
    assert "Read as" not in page


def test_hostile_texts_stay_texts(office: Importer) -> None:
    cell = LINE.replace(";", ",")
    page = office.upload(
        workbook([*HEADINGS, cell], [*person(1), cell], [cell] * 7), f"{LINE[:80]}.xlsx".replace("/", "")
    )
    checked = office.check()
    done = office.do()
    for html in (page, checked, done):
        assert suspicious(html) == []
    assert "alert" in page


def test_nobody_is_imported_into_an_edition_that_is_cancelled(office: Importer, saving: Saving) -> None:
    office.upload(table(person(1)))
    with saving() as session:
        session.scalars(select(Edition)).one().cancelled = True
    for method in ("get", "post"):
        answer = getattr(office.desk.client, method)(UPLOAD, data={"csrf_token": office.desk.token()})
        assert answer.location == "/office/test/attendees"
    assert office.desk.client.get(office.address).status_code == 404


def test_files_that_nobody_imports_are_gone_after_a_day(
    office: Importer, saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.upload(table(person(1)))
    app = office.desk.client.application
    for hours, left in ((23, 1), (24, 0)):
        monkeypatch.setattr(clock, "now", lambda hours=hours: NOW + timedelta(hours=hours))
        assert jobs.run_once(app) == []
        with saving() as session:
            assert len(session.scalars(select(ImportFile)).all()) == left
