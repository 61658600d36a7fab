"""Another person instead, as somebody at a browser without script meets it: form, question, done."""

from datetime import timedelta

from flask import Flask

from tests.factories import NOW
from tests.registration.conftest import PERSON, At, Stored, Visitor
from tests.registration.replacing_case import Colleague, OwnAddress, colleague, letters

__all__ = ["colleague"]


def test_the_form_is_empty_but_for_the_contact_person(colleague: Colleague) -> None:
    page = colleague.open()
    typed = {name: values for name, values in page.typed().items() if any(values)}
    assert typed.keys() == {*("step", "form_token", "contact_name", "contact_email", "interpretation", "diet")}
    assert (typed["contact_name"], typed["diet"]) == (["Jan Kot"], ["none"])
    assert not {"days", "institution", "voivodeship", "accept_rules"} & page.typed().keys()
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    words = colleague.open(colleague.address.replace("/pl/", "/en/")).text
    assert "Another person can be entered until the end of 26 January 2027, Polish time." in words
    assert "version 3" in words, "the privacy notice is there to be read"


def test_the_question_says_what_it_means_and_changes_nothing(colleague: Colleague, stored: Stored, app: Flask) -> None:
    page = colleague.give("check")
    assert (colleague.status, page.one("h1").text) == (
        *(200, "Czy zmienić osobę? Dotychczas: prof. dr hab. Żaneta Gżegżółka-Łoś, teraz: dr Ewa Wójcik"),
    )
    means = page.one("section", **{"aria-labelledby": "means"}).text
    for words in ("od razu przestaną działać", "na adres ewa@example.org", "pozostają bez zmian", "po polsku"):
        assert words in means
    assert {name: page.typed()[name] for name in ("first_name", "accessibility")} == {
        "first_name": ["Ewa"],
        "accessibility": ["miejsce przy drzwiach <b>"],
    }
    assert (stored()[0].first_name, len(letters(app))) == (PERSON["first_name"], 1)


def test_confirming_passes_the_place_on_and_kills_the_link(
    colleague: Colleague, own_address: OwnAddress, stored: Stored, app: Flask
) -> None:
    (before,) = stored()
    page = colleague.give()
    assert (colleague.status, page.one("h1").text) == (200, "Zgłoszenie zostało przekazane")
    assert "ewa@example.org" in page.text
    assert own_address(1, 2) not in colleague.html, "the new link goes by mail only"
    (kept,) = stored()
    assert (kept.first_name, kept.position, kept.state) == ("Ewa", "kierowniczka", "confirmed")
    assert (kept.institution, kept.reference, kept.voivodeship) == (PERSON["institution"], before.reference, "10")
    assert (kept.consent_list, kept.consent_next, kept.privacy_version) == (False, True, "3")
    assert (kept.contact_email, kept.language) == ("", "pl")
    assert kept.ticket_code != before.ticket_code
    for part in ("", "/edit", "/replace", "/cancel", "/qr.svg", "/data.json", "/calendar.ics"):
        assert colleague.client.get(own_address(1) + part).status_code == 410
    new = own_address(1, 2)
    assert "dr Ewa Wójcik" in colleague.open(new).text
    told = [(kind, address) for kind, address, _text in letters(app)][1:]
    assert told == [("replacement", "ewa@example.org"), ("replaced", "biuro@example.org")]
    assert new in letters(app)[1][2]
    assert "/my/" not in letters(app)[2][2]
    assert "Ewa" not in letters(app)[2][2]


def test_each_reads_letters_in_a_language_of_its_own(colleague: Colleague, stored: Stored, app: Flask) -> None:
    colleague.address = colleague.address.replace("/pl/", "/en/")
    means = colleague.give("check").one("section", **{"aria-labelledby": "means"}).text
    assert "Messages will come in English" in means
    colleague.give()
    assert stored()[0].language == "en"
    (_kind, _to, new), (_kind, _to, old) = letters(app)[1:]
    assert "The registration has been passed on to dr Ewa Wójcik" in new
    assert "Zmiana osoby (dotychczas: prof. dr hab. Żaneta Gżegżółka-Łoś)" in old


def test_pressed_twice_it_is_done_once_and_said_twice(colleague: Colleague, stored: Stored, app: Flask) -> None:
    for _press in range(2):
        page = colleague.give()
        assert (colleague.status, page.one("h1").text) == (200, "Zgłoszenie zostało przekazane")
    assert (stored()[0].link_version, len(letters(app))) == (2, 3)


def test_errors_and_the_other_language_keep_everything_typed(colleague: Colleague, stored: Stored) -> None:
    page = colleague.give("check", first_name="", email="", contact_phone="+48 600 000 001")
    assert colleague.status == 422
    assert page.title.startswith("Błąd: ")
    assert [target for target, _words in page.summary()][:2] == ["first_name", "email"]
    assert page.typed()["accessibility"] == ["miejsce przy drzwiach <b>"]
    assert page.typed()["contact_name"] == [""], "what was emptied stays empty"
    for step in ("edit", "language"):
        page = colleague.give(step)
        assert (colleague.status, page.typed()["last_name"]) == (200, ["Wójcik"])
    colleague.address = colleague.address.replace("/pl/", "/en/")
    page = colleague.give("check")
    assert page.one("html").attributes["lang"] == "en"
    assert colleague.give(first_name="").title.startswith("Error: "), "the question is no way around the form"
    assert stored()[0].first_name == PERSON["first_name"]


def test_a_person_who_is_registered_already_is_refused(colleague: Colleague, visitor: Visitor, stored: Stored) -> None:
    visitor.register(first_name="Ewa", last_name="Wójcik", email="ewa@example.org")
    page = colleague.give(contact_email="", contact_name="")
    assert colleague.status == 422
    assert "Zgłoszenie tej osoby z tym adresem e-mail już istnieje." in page.text
    assert page.typed()["position"] == ["kierowniczka"]
    assert stored()[0].first_name == PERSON["first_name"]


def test_the_copy_of_ones_data_has_nothing_of_the_person_before(
    colleague: Colleague, own_address: OwnAddress, at: At
) -> None:
    at(NOW + timedelta(hours=1))
    colleague.give()
    data = colleague.client.get(own_address(1, 2) + "/data.json").json
    assert data is not None
    assert [message["kind"] for message in data["messages"]] == ["replacement"]
    assert [event["state"] for event in data["history"]] == ["confirmed"]
    assert (data["first_name"], data["pool"], data["limit_lifted"], data["language"]) == ("Ewa", "general", False, "pl")
    assert PERSON["last_name"] not in str(data)
