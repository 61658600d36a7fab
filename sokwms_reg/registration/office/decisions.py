"""Those who await a decision, and many decisions at once: first the question whom it concerns, then the deed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import LANGUAGES, gettext, ngettext
from sokwms_reg.core.office import allowed, require, tidy_address
from sokwms_reg.core.tokens import normal_reference
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.forms.deciding import REASONS, AcceptManyForm, RefuseManyForm
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office import places
from sokwms_reg.registration.office.desk import asked_page, names_of, page_urls, where
from sokwms_reg.registration.office.undoing import remember, undo_of
from sokwms_reg.registration.states import LABELS, State

MOST = 300  # decisions at once: each writes a letter, and others wait for the places meanwhile
ANSWER = HTTPStatus.UNPROCESSABLE_ENTITY


class Deed(StrEnum):
    """What is decided about many."""

    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Choice:
    """Whom a deed concerns: those who still await a decision, and how many of the chosen do not any more."""

    people: Sequence[Registration]
    others: Sequence[Registration]


@places.get("/<slug>/decisions")
def decisions(slug: str) -> ResponseReturnValue:
    """Show those who await a decision, the oldest first."""
    if tidy := tidy_address():
        return redirect(tidy)
    session = db.session()
    edition = edition_at(session, slug)
    categories = editions.categories(session, edition.id)
    counts = queries.pending_counts(session, edition.id)
    chosen = next((one for one in categories if one.key == request.args.get("category")), None)
    within = [chosen] if chosen else categories
    total = sum(counts.get(one.id, 0) for one in within)
    page = queries.pending_page(session, edition.id, within, total, asked_page())
    return render_template(
        "office/places/decisions.html",
        edition=edition,
        categories=[one for one in categories if one.policy == "approved" or one.id in counts],
        by_id={one.id: one for one in categories},
        counts=counts,
        chosen=chosen,
        page=page,
        page_urls=page_urls("places.decisions", slug, chosen.key if chosen else None, page.number, page.pages),
        labels=LABELS,
        where=where,
        most=MOST,
        writes=allowed(Permission.PEOPLE_WRITE, slug),
        undo=undo_of(slug),
    )


@places.post("/<slug>/decisions/<any(accept, refuse):deed>")
def decide(slug: str, deed: str) -> ResponseReturnValue:
    """Ask whom it concerns, and for the reason; a sent answer decides."""
    require(Permission.PEOPLE_WRITE, slug)
    wanted = Deed(deed)
    session = db.session()
    edition = edition_at(session, slug)
    choice = _choice(session, edition)
    if not choice.people:
        flash(_nobody(choice), "warn")
        return _back(slug)
    form = _form(wanted, {one.language for one in choice.people})
    if request.form.get("step") != "decide":
        return _question(session, edition, wanted, choice, form)
    if not form.validate():
        return _question(session, edition, wanted, choice, form), ANSWER
    references = [one.reference for one in choice.people]
    return _decide(slug, wanted, [*references, *(one.reference for one in choice.others)], form)


def _choice(session: Session, edition: Edition) -> Choice:
    """Return the people whose boxes were ticked, or all those of the list where that was asked for."""
    references = [normal_reference(one) for one in request.form.getlist("chosen")[:MOST]]
    if request.form.get("everybody"):
        categories = editions.categories(session, edition.id)
        within = [one for one in categories if request.form.get("category", "") in {"", one.key}]
        references = queries.pending_references(session, edition.id, within, MOST)
    found = queries.by_references(session, edition.id, references)
    return Choice(
        [one for one in found if one.state == State.PENDING], [one for one in found if one.state != State.PENDING]
    )


def _nobody(choice: Choice) -> str:
    if choice.others:
        return _skipped(choice.others)
    return gettext("Nobody was selected. Please tick at least one registration.")


def _form(deed: Deed, languages: Collection[str]) -> FlaskForm:
    if deed == Deed.ACCEPT:
        return AcceptManyForm()
    form = RefuseManyForm()
    form.keep_languages(languages)
    proposed = {f"propose-{number}": number for number in range(len(REASONS))}.get(request.form.get("step", ""))
    if proposed is not None:
        form.propose(proposed)
    return form


def _question(session: Session, edition: Edition, deed: Deed, choice: Choice, form: FlaskForm) -> str:
    days = queries.dates_of_many(session, [one.id for one in choice.people])
    return render_template(
        "office/places/decide.html",
        edition=edition,
        categories={one.id: one for one in editions.categories(session, edition.id)},
        deed=deed,
        people=choice.people,
        skipped=_skipped(choice.others) if choice.others else "",
        days=days,
        languages=[language for language in LANGUAGES if language in {one.language for one in choice.people}],
        form=form,
        reasons=REASONS,
        page_error=bool(form.errors),
    )


def _decide(slug: str, deed: Deed, references: Collection[str], form: FlaskForm) -> ResponseReturnValue:
    now = clock.now()
    with writing() as session:
        edition = edition_at(session, slug)
        if deed == Deed.ACCEPT:
            decided = service.accept_many(session, edition.id, references, acting(), now)
        else:
            decided = service.refuse_many(session, edition.id, references, form.reasons, acting(), now)
        done = [one.id for one in decided.done]
        sentence = _done(deed, len(done))
        skipped = _skipped(decided.skipped)
    outbox.wake()
    if done:
        remember(slug, deed, done, now)
        flash(sentence, "ok")
    if skipped:
        flash(skipped, "warn")
    return _back(slug)


def _done(deed: Deed, number: int) -> str:
    if deed == Deed.ACCEPT:
        return ngettext(
            "%(num)s registration was accepted; the message is in the outbox.",
            "%(num)s registrations were accepted; the messages are in the outbox.",
            number,
        )
    return ngettext(
        "%(num)s registration was not accepted; the message with the reason is in the outbox.",
        "%(num)s registrations were not accepted; the messages with the reasons are in the outbox.",
        number,
    )


def _skipped(people: Sequence[Registration]) -> str:
    if not people:
        return ""
    return ngettext(
        "%(num)s registration was decided by a colleague meanwhile; nothing was done about it: %(names)s.",
        "%(num)s registrations were decided by a colleague meanwhile; nothing was done about them: %(names)s.",
        len(people),
        names=names_of(people),
    )


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("places.decisions", slug=slug), HTTPStatus.SEE_OTHER)
