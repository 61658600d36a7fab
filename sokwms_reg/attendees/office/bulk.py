"""Deeds about many people of the list: first the question, then a preview, then the deed, once, and a report."""

import hashlib
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.forms import ApproveForm, CancelManyForm, MoveManyForm, TagForm, UntagForm
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.bulk_words import DEEDS, Told, report, told_of
from sokwms_reg.attendees.office.selecting import Selection, selected
from sokwms_reg.attendees.service import Bulk, BulkDeed
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, trying, writing
from sokwms_reg.core.i18n import LANGUAGES, gettext
from sokwms_reg.core.office import require
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration.forms.deciding import REASONS, RefuseManyForm
from sokwms_reg.registration.office.undoing import remember
from sokwms_reg.registration.service import Order

ADDRESS = "/<slug>/attendees/bulk"
ANSWER = HTTPStatus.UNPROCESSABLE_ENTITY
UNDONE = frozenset({BulkDeed.ACCEPT, BulkDeed.REFUSE})
PREVIEW, DO, PROPOSE = "preview", "do", "propose-"


@dataclass(frozen=True)
class Question:
    """A deed, whom it concerns, and its form."""

    scope: queries.Scope
    deed: BulkDeed
    selection: Selection
    form: FlaskForm

    @property
    def bulk(self) -> Bulk:
        """Return what shall be done; for a form without errors."""
        form = self.form
        chosen = str(form.known_tag.data) if "known_tag" in form else ""
        return Bulk(
            self.deed,
            form.reasons if isinstance(form, RefuseManyForm) else {},
            category=form.category.data if "category" in form else "",
            tag=form.tag.data if "tag" in form else "",
            tag_off=next((tag for tag in self.scope.tags if str(tag.id) == chosen), None),
            letter="letter" not in form or bool(form.letter.data),
        )

    @property
    def seal(self) -> str:
        """Return a mark of all that a preview stands on: another one as soon as something of it is another."""
        typed = {each.name: each.data for each in self.form if each.name != "csrf_token"}
        parts = [self.deed.value, self.selection.digest, typed]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Shown:
    """What a page of a question has beside the form: a preview, and what is to be known first."""

    told: Told | None = None
    seal: str = ""
    notes: list[str] = field(default_factory=list)


@attendees.get(ADDRESS)
def bulk_gone(slug: str) -> ResponseReturnValue:
    """Lead back to the list who opens or reloads the address of a question: its people came with the form."""
    require(Permission.PEOPLE_WRITE, slug)
    return redirect(url_for("attendees.people", slug=slug), HTTPStatus.SEE_OTHER)


@attendees.post(ADDRESS)
def bulk(slug: str) -> ResponseReturnValue:
    """Ask what is needed, show what would happen, and do it where that is still so."""
    require(Permission.PEOPLE_WRITE, slug)
    deed = request.form.get("deed", "")
    if deed not in set(BulkDeed):
        return _refused(slug, gettext("Please choose what shall be done with the selected registrations."))
    asked = _asked(db.session(), slug, BulkDeed(deed))
    step = request.form.get("step", "")
    if asked.selection.wrong:
        return _wrong(slug, asked)
    if "letter" in asked.form and not step:
        asked.form.letter.data = True  # a box that is not there yet is not one that was emptied
    if step not in {PREVIEW, DO} and not isinstance(asked.form, ApproveForm):
        return _page(asked, Shown(notes=list(asked.selection.notes)))
    if not asked.form.validate():
        return _page(asked, Shown()), ANSWER
    if step == DO and request.form.get("seal") == asked.seal and (answer := _done(slug, asked)) is not None:
        return answer
    late = [gettext("Something has changed since the preview; this is the new one. Nothing has been done.")]
    return _previewed(slug, BulkDeed(deed), late if step == DO else [])


def _asked(session: Session, slug: str, deed: BulkDeed) -> Question:
    scope = queries.scope_of(session, edition_at(session, slug))
    selection = selected(session, scope, service.at_once(deed))
    return Question(scope, deed, selection, _form(scope, deed, selection))


