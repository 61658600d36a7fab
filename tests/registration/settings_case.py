"""An organiser at the settings of an edition with a browser without script: fills in forms, reads previews, saves."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sokwms_reg.core.base import Base
from sokwms_reg.editions.models import Category
from tests.attendees.people import Desk, sign_in
from tests.pages import Page

Saving = Callable[[], AbstractContextManager[Session]]
SETTINGS = "/office/test/settings"
NGO = "categories/ngo"


class Organiser:
    """Somebody at a form of settings: keeps what it would send."""

    def __init__(self, client: FlaskClient) -> None:
        self.desk: Desk = sign_in(client)
        self.part = ""
        self.status = 0
        self.location = ""
        self.typed: dict[str, Any] = {}

    def open(self, part: str = "") -> Page:
        """Open the overview, or a form."""
        self.part = part
        return self._read(self.desk.open(f"{SETTINGS}/{part}".rstrip("/")))

    def send(self, step: str, **changes: Any) -> Page:  # noqa: ANN401 - any field
        """Press a button of the page in view, with some fields filled in otherwise."""
        sent = {**self.typed, "step": step, **changes}
        answer = self.desk.client.post(f"{SETTINGS}/{self.part}", data=sent)
        self.status, self.location = answer.status_code, answer.headers.get("Location", "")
        if self.location:
            return self._read(self.desk.open(self.location))
        self.desk.page = answer.text
        return self._read(answer.text)

    def check(self, part: str, **changes: Any) -> Page:  # noqa: ANN401 - any field
        """Open a form, change it and ask what that does."""
        self.open(part)
        return self.send("check", **changes)

    def _read(self, html: str) -> Page:
        page = Page(html)
        language = {"next", "language"}
        self.typed = {name: values for name, values in page.typed().items() if name not in language}
        if self.typed.get("csrf_token"):
            self.typed["csrf_token"] = self.typed["csrf_token"][:1]
        return page


def counted(saving: Saving) -> dict[str, int]:
    """Return how many rows each table has."""
    with saving() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def category(saving: Saving, key: str = "ngo") -> dict[str, Any]:
    """Return a category as it is stored."""
    with saving() as session:
        found = session.scalars(select(Category).where(Category.key == key)).one()
        return {column.name: getattr(found, column.name) for column in Category.__table__.columns}
