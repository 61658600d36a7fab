"""The story of the product from end to end: an edition file, a person who registers, the mail, the exported list.

A newcomer's best first page: everything below goes through the doors that people use.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from sokwms_reg.commands import cli
from tests.databases import installation
from tests.smtp import SmtpReceiver

pytestmark = pytest.mark.both_databases

TODAY = datetime.now(ZoneInfo("Europe/Warsaw")).replace(tzinfo=None, microsecond=0)
FIRST, SECOND = ((TODAY + timedelta(days=days)).date().isoformat() for days in (40, 41))
EDITION = f"""
slug = "2030-lodz"
number = 6
published = true
name = {{ pl = "VI SOKWMS", en = "6th SOKWMS" }}
title = {{ pl = "Rzeki bez granic", en = "Rivers without borders" }}
city = {{ pl = "Łódź", en = "Łódź" }}
contact_email = "sekretariat@example.org"

[registration]
opens = {(TODAY - timedelta(days=1)).isoformat()}
closes = {(TODAY + timedelta(days=10)).isoformat()}

[[days]]
key = "day-1"
date = {FIRST}

[[days]]
key = "day-2"
date = {SECOND}

[[categories]]
key = "ngo"
name = {{ pl = "Organizacje pozarządowe", en = "Non-governmental organisations" }}
capacity = 1
"""
PERSON = {
    "first_name": "Łukasz",
    "last_name": "Gżegżółka",
    "email": "lukasz@fundacja.example",
    "institution": "Fundacja „Wspólna Zlewnia”",
    "voivodeship": "10",
    "phone": "+48 600 000 000",
    "days": [FIRST, SECOND],
    "accept_rules": "yes",
}
PASSWORD = "a long pass phrase for the office"
FORM = "/pl/editions/2030-lodz/register/ngo"


@pytest.fixture
def conference(settings: dict[str, str], smtp_server: SmtpReceiver) -> Iterator[Flask]:
    """Give an installation that sends its mail to a real receiver."""
    with installation({**settings, "SOKWMS_MAIL_URL": smtp_server.url}) as app:
        yield app


def test_from_the_edition_file_to_the_exported_list(
    conference: Flask, smtp_server: SmtpReceiver, tmp_path: Path
) -> None:
    organiser_loads_the_edition(conference, tmp_path)
    visitor = conference.test_client()
    reference = person_registers(visitor)
    letter = worker_delivers(conference, smtp_server, reference)
    own_page = person_opens_the_link(visitor, letter, reference)
    another_person_waits(visitor)
    organiser_exports_the_list(conference, reference)
    person_withdraws(visitor, own_page)
    the_next_in_line_is_told(conference, smtp_server)


def run(app: Flask, *arguments: str, typed: str = "") -> str:
    """Run a command as the shell would and return what it printed."""
    result = app.test_cli_runner().invoke(cli, list(arguments), input=typed)
    assert result.exit_code == 0, result.output
    return result.output


def organiser_loads_the_edition(app: Flask, folder: Path) -> None:
    file = folder / "edition.toml"
    file.write_text(EDITION, encoding="utf-8")
    run(app, "edition", "import", str(file))
    run(app, "user", "create", "anna@example.org", "--role", "organiser", "--password-stdin", typed=PASSWORD + "\n")


def person_registers(visitor: FlaskClient) -> str:
    """Fill in the form, check the answers, send; return the reference."""
    home = visitor.get("/pl/").text
    assert "Rzeki bez granic" in home
    form = visitor.get(FORM)
    token = field(form.text, "form_token")
    check = visitor.post(FORM, data={**PERSON, "form_token": token, "step": "check"})
    assert check.status_code == 200
    assert "Gżegżółka" in check.text
    sent = visitor.post(FORM, data={**PERSON, "form_token": field(check.text, "form_token"), "step": "confirm"})
    assert sent.status_code == 303
    done = visitor.get(sent.headers["Location"])
    assert done.status_code == 200
    assert "/my/" not in done.text
    assert not visitor.get_cookie("sokwms_office", path="/office")
    found = re.search(r"<kbd>([0-9A-HJKMNP-TV-Z]{8})</kbd>", done.text)
    assert found is not None
    return found[1]


def field(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def worker_delivers(app: Flask, receiver: SmtpReceiver, reference: str) -> EmailMessage:
    """Run the worker once; the letter arrives once, in Polish, with a calendar entry."""
    run(app, "worker", "--once")
    run(app, "worker", "--once")
    assert receiver.recipients == [["lukasz@fundacja.example"]]
    letter = receiver.messages[0]
    assert letter["To"] == "Łukasz Gżegżółka <lukasz@fundacja.example>"
    assert reference in letter["Subject"]
    body = text_of(letter)
    assert "Szanowni Państwo," in body
    calendars = [part.get_content() for part in letter.walk() if part.get_content_type() == "text/calendar"]
    events = Calendar.from_ical(calendars[0]).walk("VEVENT")
    assert [event.decoded("DTSTART").isoformat() for event in events] == [FIRST, SECOND]
    return letter


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def person_opens_the_link(visitor: FlaskClient, letter: EmailMessage, reference: str) -> str:
    """Open the own page from the letter; return its path."""
    found = re.search(r"http://localhost(/pl/my/\S+)", text_of(letter))
    assert found is not None
    page = visitor.get(found[1])
    assert page.status_code == 200
    assert reference in page.text
    assert "Potwierdzone" in page.text
    return found[1]


def another_person_waits(visitor: FlaskClient) -> None:
    """See that the only place is taken: the page says so, with the position."""
    address = FORM.replace("/pl/", "/en/")
    form = visitor.get(address)
    other = {**PERSON, "first_name": "Kerstin", "last_name": "Åberg", "email": "kerstin@ngo.example"}
    sent = visitor.post(address, data={**other, "form_token": field(form.text, "form_token"), "step": "confirm"})
    done = visitor.get(sent.headers["Location"])
    assert "position on the waiting list" in done.text


def organiser_exports_the_list(app: Flask, reference: str) -> None:
    """Sign in, search without Polish letters, and export exactly what is found."""
    office = app.test_client()
    login = office.get("/office/login")
    answer = office.post(
        "/office/login",
        data={"email": "anna@example.org", "password": PASSWORD, "csrf_token": field(login.text, "csrf_token")},
    )
    assert answer.status_code == 302
    people = office.get("/office/2030-lodz/attendees?q=gzegzolka")
    assert people.status_code == 200
    assert "Gżegżółka" in people.text
    assert "Åberg" not in people.text
    exported = office.get("/office/2030-lodz/attendees.csv?q=gzegzolka")
    assert exported.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(exported.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    header, *people_rows = rows
    assert len(people_rows) == 1
    row = dict(zip(header, people_rows[0], strict=True))
    assert reference in row.values()
    assert "Gżegżółka" in row.values()
    assert "'+48 600 000 000" in row.values()
    assert run(app, "export", "2030-lodz", "--format", "json").count('"reference"') == 2


def person_withdraws(visitor: FlaskClient, own_page: str) -> None:
    """Open the question, which changes nothing; answer it, which frees the place."""
    assert visitor.get(f"{own_page}/cancel").status_code == 200
    assert "Potwierdzone" in visitor.get(own_page).text
    assert visitor.post(f"{own_page}/cancel").status_code == 303
    assert "Wycofane" in visitor.get(own_page).text


def the_next_in_line_is_told(app: Flask, receiver: SmtpReceiver) -> None:
    """Find that the freed place went to the first in line, who reads English."""
    run(app, "worker", "--once")
    to_kerstin = [letter for letter in receiver.messages if "kerstin@ngo.example" in letter["To"]]
    assert len(to_kerstin) == 2
    assert "Dear Sir or Madam," in text_of(to_kerstin[-1])
    assert to_kerstin[-1].get_content_type() == "multipart/mixed"
