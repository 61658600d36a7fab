"""The worker killed while it writes a long file: the next one writes it anew, whole, and nothing half is left."""

import signal
import zipfile
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import select, update

from benchmarks.filling import SHARES, fill
from sokwms_reg.attendees.queries import Wish, columns
from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock
from sokwms_reg.core.db import db
from sokwms_reg.disclosures.models import Disclosure
from sokwms_reg.downloads import service
from sokwms_reg.downloads.models import ExportJob, JobState
from tests.drills.conftest import Saving, Say, running, seconds_until
from tests.factories import make_category, make_edition

pytestmark = pytest.mark.slow

PEOPLE = 5_000
ROW = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"


def test_kill_while_a_file_is_written(
    app: Flask, settings: dict[str, str], saving: Saving, tmp_path: Path, say: Say
) -> None:
    with saving() as session:
        edition = make_edition(session)
        for key in ("self-government", *SHARES):
            make_category(session, edition, key, capacity=PEOPLE)
        fill(session, edition, PEOPLE, clock.now())
        wanted = service.Wanted(Wish(), list(columns()), "xlsx", "pl", PEOPLE)
        service.ask(session, edition, wanted, Actor("staff", "1", "Anna Kowalska"), clock.now())
    with running(["worker"], settings, tmp_path) as worker:
        seconds_until(lambda: len(files(app)) == 1, 60)
        worker.signal(signal.SIGKILL)
        worker.process.wait()
    killed = job(app)
    (half,) = files(app)
    assert (killed.state, killed.file) == (JobState.RUNNING, "")
    with saving() as session:  # two minutes pass
        session.execute(update(ExportJob).values(locked_until=clock.now() - timedelta(seconds=1)))
    with running(["worker"], settings, tmp_path):
        seconds = seconds_until(lambda: job(app).state == JobState.DONE, 60)
    (whole,) = files(app)
    assert whole != half
    with zipfile.ZipFile(whole) as packed:
        sheet = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - made here
    assert len(list(sheet.iter(ROW))) == PEOPLE + 1
    with saving() as session:
        assert [one.number for one in session.scalars(select(Disclosure))] == [PEOPLE], "recorded once"
    say(f"killed while it wrote; the next worker wrote all {PEOPLE} people within {seconds:.1f} s of its start.")


def job(app: Flask) -> ExportJob:
    with app.app_context():
        found = db.session.scalars(select(ExportJob)).one()
        db.session.expunge(found)
        db.session.remove()
    return found


def files(app: Flask) -> list[Path]:
    return sorted(service.folder(app.config["SOKWMS"].instance).glob("*"))
