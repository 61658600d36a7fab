"""The confirmation for a travel order: one page, what an employer needs and no more, whatever people are called."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import ProgrammeSession
from sokwms_reg.core import documents as making
from sokwms_reg.editions.models import Edition, EditionDay
from sokwms_reg.registration import documents, service
from sokwms_reg.registration.forms.application import one_line
from sokwms_reg.registration.models import Registration
from tests.factories import FIRST_DAY, NOW, make_application, make_category, make_edition
from tests.registration.conftest import PERSON, At, Saving, Stored, Visitor

OwnAddress = Callable[..., str]
FONTS_LACK = "\U000f1234"  # for private use: no font has it
AWKWARD = [
    "#include * _a_ $x$ `y` <z> @w = - + / // /* \\u{41} \\ \" ' [b] {c} ~",
    '{{ 7 * 7 }} {% raw %} #read("/etc/passwd") #panic()',
    "W" * 120,
    "Ελένη Παπαδοπούλου",
    "Олена Коваль",
    "O’Brien „Ula” –— … ¿",
]


@pytest.fixture
def own(visitor: Visitor, own_address: OwnAddress) -> str:
    """Register a person and return the own page's address."""
    visitor.register()
    return own_address(1)


@pytest.fixture
def somebody(session: Session) -> Registration:
    """Return a registration that a test may rename: nothing of it is saved any more."""
    edition = make_edition(session)
    make_category(session, edition)
    found = service.register(session, edition, make_application(), NOW).registration
    session.expunge(found)
    return found


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(reader: PdfReader) -> str:
    """Return the text of the one page; words that break anywhere are put together again."""
    (page,) = reader.pages
    assert str(reader.root_object["/MarkInfo"]) == str({"/Marked": True, "/Suspects": False}), "not tagged"
    return page.extract_text().replace("\u200b\n", "").replace("\u200b", "").replace("\u00a0", " ")


def lines_of(content: bytes) -> list[str]:
    return [line.strip() for line in text_of(read(content)).splitlines()]


def promises_ua(reader: PdfReader) -> bool:
    assert reader.xmp_metadata is not None
    return b"<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data()


def test_it_says_in_polish_what_an_employer_needs(client: FlaskClient, own: str, stored: Stored) -> None:
    assert lines_of(client.get(own + "/confirmation.pdf").data) == [
        "Edycja testowa",
        "Potwierdzenie zgłoszenia",
        "Zgłoszenie tej osoby jest potwierdzone, a miejsce na konferencji zarezerwowane.",
        "prof. dr hab. Żaneta Gżegżółka-Łoś",
        "prezeska",
        "Fundacja „Wspólna Zlewnia” & Przyjaciele",
        f"Numer zgłoszenia {stored()[0].reference}",
        "Konferencja Edycja testowa",
        "Temat",
        "Termin środa, 27 stycznia 2027 r.",
        "czwartek, 28 stycznia 2027 r.",
        "Miejsce obrad Łódź",
        "Koszt udziału Udział w konferencji jest bezpłatny.",
        "Kontakt sekretariat@example.org",
        "+48 41 000 00 00",
        "Data wystawienia: 20 listopada 2026 r.",
        "Wydruk z systemu rejestracji, nie wymaga podpisu. Może służyć jako załącznik do polecenia wyjazdu",
        "służbowego. Nie potwierdza obecności na konferencji.",
    ]


def test_the_page_s_language_is_the_document_s_and_hours_funding_and_venue_are_named_where_known(
    client: FlaskClient, visitor: Visitor, saving: Saving, at: At, own_address: OwnAddress
) -> None:
    visitor.register(title="", position="", days=[FIRST_DAY.isoformat()])
    with saving() as session:
        known = {"venue_pl": "Filharmonia", "venue_en": "Philharmonic Hall", "address_pl": "ul. Długa 1, Łódź"}
        known |= {"funding_en": "Co-financed by the Ministry.", "contact_name_en": "Conference secretariat"}
        session.execute(update(Edition).values(**known))
        day_id = session.scalars(select(EditionDay.id).where(EditionDay.date == FIRST_DAY)).one()
        for key, start, end in (("a", 8, 10), ("b", 11, 16)):
            begins, ends = (datetime(2027, 1, 27, hour, 30, tzinfo=UTC) for hour in (start, end))
            words = {"title_pl": key, "title_en": key, "kind": "lecture", "starts_at": begins, "ends_at": ends}
            session.add(ProgrammeSession(edition_id=1, day_id=day_id, key=key, **words))
    at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    lines = lines_of(client.get(own_address(1, language="en") + "/confirmation.pdf").data)
    assert lines[3:5] == ["Żaneta Gżegżółka-Łoś", "Fundacja „Wspólna Zlewnia” & Przyjaciele"]
    assert lines[6:-2] == [
        "Conference Test edition",
        "Theme",
        "When Wednesday 27 January 2027, 9:30–17:30 (Polish time)",
        "Where Philharmonic Hall",
        "ul. Długa 1, Łódź",
        "Cost Participation in the conference is free of charge.",
        "Contact Conference secretariat",
        "sekretariat@example.org",
        "+48 41 000 00 00",
        "Co-financed by the Ministry.",
        "Date of issue: 1 January 2027",
    ]
    polish = lines_of(client.get(own_address(1) + "/confirmation.pdf").data)
    assert "Termin środa, 27 stycznia 2027 r., 9:30–17:30" in polish


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("language", "title"), [("pl", "Potwierdzenie zgłoszenia"), ("en", "Confirmation of registration")]
)
def test_it_is_a_file_for_everybody_s_reader_and_nobody_s_cache(
    client: FlaskClient, own_address: OwnAddress, stored: Stored, language: str, title: str
) -> None:
    answer, reference = client.get(own_address(1, language=language) + "/confirmation.pdf"), stored()[0].reference
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="sokwms-{reference}.pdf"'
    assert "Set-Cookie" not in answer.headers
    reader = read(answer.data)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.creation_date) == (f"{title} {reference}", NOW)
    assert str(reader.root_object["/Lang"]) == language
    assert promises_ua(reader)
    assert len(answer.data) < 60_000


