"""Whatever a name is made of, what is accepted arrives whole: in lists, mail, files; what is no name is refused."""

import csv
import io
import json
import zipfile
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from sokwms_reg.core import jobs
from sokwms_reg.editions.models import Category, Role
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, sign_in, staff
from tests.hostile.conftest import Saving
from tests.pages import Page
from tests.registration.conftest import Stored, Visitor, at, conference, own_address, stored, visitor
from tests.registration.test_own_page import OwnAddress

__all__ = ["at", "conference", "own_address", "stored", "visitor"]

TOWER = "Z" + "\u0300\u0301\u0302\u0323" * 20 + "algo"
# As typed, and as kept where that is another text.
NAMES: list[tuple[str, str]] = [
    ("O", ""),
    ("ż" * 120, ""),
    ("\U0001d4d0" * 120, ""),
    ("Zoë \U0001f469\u200d\U0001f52c\U0001f1f5\U0001f1f1", ""),
    ("❤\ufe0f", ""),
    ("葛\U000e0100飾", ""),
    ("\U00020bb7野", ""),
    ("محمد عبد الله", ""),
    ("שלום-כהן", ""),
    (TOWER, ""),
    ("\u0301", ""),
    ("-", ""),
    ("Anna\0Maria", "Anna Maria"),
    ("\u202eanalA\u202c\u2066b\u2069", "analAb"),
    ("\ufeffJan\u200b\u00ad", "Jan"),
    ("Jan\ufffe\uffffus", "Jan us"),
    ("A\u3164B \u3164", "A\u3164B"),
    ("\udb40\udc41".encode("utf-16", "surrogatepass").decode("utf-16") + "Kai", "Kai"),
    ("Kowalski, Jan <victim@example.net>, " + "a@b.example, " * 5, "*"),
    ("=?utf-8?q?=22_=3Cvictim=40example=2Enet=3E?=", ""),
    ("%s %(name)s {0} ${x} \\n \\u0000 &amp; &#0;", ""),
    ("'; DROP TABLE registration; --", ""),
    ("null", ""),
]
KEPT = [typed.strip() if kept == "*" else kept or typed for typed, kept in NAMES]


@pytest.mark.both_databases
def test_names_arrive_whole_everywhere(
    app: Flask, visitor: Visitor, saving: Saving, stored: Stored, own_address: OwnAddress, settings: dict[str, str]
) -> None:
    with saving() as session:
        session.execute(update(Category).values(capacity=100))
        staff(session, Role.ADMINISTRATOR, None)
    for number, (typed, _kept) in enumerate(NAMES):
        visitor.open()
        visitor.send("confirm", first_name=typed, last_name=f"N{number}", email=f"n{number}@example.org", title="")
        assert visitor.status == 303, (typed, visitor.html)
    assert [kept.first_name for kept in stored()] == KEPT
    for kept in stored():
        assert kept.full_name in Page(visitor.client.get(own_address(kept.id)).text).one("h1").text
    _in_the_office(sign_in(app.test_client()), stored())
    _in_mail(app, saving, settings)


def _in_the_office(desk: Desk, people: list[Registration]) -> None:
    page = Page(desk.open("/office/test/attendees")).text
    for kept in people:
        assert kept.first_name.replace("\u3164", "\u3164") in page
        assert kept.full_name in Page(desk.open(f"/office/test/attendees/{kept.reference}")).text
        if any(sign.isalnum() for sign in kept.first_name):
            found = Page(desk.open(f"/office/test/attendees?q={quote(kept.first_name)}")).text
            assert f"N{kept.id - 1}" in found, kept.first_name
    names = {kept.first_name for kept in people}
    files = {kind: desk.client.get(f"/office/test/attendees.{kind}").data for kind in ("csv", "xlsx", "ods", "json")}
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"), newline=""), delimiter=";"))
    given = next(name for name in rows[0] if name in {"First name", "Imię"})
    assert {row[given].removeprefix("'") for row in rows} == {
        name.removeprefix("'") for name in names if name != "-"
    } | {"-"}
    assert {row["first_name"] for row in json.loads(files["json"])} == names
    for kind, part in (("xlsx", "xl/worksheets/sheet1.xml"), ("ods", "content.xml")):
        assert names <= set(_texts(files[kind], part)), kind


def _texts(content: bytes, part: str) -> list[str]:
    """Return the texts of all cells of a spreadsheet; ODS writes blanks in a row as elements, and we have none."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = ET.fromstring(packed.read(part))  # noqa: S314 - we wrote it
    return ["".join(one.itertext()) for one in root.iter() if one.tag.endswith(("}is", "}p"))]


def _in_mail(app: Flask, saving: Saving, settings: dict[str, str]) -> None:
    assert jobs.run_once(app) == []
    with saving() as session:
        expected = {message.to_address: message.to_name for message in session.scalars(select(Message))}
    files = list((Path(settings["SOKWMS_INSTANCE"]) / "mail").glob("**/*.eml"))
    assert len(files) == len(expected) == len(NAMES)
    for path in files:
        raw = path.read_bytes()
        assert max(map(len, raw.split(b"\r\n"))) <= 998
        header = message_from_bytes(raw, policy=compat32)["To"]
        name, _, address = str(header).rpartition("<")
        shown = str(make_header(decode_header(" ".join(name.split())))).strip().strip('"').replace('\\"', '"')
        wanted = expected[address.rstrip(">")].replace("=?", "= ?")
        assert shown.replace("\\\\", "\\") == wanted


BLANK = [
    "\u3164",
    "\uffa0 \u115f\u1160",
    "\u2800",
    "\u034f",
    "\ufe0f",
    "\U000e0100",
    "\u17b4\u17b5",
    "\u200d\ufe0f\u200d",
]


def test_a_name_that_nobody_can_see_is_none(visitor: Visitor, stored: Stored) -> None:
    fields = {
        "first_name": "Please give the first name.",
        "last_name": "Please give the last name.",
        "institution": "Please give the name of the institution.",
    }
    visitor.address = visitor.address.replace("/pl/", "/en/")
    for blank in BLANK:
        unseen: dict[str, Any] = dict.fromkeys(fields, blank)
        page = visitor.send("confirm", **unseen)
        assert (visitor.status, page.summary()) == (422, list(fields.items())), ascii(blank)
    assert stored() == []


@pytest.mark.parametrize("letter", ["ż", "\U0001d4d0", "\U0001f47b", "a\u0301"[1]])
def test_120_letters_are_a_name_and_121_are_refused(visitor: Visitor, stored: Stored, letter: str) -> None:
    visitor.address = visitor.address.replace("/pl/", "/en/")
    visitor.send("check", first_name=letter * 120)
    assert visitor.status == 200
    page = visitor.send("confirm", first_name=letter * 121)
    assert page.summary() == [("first_name", "Please use at most 120 characters.")]
    assert stored() == []


@pytest.mark.usefixtures("edition")
def test_a_search_may_be_anything(saving: Saving, client: FlaskClient) -> None:
    with saving() as session:
        staff(session, Role.ADMINISTRATOR, None)
    desk = sign_in(client)
    for words in [
        *(typed for typed, _kept in NAMES),
        *BLANK,
        "%",
        "_",
        "\\",
        "\udcff".encode("utf-8", "replace").decode(),
    ]:
        answer = desk.client.get("/office/test/attendees", query_string={"q": words})
        assert answer.status_code in {200, 302}, words
