"""Registrations that may be one person's: the list of pairs, and saying of a pair that it is two people."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.states import state_words
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.queries import categories
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.office.desk import asked_page, registration_at
from sokwms_reg.registration.service import NoPairError, Order

LIST = "duplicates"


@attendees.get("/<slug>/attendees/duplicates")
def duplicates(slug: str) -> ResponseReturnValue:
    """Show the pairs of the edition; a page beyond the last one is the last one."""
    require(Permission.PEOPLE_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    ids = queries.pairs_in(session, edition.id)
    pages = max(1, -(-len(ids) // queries.PAIRS_A_PAGE))
    number = min(asked_page(), pages)
    first = (number - 1) * queries.PAIRS_A_PAGE
    return render_template(
        "office/attendees/duplicates.html",
        edition=edition,
        pairs=queries.pairs_of(session, ids[first : first + queries.PAIRS_A_PAGE]),
        total=len(ids),
        more=len(ids) == queries.MOST,
        number=number,
        pages=pages,
        page_urls={
            page: url_for("attendees.duplicates", slug=slug, page=page)
            for page in {1, number - 1, number, number + 1, pages}
            if 1 <= page <= pages
        },
        categories={category.id: category for category in categories(session, edition.id)},
        state_words=state_words,
    )


@attendees.post("/<slug>/attendees/<reference>/distinct/<other>")
def distinct(slug: str, reference: str, other: str) -> ResponseReturnValue:
    """Keep for good that two registrations are two people's; back to where it was said."""
    require(Permission.PEOPLE_WRITE, slug)
    try:
        with writing() as session:
            edition = edition_at(session, slug)
            one, another = (registration_at(session, edition, each) for each in (reference, other))
            spelling = one.reference
            service.dismiss(session, one, another, Order(acting(), clock.now(), ""))
    except NoPairError:
        flash(gettext("A registration cannot be compared with itself."), "err")
    else:
        flash(gettext("The two registrations will not be suggested as duplicates any more."), "ok")
    if request.form.get("back") == LIST:
        return redirect(url_for("attendees.duplicates", slug=slug), HTTPStatus.SEE_OTHER)
    return redirect(url_for("attendees.person", slug=slug, reference=spelling), HTTPStatus.SEE_OTHER)
