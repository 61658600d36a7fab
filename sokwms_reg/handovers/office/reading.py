"""What was handed over to whom, and what has changed since; once more, files, and erasing."""

import io
from http import HTTPStatus

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.attendees import queries as people
from sokwms_reg.attendees.exports import CONTENT_TYPES, Format
from sokwms_reg.attendees.office.choosing import filter_words
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.core.templates import local_day
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.handovers import queries, service
from sokwms_reg.handovers.exports import Change, write_changes, write_delivery
from sokwms_reg.handovers.office import handovers
from sokwms_reg.handovers.office.delivery import Delivery, delivery_at
from sokwms_reg.handovers.office.making import obstacle_words, said_words
from sokwms_reg.handovers.office.words import column_words, purpose_words
from sokwms_reg.registration.office.desk import asked_page, page_urls

ADDRESS = "/<slug>/handovers/<int(max=2147483647):number>"
DEED = f"{ADDRESS}/<any(again, forget):deed>"
MOST_SHOWN = 200  # rows of each kind on the page; the file has all
# Of each deed the question, what it does, and its button.
QUESTIONS = {
    "again": (
        N_("Hand the list over again?"),
        N_("The list is kept as it is now as the next delivery to the same recipient. Nothing is sent by itself."),
        N_("Hand over again"),
    ),
    "forget": (
        N_("Erase the rows of this list?"),
        N_(
            "The personal data of the list are deleted here, and it can no longer be compared. "
            "The record of who got it stays."
        ),
        N_("Erase the rows"),
    ),
}


