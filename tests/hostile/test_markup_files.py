"""The same hostile texts in letters and in files of the list."""

import csv
import io
import json
import re
import zipfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees import exports, queries
from sokwms_reg.attendees.exports.csv_file import unguarded
from sokwms_reg.core import jobs
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import emails, service
from sokwms_reg.registration.emails import Letter, Special
from sokwms_reg.registration.models import Registration
from tests.factories import NOW, make_application, make_category, make_edition
from tests.hostile.conftest import Saving
from tests.hostile.detector import HEADERS, LINE, LINES, MARKUP, SHORT, suspicious
from tests.hostile.poison import ADDRESSES, poison

ADDRESS = ADDRESSES["contact_email"]
# As the service might be given them: the form would fold the lines and refuse the telephone.
HOSTILE: dict[str, Any] = {
    **dict.fromkeys(("first_name", "last_name", "position", "institution", "accessibility", "contact_name"), LINES),
    **dict.fromkeys(("phone", "contact_phone"), f"+48{LINE}"),
    "title": SHORT,
    "email": ADDRESS,
    "contact_email": ADDRESS,
}
# Words that only some kinds of letter have; a new kind must be given its own here.
SPECIAL = Special(
    words={
        **dict.fromkeys(("moved", "new_code", "with_calendar", "holds", "renewed"), True),
        "changed_by_office": False,
        "old_name": HOSTILE["first_name"],
        "privacy_url": "http://localhost/pl/editions/test/privacy",
        "changed": [(LINE, LINE)],
        "dropped": LINE,
        "rows": [{"name": LINE, "reference": LINE, "state": LINE, "own_url": "http://localhost/en/my/x"}],
    }
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def hostile_person(session: Session, **given: Any) -> tuple[Registration, Edition, Category]:  # noqa: ANN401
    """Register one whose every answer is hostile, in an edition whose every text is."""
    edition = make_edition(session, contact_email="a@example.org")
    category = make_category(session, edition)
    found = service.register(session, edition, make_application(**{**HOSTILE, **given}), NOW).registration
    poison(session)
    found.salutation = LINE
    session.flush()
    return found, edition, category


def sent(app: Flask, saving: Saving, settings: dict[str, str], language: str) -> list[EmailMessage]:
    """Write every kind of letter to the hostile person, deliver them all, and read them back."""
    with saving() as session:
        found, edition, category = hostile_person(session, language=language)
        for letter in Letter:
            emails.enqueue(
                session, letter, found, edition, category, NOW, event="x", position=3, reason=LINES, special=SPECIAL
            )
        waiting = len(session.scalars(select(Message)).all())
    assert jobs.run_once(app) == []
    files = list((Path(settings["SOKWMS_INSTANCE"]) / "mail").glob("**/*.eml"))
    assert len(files) == waiting
    return [message_from_bytes(path.read_bytes(), policy=default) for path in files]


@pytest.mark.parametrize("language", ["pl", "en"])
def test_letters_carry_hostile_texts_as_texts(
    app: Flask, saving: Saving, settings: dict[str, str], language: str
) -> None:
    known = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"}
    for mail in sent(app, saving, settings, language):
        assert set(mail.keys()) - known <= {"Content-Type", "Content-Language", "Content-Transfer-Encoding"}
        assert len(mail.keys()) == len(set(mail.keys()))
        (recipient,) = mail["To"].addresses
        assert recipient.addr_spec == ADDRESS
        assert "".join(MARKUP.split()) in "".join(recipient.display_name.split())  # the reader puts blanks of its own
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert html is not None
        assert suspicious(html.get_content()) == []
        assert "&lt;script&gt;alert(1)" in html.get_content()
        assert " ".join(MARKUP.split()) in " ".join(text.get_content().split())
        for part in mail.iter_attachments():
            lines = part.get_payload(decode=True).split(b"\r\n")  # type: ignore[union-attr] # bytes of a leaf
            assert [line for line in lines if b"\n" in line or line.startswith((b"ATTENDEE", b"Bcc"))] == []


@pytest.mark.parametrize("kind", list(exports.Format))
def test_files_carry_hostile_texts_as_texts(session: Session, kind: exports.Format) -> None:
    hostile_person(session)
    edition = edition_by_slug(session, "test")
    assert edition is not None
    out = io.BytesIO()
    scope = queries.scope_of(session, edition)
    chosen = exports.chosen_columns(list(HOSTILE))
    assert exports.write(out, session, scope, queries.Wish(), kind, language="en", chosen=chosen) == 1
    _READERS[kind](out.getvalue())


def _csv(content: bytes) -> None:
    _heading, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert [cell for cell in row if cell.startswith(FORMULA)] == []
    assert [unguarded(cell) for cell in row] == _stored()


def _json(content: bytes) -> None:
    (row,) = json.loads(content)
    assert list(row.values()) == _stored()
    assert "email" in row


def _xlsx(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert [name for name in packed.namelist() if re.search("external|macro|vba|hyperlink", name)] == []
        root = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - we wrote it
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert list(root.iter(f"{main}f")) == list(root.iter(f"{main}hyperlink")) == []
    assert MARKUP in "".join(root.itertext())


def _ods(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = ET.fromstring(packed.read("content.xml"))  # noqa: S314 - we wrote it
    assert [name for one in root.iter() for name in one.attrib if name.endswith("}formula")] == []
    assert [one for one in root.iter() if one.tag.endswith("}script")] == []
    assert MARKUP in "".join(root.itertext())


def _stored() -> list[str]:
    """Return what `poison` leaves in the columns, in the order of HOSTILE."""
    return [ADDRESSES.get(name, HOSTILE[name]) if name in {"email", "contact_email"} else LINES for name in HOSTILE]


_READERS = {
    exports.Format.CSV: _csv,
    exports.Format.JSON: _json,
    exports.Format.XLSX: _xlsx,
    exports.Format.ODS: _ods,
}


def test_the_hostile_texts_are_what_they_claim() -> None:
    assert LINES.endswith(HEADERS)
    assert suspicious(LINE) != []
    assert LINE.startswith(FORMULA)
