"""Handing a list over: for what, then to whom and with which columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries as people
from sokwms_reg.attendees.office.choosing import NO_FILTERS, filter_words
from sokwms_reg.attendees.office.notices import refusals
from sokwms_reg.attendees.queries import Scope, Wish
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext, ngettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.core.templates import local_day
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.handovers import service
from sokwms_reg.handovers.forms import HandoverForm
from sokwms_reg.handovers.office import handovers
from sokwms_reg.handovers.queries import Request
from sokwms_reg.handovers.states import NEEDED, PROPOSED, PURPOSES, SHAPES, Purpose, Shape, shape_for

DAYS_AFTER = 14  # that a recipient keeps a list after the last day, if nothing else is said
UNUSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True)
class Draft:
    """What is about to be handed over."""

    scope: Scope
    wish: Wish
    purpose: Purpose
    form: HandoverForm


@handovers.get("/<slug>/handovers/new")
def choose(slug: str) -> ResponseReturnValue:
    """Ask what the list is for, then hand out the form with what is proposed for that."""
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    scope = people.scope_of(session, edition_at(session, slug))
    wish, reasons = _asked(scope)
    if reasons:
        return _refused(slug, reasons)
    if request.args.get("purpose") in set(Purpose):
        return _form_page(session, _draft(scope, wish, fresh=True))
    return render_template(
        "office/handovers/choose.html",
        edition=scope.edition,
        purposes={purpose: (gettext(PURPOSES[purpose]), gettext(NEEDED[purpose])) for purpose in Purpose},
        kept=wish.arguments(),
        filters=filter_words(scope, wish.arguments()),
        number=people.count(session, scope, wish),
    )


@handovers.post("/<slug>/handovers/new")
def hand_over(slug: str) -> ResponseReturnValue:
    """Keep the list as handed over, or give the form back as typed."""
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    scope = people.scope_of(session, edition_at(session, slug))
    wish, reasons = _asked(scope)
    if reasons:
        return _refused(slug, reasons)
    if request.args.get("purpose") not in set(Purpose):
        return _refused(slug, [gettext("It is not known what the list is for.")])
    draft = _draft(scope, wish, fresh=False)
    if not draft.form.validate():
        return _form_page(session, draft), UNUSABLE
    try:
        number, count = _made(slug, draft)
    except service.HandoverError as error:
        draft.form.form_errors.append(obstacle_words(error))
        return _form_page(db.session(), draft), UNUSABLE
    flash(said_words(count), "ok")
    return redirect(url_for("handovers.show", slug=slug, number=number), HTTPStatus.SEE_OTHER)


def said_words(count: int) -> str:
    """Return what is said once a list has been handed over."""
    sentence = ngettext(
        "The list is kept as handed over, with %(num)s person.",
        "The list is kept as handed over, with %(num)s people.",
        count,
    )
    return " ".join([sentence, gettext("Download it here and send it; nothing has been sent by itself.")])


def obstacle_words(error: service.HandoverError) -> str:
    """Return why a list cannot be handed over."""
    if isinstance(error, service.TooManyPeopleError):
        return ngettext(
            "A list for one recipient has at most %(num)s person; please narrow it.",
            "A list for one recipient has at most %(num)s people; please narrow it.",
            service.MOST_PEOPLE,
        )
    if isinstance(error, service.NobodyError):
        return gettext("There is nobody in this list now, so there is nothing to hand over.")
    return gettext("Part of what the list is about does not exist any more. Please make a new list.")


def _made(slug: str, draft: Draft) -> tuple[int, int]:
    form = draft.form
    recipient = service.Recipient(
        purpose=draft.purpose,
        institution=form.recipient.data or "",
        keep_until=form.last_day,
        contact=form.contact.data or "",
        note=form.note.data or "",
    )
    asked = Request(draft.wish, form.chosen_shape, tuple(form.chosen_columns))
    with writing() as session:
        scope = people.scope_of(session, edition_at(session, slug))
        made = service.hand_over(session, scope, asked, recipient, acting(), clock.now())
        return made.id, made.number


def _asked(scope: Scope) -> tuple[Wish, Sequence[str]]:
    """Return what the address asks for, and why it cannot be followed; columns and views are the list's own affair."""
    arguments = request.args.to_dict(flat=False)
    aside = {"purpose", *NO_FILTERS} - {"sort"}
    kept = {name: values for name, values in arguments.items() if name not in aside}
    wish, problems = people.read(scope, kept, sees_needs=allowed(Permission.NEEDS_READ, scope.edition.slug))
    return wish, refusals(problems, {each.name: each.words for each in people.filters()})


def _draft(scope: Scope, wish: Wish, *, fresh: bool) -> Draft:
    purpose = Purpose(request.args["purpose"])
    edition = scope.edition
    sees_needs = allowed(Permission.NEEDS_READ, edition.slug)
    names = [name for name in people.columns() if sees_needs or name not in people.NEEDS]
    counted = shape_for(purpose) == Shape.MEALS and sees_needs
    today = local_day(clock.now(), edition.timezone)
    last = max([today, *(day.date for day in scope.days)])
    proposed: dict[str, Any] = {
        "columns": [name for name in names if name in PROPOSED[purpose]],
        "shape": Shape.MEALS,
        "keep_until": last + timedelta(days=DAYS_AFTER),
    }
    form = HandoverForm(
        {name: people.columns()[name].heading for name in names},
        {shape: gettext(words) for shape, words in SHAPES.items()} if counted else {},
        proposed if fresh else {},
        today,
    )
    return Draft(scope, wish, purpose, form)


def _form_page(session: Session, draft: Draft) -> str:
    wish, slug = draft.wish, draft.scope.edition.slug
    arguments = wish.arguments()
    return render_template(
        "office/handovers/form.html",
        edition=draft.scope.edition,
        form=draft.form,
        purpose=gettext(PURPOSES[draft.purpose]),
        needed=gettext(NEEDED[draft.purpose]),
        proposed=PROPOSED[draft.purpose],
        action=url_for("handovers.hand_over", slug=slug, purpose=draft.purpose, **arguments),
        others=url_for("handovers.choose", slug=slug, **arguments),
        confirmed=url_for("handovers.choose", slug=slug, purpose=draft.purpose, **{**arguments, "state": "confirmed"}),
        any_state="state" not in arguments,
        filters=filter_words(draft.scope, arguments),
        number=people.count(session, draft.scope, wish),
        page_error=bool(draft.form.errors),
    )


def _refused(slug: str, reasons: Sequence[str]) -> ResponseReturnValue:
    """Answer 422: a list of something else than was asked would be worse than none."""
    page = render_template(
        "office/refused.html",
        title=gettext("This list cannot be handed over"),
        text=gettext(
            "%(reasons)s Please choose the filters on the list and start from there.", reasons=" ".join(reasons)
        ),
        link=(url_for("attendees.people", slug=slug), gettext("To the list")),
        page_error=True,
    )
    return page, UNUSABLE
