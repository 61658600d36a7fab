"""The steps of an import, taken without script."""

import io
import re
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from werkzeug.test import TestResponse

from tests.attendees.people import Desk
from tests.pages import Page

UPLOAD = "/office/test/import"
HEADINGS = ["Imię", "Nazwisko", "Adres e-mail", "Instytucja", "Województwo", "Kategoria", "Uwagi"]
GOOD = ["Zażółć", "Gęślą", "gesla@example.org", "Fundacja Jaźń", "łódzkie", "Organizacje", "x"]


def table(*rows: list[str], headings: list[str] = HEADINGS, separator: str = ";", encoding: str = "utf-8") -> bytes:
    """Return a CSV as anybody would write it."""
    return "\r\n".join(separator.join(row) for row in (headings, *rows)).encode(encoding)


def person(number: int, **changes: str) -> list[str]:
    """Return a row of somebody who is nobody else; changes by heading."""
    cells = dict(zip(HEADINGS, GOOD, strict=True)) | {
        "Nazwisko": f"Gęślą{number}",
        "Adres e-mail": f"g{number}@example.org",
    }
    return list((cells | changes).values())


def workbook(*rows: list[Any]) -> bytes:
    """Return an XLSX of these rows."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def let_go(answer: TestResponse) -> None:
    """Close what a form was sent from: werkzeug keeps a large one on the disk, and leaves it open."""
    answer.get_data()
    answer.request.environ["wsgi.input"].close()


@dataclass
class Importer:
    """Somebody who imports; `address` is of the file at hand."""

    desk: Desk
    address: str = ""

    def post(self, address: str, **fields: Any) -> TestResponse:  # noqa: ANN401 - text, lists and files
        """Send a form with the token of the page in view."""
        data = {"csrf_token": self.desk.token(), **fields}
        answer = self.desk.client.post(address, data=data, content_type="multipart/form-data")
        let_go(answer)
        return answer

    def upload(self, content: bytes, name: str = "lista.csv", status: int = 303, **fields: str) -> str:
        """Choose a file; return the page that comes."""
        self.desk.open(UPLOAD)
        answer = self.post(UPLOAD, file=(io.BytesIO(content), name), **fields)
        assert answer.status_code == status, answer.text[:3000]
        if status == 303:
            self.address = answer.location
            return self.desk.open(self.address)
        self.desk.page = answer.text
        return answer.text

    def check(self, status: int = 303, **changes: Any) -> str:  # noqa: ANN401 - as above
        """Send the columns as they are guessed, with changes; return the page that comes."""
        typed: dict[str, Any] = Page(self.desk.open(self.address)).typed()
        typed |= {"accept_rules": "yes", "step": "check", **changes}
        typed.pop("csrf_token")
        answer = self.post(self.address, **typed)
        assert answer.status_code == status, answer.text[:3000]
        if status == 303:
            return self.desk.open(answer.location)
        self.desk.page = answer.text
        return answer.text

    def do(self, status: int = 303, **changes: str) -> str:
        """Press the button of the dry run; return the page that comes."""
        found = re.search(r'name="seen" value="([^"]+)"', self.desk.page)
        seen = found[1] if found else ""
        answer = self.post(f"{self.address}/run", **{"seen": seen, **changes})
        assert answer.status_code == status, answer.text[:3000]
        self.desk.page = answer.text
        return self.desk.open(answer.location) if status == 303 else answer.text


def outcomes(page: str) -> list[tuple[str, str]]:
    """Return number and outcome of the rows of a dry run."""
    rows = re.findall(r'<tr><td class="n"[^>]*>(\d+)</td>.*?<span class="badge[^>]*>([^<]+)</span>', page, re.DOTALL)
    return [(number, words) for number, words in rows]