def test_it_holds_nothing_that_an_employer_need_not_know(
    client: FlaskClient, visitor: Visitor, own_address: OwnAddress, stored: Stored
) -> None:
    visitor.register(contact_name="Jan Nowak", contact_email="jan@example.org", contact_phone="+48 600 000 002")
    answer = client.get(own_address(1) + "/confirmation.pdf")
    (kept,) = stored()
    reader = read(answer.data)
    everything = f"{text_of(reader)} {reader.metadata} {reader.pages[0].get('/Annots')}"
    private = [PERSON[name] for name in ("email", "phone")] + ["pętla", "vegan", "wega", "Jan Nowak", "jan@", "600 000"]
    for secret in (*private, kept.ticket_code, own_address(1), "/my/", "http"):
        assert secret not in everything, secret


@pytest.mark.parametrize("state", ["pending", "waiting", "offered", "cancelled", "rejected"])
def test_there_is_none_before_a_place_is_confirmed_or_after_it_is_gone(
    client: FlaskClient, own: str, saving: Saving, state: str
) -> None:
    assert own + "/confirmation.pdf" in client.get(own).text
    with saving() as session:
        session.execute(update(Registration).values(state=state))
    assert client.get(own + "/confirmation.pdf").status_code == 404
    assert "confirmation.pdf" not in client.get(own).text


def test_there_is_none_for_a_conference_that_has_been_cancelled(client: FlaskClient, own: str, saving: Saving) -> None:
    with saving() as session:
        session.execute(update(Edition).values(cancelled=True))
    assert client.get(own + "/confirmation.pdf").status_code == 404
    assert "confirmation.pdf" not in client.get(own).text


def test_a_demonstration_says_so_in_title_frame_and_across_the_page(
    client: FlaskClient, own: str, saving: Saving
) -> None:
    with saving() as session:
        session.execute(update(Edition).values(demonstration=True, number=5))
    reader = read(client.get(own + "/confirmation.pdf").data)
    assert reader.metadata is not None
    assert str(reader.metadata.title).endswith(" (Edycja demonstracyjna)")
    assert text_of(reader).startswith(
        "EDYCJA DEMONSTRACYJNA\n"
        "Edycja demonstracyjna. To jest demonstracja: dokument niczego nie potwierdza, \n"
        "a konferencja jest przykładowa.\n"
    )
    assert promises_ua(reader)


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_name_comes_out_whole(session: Session, somebody: Registration, name: str, language: str) -> None:
    somebody.first_name = somebody.institution = somebody.position = name
    reader = read(documents.confirmation(session, somebody, language, NOW))
    assert "".join(text_of(reader).split()).count("".join(name.split())) == 3
    assert promises_ua(reader)


def test_a_letter_that_no_font_has_is_a_box_on_paper_and_whole_in_the_text(
    session: Session, somebody: Registration
) -> None:
    somebody.first_name, somebody.institution = f"{FONTS_LACK}Anna {FONTS_LACK}", f"Fundacja {FONTS_LACK}"
    reader = read(documents.confirmation(session, somebody, "en", NOW))
    assert "\0Anna \0 " in text_of(reader)
    content = reader.pages[0].get_contents()
    assert content is not None
    spoken = f"/ActualText<FEFF{FONTS_LACK.encode('utf-16-be').hex().upper()}>"
    assert content.get_data().count(spoken.encode()) == 3, "twice in the name, once in the institution"
    assert not promises_ua(reader), "which forbids it"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=120), institution=st.text(max_size=200))
def test_no_name_breaks_it(session: Session, somebody: Registration, name: str, institution: str) -> None:
    somebody.first_name, somebody.institution = one_line(name), one_line(institution)
    assert len(read(documents.confirmation(session, somebody, "pl", NOW)).pages) == 1


def test_the_longest_answers_stay_on_the_page(session: Session, somebody: Registration) -> None:
    long = ("Stowarzyszenie " * 12).strip() + " " + "W" * 120
    somebody.title, somebody.first_name, somebody.last_name = "dr " * 26, "W" * 80, "Ż" * 80
    somebody.position = somebody.institution = long
    edition = session.get_one(Edition, somebody.edition_id)
    edition.funding_pl = "Zadanie współfinansowane w konkursie. " * 30
    text = "".join(text_of(read(documents.confirmation(session, somebody, "pl", NOW))).split())
    assert text.count("".join(long.split())) == 2
    assert text.endswith("Niepotwierdzaobecnościnakonferencji.")


def test_without_archivo_and_without_prepared_files_it_is_plainer_and_whole(
    session: Session, somebody: Registration
) -> None:
    making._fonts.cache_clear()  # noqa: SLF001 - what a process finds at its first document
    try:
        with patch.object(making, "find_spec", return_value=None), patch.object(making, "manifest", return_value={}):
            plainer = documents.confirmation(session, somebody, "pl", NOW)
    finally:
        making._fonts.cache_clear()  # noqa: SLF001 - the same
    with_archivo = documents.confirmation(session, somebody, "pl", NOW)
    assert text_of(read(plainer)).split() == text_of(read(with_archivo)).split()
    assert promises_ua(read(plainer))
    assert b"Archivo" not in plainer
    assert b"Archivo" in with_archivo
