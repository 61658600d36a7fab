"""States of the office's front page, calendar and history that the furnished house does not show by itself."""

from datetime import timedelta
from unittest.mock import patch

from sqlalchemy import select

from sokwms_reg.backoffice.office import audit
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Category
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.planning.models import OfficeTask
from tests.attendees.people import Desk
from tests.factories import NOW, make_category, make_edition
from tests.gallery import Gallery
from tests.house import House

CALENDAR = "/office/test/calendar"
WRONG = {"when": "fixed", "fixed_on": "Friday", "days": "many", "user_id": "99", "note": "x" * 2500}
RIGHT = {"title_pl": "Wiązanki", "when": "before", "days": "3", "who": "Ewa Maj"}


def hang_desk(gallery: Gallery, desk: Desk, house: House) -> None:
    """Hang them."""
    _break_an_edition(gallery)
    for name, address in {
        "front, misconfigured": "awry/",
        "calendar, empty": "bare/calendar",
        "calendar, without days": "awry/calendar",
        "history, empty": "off/audit",
        "history, filtered": "test/audit?deed=registration.edit&person=participant:",
        "history, nothing matches": "test/audit?since=2001-01-01&until=2001-01-02",
        "history, not exported": "test/audit.csv?colour=red",
    }.items():
        gallery.hang(f"office, {name}", desk.client.get(f"/office/{address}"))
    with patch.object(audit, "PAGE", 5):
        gallery.hang("office, history, many", desk.client.get("/office/test/audit"))
        gallery.hang("office, history, older", desk.client.get("/office/test/audit?before=30"))
    _hang_tasks(gallery, desk, house)


def _break_an_edition(gallery: Gallery) -> None:
    """Make an edition that lacks everything and has two tasks, one of them late."""
    with gallery.app.app_context(), writing() as session:
        if edition_by_slug(session, "awry"):
            return
        nothing = {"registration_opens_at": None, "registration_closes_at": None, "published": False}
        edition = make_edition(session, "awry", contact_email="", contact_phone="", **nothing)
        make_category(session, edition, capacity=0)
        for title, due in (("Spóźnione", NOW - timedelta(days=2)), ("Jutro", NOW + timedelta(days=1))):
            session.add(OfficeTask(edition_id=edition.id, title_pl=title, fixed_on=due.date(), who="Ewa Maj"))
        assert session.scalars(select(Category.id).where(Category.edition_id == edition.id)).all()


def _hang_tasks(gallery: Gallery, desk: Desk, house: House) -> None:
    task = f"{CALENDAR}/{house.task_id}"
    for name, address, fields in (
        ("a task with errors", f"{CALENDAR}/new", WRONG),
        ("a task changed with errors", task, WRONG),
        ("a task changed meanwhile", task, {**RIGHT, "version": "99"}),
        ("a task done", f"{task}/done", {}),
        ("a task open again", f"{task}/undone", {}),
    ):
        desk.open(CALENDAR)
        answer = desk.client.post(address, data={"csrf_token": desk.token(), **fields})
        gallery.hang(f"office, {name}", answer)
        if answer.status_code == 303:
            gallery.hang(f"office, {name}", desk.client.get(answer.location))