@handovers.get("/<slug>/handovers")
def overview(slug: str) -> ResponseReturnValue:
    """Show who has which list, since when, and how much has changed."""
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    scope = people.scope_of(session, edition_at(session, slug))
    total = queries.count(session, scope.edition.id)
    pages = max(1, -(-total // queries.PAGE_SIZE))
    number = min(asked_page(), pages)
    return render_template(
        "office/handovers/list.html",
        edition=scope.edition,
        found=queries.page(session, scope, number),
        total=total,
        number=number,
        pages=pages,
        page_urls=page_urls("handovers.overview", slug, None, number, pages),
        purpose_words=purpose_words,
        filters=lambda one: filter_words(scope, one.filters),
        today=local_day(clock.now(), scope.edition.timezone),
    )


@handovers.get(ADDRESS)
def show(slug: str, number: int) -> ResponseReturnValue:
    """Show a record, and what has changed since."""
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    delivery = delivery_at(session, slug, number)
    handover = delivery.handover
    chain = queries.chain(session, handover)
    lines = delivery.lines if delivery.comparable else []
    return render_template(
        "office/handovers/handover.html",
        edition=delivery.scope.edition,
        delivery=delivery,
        handover=handover,
        chain=chain,
        last=chain[-1],
        purpose=purpose_words(handover.purpose),
        filters=filter_words(delivery.scope, handover.filters),
        columns=column_words(handover.columns),
        questions={deed: [gettext(one) for one in words] for deed, words in QUESTIONS.items()},
        groups={change: [line for line in lines if line.change == change] for change in Change},
        headings=delivery.sheet("").headings,
        most=MOST_SHOWN,
        writes=allowed(Permission.PEOPLE_WRITE, slug),
        over=handover.keep_until < local_day(clock.now(), delivery.scope.edition.timezone),
    )


@handovers.get(f"{ADDRESS}.<any(xlsx, csv):format>")
def file(slug: str, number: int, format: str) -> ResponseReturnValue:  # noqa: A002 - as for lists
    """Give the list as it was handed over, and record who took it."""
    delivery = _open_delivery(slug, number)
    old = delivery.old or abort(HTTPStatus.GONE)
    out = io.BytesIO()
    write_delivery(out, delivery.sheet(gettext("Participants")), old, Format(format))
    _record(slug, number, delivery.taken(format, old))
    return _answer(out, Format(format), f"{slug}-{delivery.handover.purpose}-{number}")


@handovers.get(f"{ADDRESS}/changes.xlsx")
def changes(slug: str, number: int) -> ResponseReturnValue:
    """Give the list as it is now, with what has changed since, and record who took it."""
    delivery = _open_delivery(slug, number)
    if not delivery.comparable:
        abort(HTTPStatus.GONE)
    out = io.BytesIO()
    write_changes(out, delivery.sheet(gettext("Participants")), delivery.lines)
    _record(slug, number, delivery.taken(Format.XLSX, delivery.new.rows, delivery.old or {}))
    return _answer(out, Format.XLSX, f"{slug}-{delivery.handover.purpose}-{number}-changes")


def _open_delivery(slug: str, number: int) -> Delivery:
    """Return a delivery whose rows may be read; 403 where they are all about needs."""
    require(Permission.PEOPLE_EXPORT, slug)
    delivery = delivery_at(db.session(), slug, number)
    if not delivery.fields:
        require(Permission.NEEDS_READ, slug)
    return delivery


def _record(slug: str, number: int, taken: service.TakenFile) -> None:
    with writing() as session:
        delivery = delivery_at(session, slug, number)
        service.record_file(session, delivery.scope.edition, delivery.handover, taken, acting(), clock.now())


def _answer(out: io.BytesIO, written: Format, name: str) -> Response:
    response = Response(out.getvalue(), content_type=CONTENT_TYPES[written])
    response.headers["Content-Disposition"] = f'attachment; filename="sokwms-{name}.{written}"'
    return response


@handovers.get(DEED)
def asked(slug: str, number: int, deed: str) -> ResponseReturnValue:
    """Ask first, for browsers without script; a GET changes nothing."""
    require(Permission.PEOPLE_EXPORT, slug)
    if deed == "forget":
        require(Permission.PEOPLE_WRITE, slug)
    delivery = delivery_at(db.session(), slug, number)
    title, text, submit = (gettext(words) for words in QUESTIONS[deed])
    return render_template(
        "office/handovers/ask.html",
        edition=delivery.scope.edition,
        handover=delivery.handover,
        purpose=purpose_words(delivery.handover.purpose),
        action=url_for("handovers.done", slug=slug, number=number, deed=deed),
        title=title,
        text=text,
        submit=submit,
        destructive=deed == "forget",
    )


@handovers.post(DEED)
def done(slug: str, number: int, deed: str) -> ResponseReturnValue:
    """Do it and say what happened."""
    require(Permission.PEOPLE_EXPORT, slug)
    if deed == "again":
        return _again(slug, number)
    require(Permission.PEOPLE_WRITE, slug)
    return _forget(slug, number)


def _again(slug: str, number: int) -> ResponseReturnValue:
    """Hand the list over once more, as it is now."""
    try:
        with writing() as session:
            delivery = delivery_at(session, slug, number)
            made = service.hand_over_again(session, delivery.scope, delivery.handover, acting(), clock.now())
            newest, count = made.id, made.number
        flash(said_words(count), "ok")
    except service.FollowedError as error:
        newest = error.number
        flash(gettext("This list has been handed over once more already; this is that delivery."), "info")
    except service.HandoverError as error:
        newest = number
        flash(obstacle_words(error), "warn")
    return redirect(url_for("handovers.show", slug=slug, number=newest), HTTPStatus.SEE_OTHER)


def _forget(slug: str, number: int) -> ResponseReturnValue:
    """Erase what the list held."""
    with writing() as session:
        delivery = delivery_at(session, slug, number)
        erased = service.forget(session, delivery.scope.edition, delivery.handover, acting(), clock.now())
    flash(
        gettext("The rows of the list are erased here. That it was handed over stays on record.")
        if erased
        else gettext("The rows of the list had been erased before."),
        "ok" if erased else "info",
    )
    return redirect(url_for("handovers.show", slug=slug, number=number), HTTPStatus.SEE_OTHER)