def _form(scope: queries.Scope, deed: BulkDeed, selection: Selection) -> FlaskForm:
    if deed == BulkDeed.CATEGORY:
        return MoveManyForm({one.key: plain(one.name) for one in scope.categories})
    if deed == BulkDeed.TAG:
        return TagForm()
    if deed == BulkDeed.UNTAG:
        return UntagForm({str(tag.id): tag.name for tag in scope.tags})
    if deed == BulkDeed.ACCEPT:
        return ApproveForm()
    form = CancelManyForm() if deed == BulkDeed.CANCEL else RefuseManyForm()
    form.keep_languages(_languages(selection))
    proposed = {f"{PROPOSE}{number}": number for number in range(len(REASONS))}.get(request.form.get("step", ""))
    if proposed is not None:
        form.propose(proposed)
    return form


def _languages(selection: Selection) -> list[str]:
    """Return in which languages letters go out; where nobody can be told, those in which reasons were typed."""
    typed = {language for language in LANGUAGES if f"reason_{language}" in request.form}
    return [language for language in LANGUAGES if language in (typed if selection.wrong else selection.languages)]


def _previewed(slug: str, deed: BulkDeed, notes: list[str]) -> ResponseReturnValue:
    """Show what would happen: it happens, and is rolled back."""
    with trying() as session:
        asked = _asked(session, slug, deed)
        if asked.selection.wrong:
            return _wrong(slug, asked)
        if not asked.form.validate():  # a letter goes out in another language than when it was asked
            return _page(asked, Shown()), ANSWER
        seal = asked.seal
        outcome = service.carry_out(session, asked.scope.edition, asked.selection.ids, asked.bulk, _order())
        told = told_of(deed, outcome)
    return _page(_asked(db.session(), slug, deed), Shown(told, seal, [*notes, *asked.selection.notes]))


def _done(slug: str, before: Question) -> ResponseReturnValue | None:
    """Do it and report; None where what the preview stood on has changed meanwhile, and nothing was done."""
    order = _order()
    with writing() as session:
        asked = _asked(session, slug, before.deed)
        if asked.selection.wrong or not asked.form.validate() or asked.seal != request.form.get("seal"):
            return None
        outcome = service.carry_out(session, asked.scope.edition, asked.selection.ids, asked.bulk, order)
        done, sentences = [one.id for one in outcome.done], report(slug, asked.deed, outcome)
    outbox.wake()
    if done and before.deed in UNDONE:
        remember(slug, before.deed, done, order.now)
    for words, kind in sentences:
        flash(words, kind)
    return redirect(url_for("attendees.people", slug=slug, **before.selection.wish.arguments()), HTTPStatus.SEE_OTHER)


def _order() -> Order:
    return Order(acting(), clock.now(), "")


def _page(asked: Question, shown: Shown) -> str:
    session, selection = db.session(), asked.selection
    return render_template(
        "office/attendees/bulk.html",
        edition=asked.scope.edition,
        deed=asked.deed.value,
        words=DEEDS[asked.deed],
        number=len(selection.ids),
        selection=selection,
        question=urlencode(selection.wish.arguments()),
        form=asked.form,
        languages=_languages(selection),
        reasons=REASONS,
        tags=queries.tags_in(session, asked.scope.edition.id),
        shown=shown,
        page_error=bool(asked.form.errors),
    )


def _wrong(slug: str, asked: Question) -> ResponseReturnValue:
    """Say why nothing can be done about this selection; what was typed already stays."""
    if request.form.get("step"):
        return _page(asked, Shown(notes=list(asked.selection.wrong))), ANSWER
    return _refused(slug, " ".join(asked.selection.wrong))


def _refused(slug: str, why: str) -> ResponseReturnValue:
    page = render_template(
        "office/refused.html",
        title=gettext("Nothing was done"),
        text=why,
        link=(url_for("attendees.people", slug=slug), gettext("To the list")),
        page_error=True,
    )
    return page, ANSWER
