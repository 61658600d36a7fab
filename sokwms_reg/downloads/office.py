"""Asking for a long list as a file, seeing how far it is, and taking it away."""

from http import HTTPStatus
from typing import Any

from flask import Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wsgi import wrap_file

from sokwms_reg.attendees import exports, queries
from sokwms_reg.attendees.office.taking import Taken, asked_file
from sokwms_reg.core import clock, jobs
from sokwms_reg.core.clock import local
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import current_language, gettext
from sokwms_reg.core.office import office_blueprint, require
from sokwms_reg.downloads import queries as files
from sokwms_reg.downloads import service
from sokwms_reg.downloads.models import ExportJob, JobState
from sokwms_reg.downloads.states import OPEN, SWEEP
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission

downloads = office_blueprint("downloads", __name__, permission=Permission.PEOPLE_READ)

ADDRESS = "/<slug>/downloads/<int(max=2147483647):number>"
REFRESH_SECONDS = 3


@downloads.get("/<slug>/downloads/new")
def ask(slug: str) -> ResponseReturnValue:
    """Say that the file takes a while, and offer to have it made; a GET starts nothing."""
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    edition = edition_at(session, slug)
    asked, written = _asked(session, edition)
    if asked.reasons or written is None:
        return _refused(slug, asked)
    return render_template(
        "office/downloads/ask.html",
        edition=edition,
        number=asked.number,
        written=written,
        action=url_for("downloads.order", slug=slug, **_arguments(written)),
        jobs=files.jobs_of(session, edition.id, str(current_user.id), clock.now()),
        states=JobState,
    )


@downloads.post("/<slug>/downloads/new")
def order(slug: str) -> ResponseReturnValue:
    """Have the file made."""
    require(Permission.PEOPLE_EXPORT, slug)
    asked, written = _asked(db.session(), edition_at(db.session(), slug))
    if asked.reasons or written is None:
        return _refused(slug, asked)
    names = [column.name for column in asked.columns]
    wanted = service.Wanted(asked.wish, names, written, current_language(), asked.number)
    with writing() as session:
        number = service.ask(session, edition_at(session, slug), wanted, acting(), clock.now()).id
    jobs.wake(SWEEP)
    return redirect(url_for("downloads.progress", slug=slug, number=number), HTTPStatus.SEE_OTHER)


@downloads.get(ADDRESS)
def progress(slug: str, number: int) -> ResponseReturnValue:
    """Show how far a file is; until it is finished the page comes again by itself."""
    job, edition = _job(slug, number)
    page = make_response(
        render_template("office/downloads/job.html", edition=edition, job=job, states=JobState, over=_over(job)),
        HTTPStatus.GONE if _over(job) else HTTPStatus.OK,
    )
    if job.state in OPEN:
        page.headers["Refresh"] = str(REFRESH_SECONDS)
    return page


@downloads.get(f"{ADDRESS}/file")
def file(slug: str, number: int) -> ResponseReturnValue:
    """Give a finished file to whoever asked for it and may still take it; 410 once its day is over."""
    job, edition = _job(slug, number)
    path = service.folder(current_app.config["SOKWMS"].instance) / job.file
    if _over(job) or (job.state == JobState.DONE and not path.is_file()):
        page = render_template("office/downloads/job.html", edition=edition, job=job, states=JobState, over=True)
        return page, HTTPStatus.GONE
    if job.state != JobState.DONE:
        return redirect(url_for("downloads.progress", slug=slug, number=number))
    out = path.open("rb")
    response = Response(
        wrap_file(request.environ, out),
        content_type=exports.CONTENT_TYPES[exports.Format(job.written)],
        direct_passthrough=True,
    )
    response.call_on_close(out.close)
    response.content_length = path.stat().st_size
    day = local(job.created_at, edition.timezone)
    response.headers["Content-Disposition"] = f'attachment; filename="sokwms-{slug}-{day:%Y-%m-%d}.{job.written}"'
    return response


def _job(slug: str, number: int) -> tuple[ExportJob, Edition]:
    """Return a file of the signed-in person, who may still take all that is in it; 404 for one of somebody else."""
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    edition = edition_at(session, slug)
    job = files.job_of(session, edition.id, number, str(current_user.id)) or abort(HTTPStatus.NOT_FOUND)
    scope = queries.scope_of(session, edition)
    wish, _problems = queries.read(scope, service.arguments_of(job), sees_needs=True)
    if wish.about_needs or queries.NEEDS & set(job.columns):
        require(Permission.NEEDS_READ, slug)
    return job, edition


def _over(job: ExportJob) -> bool:
    return job.state == JobState.EXPIRED or (job.expires_at is not None and job.expires_at <= clock.now())


def _asked(session: Session, edition: Edition) -> tuple[Taken, exports.Format | None]:
    """Return what the address asks for, and the format, None where it is none."""
    name = request.args.get("format", "")
    asked = asked_file(session, queries.scope_of(session, edition), besides=("format",))
    return asked, exports.Format(name) if name in set(exports.Format) else None


def _arguments(written: exports.Format) -> dict[str, Any]:
    return {**request.args.to_dict(flat=False), "format": written}


def _refused(slug: str, asked: Taken) -> ResponseReturnValue:
    reasons = " ".join(asked.reasons or [gettext("Lists are written as CSV, XLSX, ODS or JSON.")])
    page = render_template(
        "office/refused.html",
        title=gettext("This list cannot be exported"),
        text=gettext("%(reasons)s Please choose the filters on the list and export from there.", reasons=reasons),
        link=(url_for("attendees.people", slug=slug), gettext("To the list")),
        page_error=True,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
