"""Every field: what it takes, and the sentence with which it refuses. Whatever was typed comes back."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import gettext, speaking
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.forms.application import many_lines, one_line
from tests.registration.conftest import FIRST, PERSON, SECOND, Stored, Visitor
from tests.registration.test_sending import typed

LONG = "ż" * 121
OFFERED = "Please choose one of the answers offered."
ADDRESS = "Please write the e-mail address in full, such as name@example.org."
LETTERS = "Letters such as ą, ł or ż cannot be used in an e-mail address. Please write it without them."
NUMBER = "Please write the telephone number in digits, such as +48 600 000 000."
CONTACT_NAME = "Please give the name of the contact person."
CONTACT_EMAIL = "Please give the e-mail address of the contact person."
NO_ADDRESS = "Please give an e-mail address: the participant's own or a contact person's."
FIRST_NAME = "Please give the first name."
REGION = "Please choose the voivodeship."
DAY = "Please choose at least one day."
RULES = "Please accept the rules of the conference."
COUNTRY = "Please choose the country."


def in_language(language: str, sentence: str) -> str:
    """Return an English sentence of the forms as a reader of `language` meets it; Polish must have its own."""
    numbers = re.findall(r"\d+(?= characters)", sentence)
    msgid = re.sub(r"\d+(?= characters)", "%(most)s", sentence)
    with speaking(language):
        said = gettext(msgid, most=numbers[0]) if numbers else gettext(msgid)
    assert (said == sentence) == (language == "en"), sentence
    return said


def at_most(most: int) -> str:
    return f"Please use at most {most} characters."


# What is changed in PERSON, and the sentences beside the fields, in the page's order.
BAD: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"honorific": "lord"}, {"honorific": OFFERED}),
    ({"title": "x" * 61}, {"title": at_most(60)}),
    ({"first_name": ""}, {"first_name": FIRST_NAME}),
    ({"first_name": " \t\u00a0\u2003 "}, {"first_name": FIRST_NAME}),
    ({"first_name": "\u200b\u202e\u200d"}, {"first_name": FIRST_NAME}),
    ({"first_name": None}, {"first_name": FIRST_NAME}),
    ({"first_name": LONG}, {"first_name": at_most(120)}),
    ({"last_name": "\r\n"}, {"last_name": "Please give the last name."}),
    ({"last_name": LONG}, {"last_name": at_most(120)}),
    ({"email": ""}, {"email": NO_ADDRESS}),
    *(
        ({"email": wrong}, {"email": ADDRESS})
        for wrong in ("zaneta", "zaneta@", "@example.org", "a b@example.org", "a@b@example.org")
    ),
    ({"email": "zaneta@example.org, other@example.org"}, {"email": ADDRESS}),
    ({"email": "zaneta@localhost"}, {"email": ADDRESS}),
    ({"email": "żaneta@example.org"}, {"email": LETTERS}),
    ({"contact_name": "Łucja", "contact_email": "łucja@example.org"}, {"contact_email": LETTERS}),
    *(({"phone": wrong}, {"phone": NUMBER}) for wrong in ("12345", "brak", "+48 600 000 000 000 000", "٦٠٠٠٠٠٠٠٠")),
    ({"contact_name": "Jan Nowak"}, {"contact_email": CONTACT_EMAIL}),
    ({"contact_email": "jan@example.org"}, {"contact_name": CONTACT_NAME}),
    ({"contact_phone": "600000000"}, {"contact_name": CONTACT_NAME, "contact_email": CONTACT_EMAIL}),
    ({"contact_name": "Jan", "contact_email": "jan"}, {"contact_email": ADDRESS}),
    ({"contact_name": "Jan", "contact_email": "jan@example.org", "contact_phone": "x"}, {"contact_phone": NUMBER}),
    ({"contact_name": LONG, "contact_email": "jan@example.org"}, {"contact_name": at_most(120)}),
    ({"email": "", "contact_name": "Jan"}, {"email": NO_ADDRESS, "contact_email": CONTACT_EMAIL}),
    ({"institution": "\x00"}, {"institution": "Please give the name of the institution."}),
    ({"institution": "ż" * 201}, {"institution": at_most(200)}),
    ({"position": "ż" * 201}, {"position": at_most(200)}),
    ({"voivodeship": ""}, {"voivodeship": REGION}),
    ({"voivodeship": None}, {"voivodeship": REGION}),
    ({"voivodeship": "03"}, {"voivodeship": OFFERED}),
    ({"days": []}, {"days": DAY}),
    ({"days": [FIRST, "2030-01-01"]}, {"days": OFFERED}),
    ({"days": ["<script>"]}, {"days": OFFERED}),
    ({"interpretation": "de"}, {"interpretation": OFFERED}),
    ({"diet": "<b>"}, {"diet": OFFERED}),
    ({"accessibility": "ż" * 2001}, {"accessibility": at_most(2000)}),
    ({"accept_rules": None}, {"accept_rules": RULES}),
    *(({"accept_rules": other}, {"accept_rules": RULES}) for other in ("", "on", "true", "YES", "no")),
    ({"accept_rules": ["no", "yes"]}, {"accept_rules": RULES}),
]
CHOSEN = {"accept_rules", "honorific", "voivodeship", "days", "interpretation", "diet", "country"}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_bad_answer_has_its_sentence_and_keeps_everything_else(
    visitor: Visitor, stored: Stored, language: str
) -> None:
    visitor.address = visitor.address.replace("/pl/", f"/{language}/")
    for changes, sentences in BAD:
        page = visitor.send("check", **changes)
        assert visitor.status == 422, changes
        said = {page.by_id(target).attributes["name"]: sentence for target, sentence in page.summary()}
        assert said == {name: in_language(language, words) for name, words in sentences.items()}, changes
        back = typed(page)
        for name in set(PERSON) - set(sentences) - set(changes):
            assert back[name] == (PERSON[name] if isinstance(PERSON[name], list) else [PERSON[name]]), (changes, name)
        for name, value in changes.items():
            if value and name not in CHOSEN and value.isprintable() and value.isascii():
                assert back[name] == [value]
    assert stored() == []


GOOD: list[tuple[dict[str, Any], str]] = [
    ({"first_name": "ż" * 120, "last_name": "Ł" * 120}, "Ł" * 120),
    ({"first_name": "Zoë 👩‍🔬"}, "Zoë 👩‍🔬"),
    ({"first_name": "A\x00nna\u202e"}, "A nna"),
    ({"last_name": "محمد"}, "محمد"),
    ({"last_name": "O'Neill-\u200bSmith"}, "O'Neill-Smith"),
    ({"email": "ZANETA@Example.ORG"}, "ZANETA@example.org"),
    ({"phone": "(41) 367-60-00"}, "(41)"),
    ({"voivodeship": "00"}, "ogólnopolsk"),
    ({"days": [SECOND]}, "czwartek"),
    ({"honorific": None, "interpretation": None, "diet": None}, "Żaneta"),
]


def test_what_people_are_really_called_is_taken(visitor: Visitor) -> None:
    for changes, shown in GOOD:
        page = visitor.send("check", **changes)
        assert visitor.status == 200, (changes, page.summary())
        assert shown in page.text.replace("\u00a0", " "), changes


@pytest.mark.parametrize("language", ["pl", "en"])
def test_guests_from_abroad_choose_a_country_but_not_poland(foreigner: Visitor, language: str) -> None:
    foreigner.address = foreigner.address.replace("/en/", f"/{language}/")
    for country, sentence in (("", COUNTRY), (None, COUNTRY), ("PL", OFFERED), ("XX", OFFERED), ("de", OFFERED)):
        page = foreigner.send("check", country=country)
        assert (foreigner.status, page.summary()) == (422, [("country", in_language(language, sentence))])
    page = foreigner.send("edit", country="UA")
    assert page.typed()["country"] == ["UA"]


def test_a_country_is_stored_and_shown_in_the_readers_language(foreigner: Visitor, stored: Stored) -> None:
    assert "Ukraine" in foreigner.send("check", country="UA").text
    foreigner.send("confirm", country="UA")
    assert foreigner.status == 303
    assert [(kept.country, kept.voivodeship, kept.language) for kept in stored()] == [("UA", "", "en")]


def test_a_voivodeship_sent_by_a_guest_from_abroad_is_ignored(foreigner: Visitor, stored: Stored) -> None:
    foreigner.send("confirm", country="DE", voivodeship="99")
    assert [kept.voivodeship for kept in stored()] == [""]


def test_mail_goes_to_the_contact_person_and_no_own_address_is_needed(
    visitor: Visitor, app: Flask, stored: Stored
) -> None:
    visitor.send("confirm", email="", contact_name="Jan Nowak", contact_email="jan@example.org")
    assert visitor.status == 303
    assert [(kept.email, kept.mail_address) for kept in stored()] == [("", "jan@example.org")]
    with app.app_context():
        assert [(m.to_name, m.to_address) for m in db.session.query(Message)] == [("Jan Nowak", "jan@example.org")]


@pytest.mark.parametrize("field", ["accessibility", "first_name", "form_token", "unknown"])
def test_a_megabyte_in_a_field_is_413_in_the_readers_language(visitor: Visitor, stored: Stored, field: str) -> None:
    huge: dict[str, Any] = {field: "x" * 1024 * 1024}
    page = visitor.send("confirm", **huge)
    assert visitor.status == 413
    assert page.title.startswith("Błąd: ")
    assert stored() == []


BREAKS = "A\r\nBcc: victim@example.org\nB\u2028C\x0b\x85D"
LINES = ("title", "first_name", "last_name", "position", "institution", "contact_name")


def test_breaks_of_lines_reach_no_list_and_no_header(visitor: Visitor, app: Flask, stored: Stored) -> None:
    lines: dict[str, Any] = dict.fromkeys(LINES, BREAKS)
    visitor.send("confirm", **lines, contact_email="jan@example.org", phone="+48\r\n600 000 000")
    assert visitor.status == 303, visitor.html
    (kept,) = stored()
    for name in LINES:
        assert getattr(kept, name) == "A Bcc: victim@example.org B C D"
    assert kept.phone == "+48 600 000 000"
    with app.app_context():
        for message in db.session.query(Message):
            assert message.to_address == "jan@example.org"
            for header in (message.to_name, message.subject, message.reply_to):
                assert len(header.splitlines()) == 1


def test_an_address_with_a_break_of_line_is_refused(visitor: Visitor) -> None:
    page = visitor.send("check", email="zaneta@example.org\r\nBcc: victim@example.org")
    assert page.summary() == [("email", in_language("pl", ADDRESS))]


def test_markup_in_every_field_is_shown_as_typed(visitor: Visitor, stored: Stored, client: FlaskClient) -> None:
    markup = "<script>alert(1)</script>\"'><b>{{ 7*7 }}"
    texts: dict[str, Any] = dict.fromkeys(
        ("first_name", "last_name", "institution", "position", "accessibility", "contact_name"), markup
    )
    for step in ("edit", "check", "confirm"):
        page = visitor.send(step, **texts, title="<i>x</i>", contact_email="jan@example.org")
        assert "<script>alert" not in visitor.html
        assert "<i>x" not in visitor.html
        if step != "confirm":
            assert page.typed()["first_name"] == [markup]
    done = client.get(visitor.location).text
    assert "<script>alert" not in done
    assert stored()[0].first_name == markup


def test_consent_is_the_word_yes_and_no_other(visitor: Visitor, stored: Stored) -> None:
    visitor.send("confirm", consent_list="on", consent_next="1")
    assert visitor.status == 303
    assert [(kept.consent_list, kept.consent_next) for kept in stored()] == [(False, False)]


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_address_that_a_contact_person_stands_in_for_is_neither_required_nor_optional(
    visitor: Visitor, language: str
) -> None:
    page = visitor.open(visitor.address.replace("/pl/", f"/{language}/"))
    assert "required" not in page.by_id("email").attributes
    assert "required" in page.by_id("last_name").attributes
    words = {label.attributes["for"]: label.text for label in page.all("label") if "for" in label.attributes}
    assert words["email"] == {"pl": "Adres e-mail", "en": "E-mail address"}[language]
    assert words["phone"].endswith({"pl": "(nieobowiązkowe)", "en": "(optional)"}[language])


def test_another_diet_has_its_place_to_be_described(visitor: Visitor) -> None:
    page = visitor.open(visitor.address.replace("/pl/", "/en/"))
    (label,) = page.all("label", **{"for": "accessibility"})
    assert label.text.startswith("Access needs and diet details")
    assert "an allergy or a diet not listed above" in page.by_id("accessibility-hint").text
    assert "Potrzeby w zakresie dostępności i szczegóły diety" in visitor.send("check").text


def test_one_line_and_many_lines() -> None:
    assert one_line(None) == ""
    assert one_line(" a\x00\tb\u2028c ") == "a b c"
    assert one_line("\u202eabc\u202c\ufeff") == "abc"
    assert one_line("👩\u200d🔬 x\u200d") == "👩\u200d🔬 x"
    assert many_lines("a\r\nb\rc\n\n d\x00 \n") == "a\nb\nc\n\nd"
