"""Long lists: made by the worker whatever happens to it, kept for a day for whoever asked."""

import json
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.attendees import exports
from sokwms_reg.attendees.office import files as list_files
from sokwms_reg.attendees.queries import Wish
from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock, jobs
from sokwms_reg.disclosures.models import Disclosure
from sokwms_reg.downloads import service, tasks
from sokwms_reg.downloads.models import ExportJob
from sokwms_reg.downloads.service import Wanted
from sokwms_reg.downloads.states import KEPT, LOCK, SWEEP
from sokwms_reg.editions.models import Membership, Role
from sokwms_reg.editions.queries import edition_by_slug
from tests.attendees.people import Desk, Saving, sign_in, small_edition, some_people, staff
from tests.factories import NOW

pytestmark = pytest.mark.pages

ORDER = "/office/test/downloads/new?format=json&state=confirmed&columns=last_name,phone"


@pytest.fixture
def desk(client: FlaskClient, saving: Saving, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give the secretariat's desk in an edition with five people, three of them confirmed; it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        edition = small_edition(session)
        some_people(session, edition)
        staff(session, Role.SECRETARIAT, edition)
        staff(session, Role.READER, edition, "reader@example.org")
    return sign_in(client)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Return what lets time pass."""
    return lambda passed: monkeypatch.setattr(clock, "now", lambda: NOW + passed)


def ordered(desk: Desk, address: str = ORDER) -> str:
    """Ask for a file; return the address of its page."""
    desk.open(address)
    answer = desk.client.post(address, data={"csrf_token": desk.token()})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def job(saving: Saving) -> ExportJob:
    with saving() as session:
        found = session.scalars(select(ExportJob)).one()
        session.expunge(found)
        return found


def files(app: Flask) -> list[Path]:
    return sorted(Path(app.config["SOKWMS"].instance, "exports").glob("*"))


def test_long_workbooks_are_made_by_the_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_files, "LONG", 4)
    for kind in ("xlsx", "ods"):
        answer = desk.client.get(f"/office/test/attendees.{kind}?sort=-name&columns=last_name")
        assert answer.status_code == 302
        page = desk.open(answer.location)
        assert f"5 registrations, {kind.upper()}" in page
        assert f'action="/office/test/downloads/new?sort=-name&amp;columns=last_name&amp;format={kind}"' in page
    for kind in ("csv", "json"):
        assert desk.client.get(f"/office/test/attendees.{kind}").status_code == 200
    assert desk.client.get("/office/test/attendees.xlsx?state=confirmed").status_code == 200


@pytest.mark.both_databases
def test_from_the_order_to_the_file(app: Flask, desk: Desk, saving: Saving) -> None:
    page = ordered(desk)
    assert ordered(desk) == page, "the same is not begun twice"
    waiting = desk.client.get(page)
    assert "The file waits for its turn." in waiting.text
    assert waiting.headers["Refresh"] == "3"
    assert desk.client.get(f"{page}/file", buffered=True).location == page
    assert jobs.run_once(app) == []
    ready = desk.client.get(page)
    assert "The file is ready" in ready.text
    assert "Refresh" not in ready.headers
    answer = desk.client.get(f"{page}/file", buffered=True)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sokwms-test-2026-11-20.json"'
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert [list(row) for row in json.loads(answer.data)] == [["last_name", "phone"]] * 3
    (path,) = files(app)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with saving() as session:
        (given,) = session.scalars(select(Disclosure))
        assert (given.kind, given.number, given.columns, given.actor_label, given.written) == (
            "export",
            3,
            ["last_name", "phone"],
            "Anna Kowalska",
            "json",
        )
    assert "Your files" in desk.open(ORDER)
    assert ordered(desk) != page, "a finished one is another matter"


@pytest.mark.both_databases
def test_a_file_expires_and_is_swept_away(
    app: Flask, desk: Desk, saving: Saving, later: Callable[[timedelta], None]
) -> None:
    page = ordered(desk)
    jobs.run_once(app)
    later(KEPT - timedelta(seconds=1))
    jobs.run_once(app)
    assert desk.client.get(f"{page}/file", buffered=True).status_code == 200
    later(KEPT)
    assert "Files are kept for 24 hours." in desk.open(f"{page}/file", 410)
    jobs.run_once(app)
    assert "Files are kept for 24 hours." in desk.open(page, 410)
    assert (files(app), job(saving).state) == ([], "expired")
    assert "Your files" not in desk.open(ORDER)


def test_only_who_asked_and_may_still_take_it(app: Flask, desk: Desk, saving: Saving) -> None:
    page = ordered(desk, "/office/test/downloads/new?format=csv")
    jobs.run_once(app)
    reader = sign_in(app.test_client(), "reader@example.org")
    for address in (page, f"{page}/file"):
        assert reader.client.get(address).status_code == 404
    with saving() as session:
        session.scalars(select(Membership).order_by(Membership.id)).first().role = Role.READER  # type: ignore[union-attr] # Anna
    assert desk.client.get(f"{page}/file", buffered=True).status_code == 403, "needs are in it"
    with saving() as session:
        session.scalars(select(Membership).order_by(Membership.id)).first().role = Role.RECEPTION  # type: ignore[union-attr]
    assert desk.client.get(f"{page}/file", buffered=True).status_code == 403
    (path,) = files(app)
    path.unlink()
    with saving() as session:
        session.scalars(select(Membership).order_by(Membership.id)).first().role = Role.ORGANISER  # type: ignore[union-attr]
    assert "Files are kept for 24 hours." in desk.open(f"{page}/file", 410)


@pytest.mark.parametrize("wrong", ["format=pdf", "format=csv&state=gone", "format=csv&columns=shoes", "columns=email"])
def test_what_cannot_be_made_is_refused(desk: Desk, wrong: str) -> None:
    address = f"/office/test/downloads/new?{wrong}"
    desk.open(ORDER)
    token = desk.token()
    assert "This list cannot be exported" in desk.open(address, 422)
    assert desk.client.post(address, data={"csrf_token": token}).status_code == 422


@pytest.mark.both_databases
def test_a_killed_workers_file_is_made_by_the_next(
    app: Flask, desk: Desk, saving: Saving, later: Callable[[timedelta], None]
) -> None:
    page = ordered(desk)
    with saving() as session:
        claimed = service.claim(session, NOW)
        assert claimed is not None
        number, attempt = claimed.id, claimed.attempts
    stray = service.made_folder(app.config["SOKWMS"].instance) / f"{number}-{attempt}-abc"
    stray.write_text("half")
    assert "0 registrations of 3 are written." in desk.open(page)
    jobs.run_once(app)
    assert files(app) == [stray], "it may still be alive"
    later(LOCK + timedelta(seconds=1))
    jobs.run_once(app)
    assert desk.client.get(f"{page}/file", buffered=True).status_code == 200
    with saving() as session:
        assert not service.go_on(session, number, attempt, 1, NOW), "the first one comes back late"
        assert not service.finish(session, number, attempt, "x", [1], NOW)
    jobs.run_once(app)
    assert [path.name for path in files(app)] == [job(saving).file]


@pytest.mark.both_databases
def test_a_worker_that_is_stopped_puts_the_file_back(app: Flask, desk: Desk, saving: Saving) -> None:
    ordered(desk)
    answers = iter([True, False, False])
    with app.app_context():
        tasks.sweep(lambda: next(answers))
    assert (job(saving).state, job(saving).attempts, files(app)) == ("waiting", 1, [])


def test_how_far_it_is_is_told_and_who_lost_it_stops(
    app: Flask, desk: Desk, saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ordered(desk)
    monkeypatch.setattr(tasks, "REPORT_SECONDS", -1)
    with saving() as session:
        claimed = service.claim(session, NOW)
        assert claimed is not None
        number = claimed.id
    with app.app_context():
        tasks.Progress(number, 1, lambda: True).extend([1, 2])
        assert "2 registrations of 3 are written." in desk.open(page)
        with pytest.raises(tasks.StoppedError):
            tasks.Progress(number, 7, lambda: True).extend([1, 2])


def test_what_fails_three_times_is_given_up(
    app: Flask, desk: Desk, saving: Saving, monkeypatch: pytest.MonkeyPatch, later: Callable[[timedelta], None]
) -> None:
    def fail(*_given: Any, **_named: Any) -> NoReturn:  # noqa: ANN401 - whatever it is given
        message = "no space left"
        raise OSError(message)

    page = ordered(desk)
    with monkeypatch.context() as patch:
        patch.setattr(exports, "write", fail)
        for _attempt in range(3):
            assert jobs.run_once(app) == [SWEEP]
    assert (job(saving).state, job(saving).attempts, files(app)) == ("waiting", 3, [])
    assert jobs.run_once(app) == []
    assert "The file could not be made" in desk.open(page)
    later(KEPT)
    jobs.run_once(app)
    assert job(saving).state == "expired"


def test_a_list_that_means_nothing_any_more_is_given_up(app: Flask, desk: Desk, saving: Saving) -> None:
    del desk
    with saving() as session:
        edition = edition_by_slug(session, "test")
        assert edition is not None
        wanted = Wanted(Wish(), ["email"], "csv", "pl", 5)
        service.ask(session, edition, wanted, Actor("staff", "1"), NOW).filters = {"category": ["gone"]}
        service.ask(session, edition, wanted, Actor("staff", "1"), NOW)
        assert len(session.scalars(select(ExportJob)).all()) == 2
    assert jobs.run_once(app) == [SWEEP]
