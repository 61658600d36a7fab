"""What only sent forms and the worker bring about: lists handed over and erased, files made, ready and over."""

from datetime import timedelta

from sqlalchemy import update

from sokwms_reg.core.db import writing
from sokwms_reg.downloads.models import ExportJob, JobState
from sokwms_reg.handovers.models import Handover
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State
from tests.attendees.people import Desk
from tests.factories import NOW
from tests.gallery import Gallery
from tests.house import House

LISTS = "/office/test/handovers"
HOTEL = {"recipient": "Hotel Polonia", "keep_until": "2027-02-10", "columns": ["first_name", "last_name", "phone"]}


def hang_handovers(gallery: Gallery, desk: Desk, house: House) -> None:
    """Hang the states of lists handed over and of files."""
    for name, address in {
        "nobody's list": f"{LISTS}/new?q=nobody+at+all&purpose=printer",
        "refused list": f"{LISTS}/new?colour=red",
        "no list yet": "/office/bare/handovers",
        "no disclosure yet": "/office/bare/disclosures",
        "no disclosure found": f"/office/test/disclosures?person={house.reference(State.REJECTED)}&kind=export",
        "a person's disclosures": f"/office/test/disclosures?person={house.reference(State.CONFIRMED)}",
    }.items():
        gallery.hang(f"office, {name}", desk.client.get(address))
    desk.open(f"{LISTS}/new?purpose=caterer")
    token = desk.token()
    wrong = desk.client.post(
        f"{LISTS}/new?purpose=caterer", data={"csrf_token": token, "keep_until": "x", "shape": "x"}
    )
    gallery.hang("office, handing over with errors", wrong)
    for name, purpose, fields in (
        ("a hotel's list", "hotel", HOTEL),
        ("a caterer's numbers", "caterer", {**HOTEL, "shape": "meals"}),
    ):
        answer = desk.client.post(f"{LISTS}/new?purpose={purpose}", data={"csrf_token": token, **fields})
        gallery.hang(f"office, {name}", desk.client.get(answer.location))
        _change(gallery, house)
        gallery.hang(f"office, {name}, later", desk.client.get(answer.location))
        desk.client.post(f"{answer.location}/again", data={"csrf_token": token})
        gallery.hang(f"office, {name}, followed", desk.client.get(answer.location))
        _let_time_pass(gallery, house)
        gallery.hang(f"office, {name}, over", desk.client.get(answer.location))
        erased = desk.client.post(f"{answer.location}/forget", data={"csrf_token": token})
        gallery.hang(f"office, {name}, erased", desk.client.get(erased.location))
    gallery.hang("office, lists with time over and erased", desk.client.get(LISTS))
    _hang_files(gallery, desk, house)


def _change(gallery: Gallery, house: House) -> None:
    """Let somebody come, somebody go, and somebody be reached elsewhere; in each language others."""
    gone, other = (
        house.registrations.get((state, gallery.language), house.registrations[state, "pl"])[0]
        for state in (State.CONFIRMED, State.WAITING)
    )
    with gallery.app.app_context(), writing() as session:
        session.execute(update(Registration).where(Registration.id == gone).values(phone="+48 41 <b>000</b>"))
        session.execute(update(Registration).where(Registration.id == other).values(diet="vegan", phone=""))
        session.execute(update(Registration).where(Registration.phone == "").values(phone="0600"))


def _let_time_pass(gallery: Gallery, house: House) -> None:
    """End the time of all lists but the first one of the house."""
    with gallery.app.app_context(), writing() as session:
        over = update(Handover).where(Handover.id != house.handover_id)
        session.execute(over.values(keep_until=NOW.date() - timedelta(days=1)))


def _hang_files(gallery: Gallery, desk: Desk, house: House) -> None:
    address = f"/office/test/downloads/{house.job_id}"
    for state in (JobState.RUNNING, JobState.DONE, JobState.FAILED, JobState.EXPIRED, JobState.WAITING):
        ends = NOW + timedelta(hours=1) if state in {JobState.DONE, JobState.FAILED} else None
        with gallery.app.app_context(), writing() as session:
            mine = update(ExportJob).where(ExportJob.id == house.job_id)
            session.execute(mine.values(state=state, done=40_000, expires_at=ends))
        gallery.hang(f"office, a file that is {state}", desk.client.get(address))
    gallery.hang("office, refused file", desk.client.get("/office/test/downloads/new?format=pdf"))
