"""Another person comes instead: form, question, done. Nothing typed is lost, also where the link has died meanwhile."""

from dataclasses import dataclass
from datetime import date

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.links import read_own_token
from sokwms_reg.core.tokens import TokenError
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import forms, queries, service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import ENDED, Action, deadline, may
from sokwms_reg.registration.views import registration
from sokwms_reg.registration.views.deadlines import until_words
from sokwms_reg.registration.views.keeping import typed_answers
from sokwms_reg.registration.views.own import PARTICIPANT, opened
from sokwms_reg.registration.views.registering import GIVE_BACK, MOST, UNUSABLE

GONE = 410


@dataclass(frozen=True)
class Desk:
    """A registration with all that its form stands on."""

    token: str
    registration: Registration
    edition: Edition
    category: Category
    first_day: date | None
    chosen: list[date]

    @property
    def open(self) -> bool:
        """Tell whether another person may come instead now."""
        return may(self.edition, self.registration.state, Action.REPLACE, self.first_day, clock.now())

    @property
    def until(self) -> str:
        """Return the deadline in words."""
        ends = deadline(self.edition, Action.REPLACE, self.first_day)
        return until_words(ends, self.edition.timezone) if ends else ""

    def application(self, made: forms.ReplacementForm) -> service.Application:
        """Return the new person's application."""
        return made.another(self.registration, self.chosen, self.edition.privacy_version)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _desk(token: str, found: Registration) -> Desk:
    session = db.session()
    days = queries.days(session, found.edition_id)
    return Desk(
        token=token,
        registration=found,
        edition=session.get_one(Edition, found.edition_id),
        category=session.get_one(Category, found.category_id),
        first_day=days[0].date if days else None,
        chosen=[day.date for day in queries.days_of(session, found.id)],
    )


@registration.get("/my/<token>/replace")
def replace(token: str) -> ResponseReturnValue:
    """Hand out the form; a registration that has ended has nothing to pass on."""
    desk = _desk(token, opened(db.session(), token))
    if desk.registration.state in ENDED:
        return redirect(url_for("registration.my", token=token), 303)
    if not desk.open:
        return _over_page(desk, None, 200)
    issued = forms.ReplacementToken(desk.registration.id, desk.registration.link_version)
    form_token = forms.issue_replacement(_secret(), issued)
    return _form_page(desk, forms.make_replacement_form(desk.registration, form_token, None))


@registration.post("/my/<token>/replace")
def replace_sent(token: str) -> ResponseReturnValue:
    """Take the form one step on: to the question, back to the form, or pass the registration on."""
    request.max_content_length = MOST
    try:
        return _step(_desk(token, opened(db.session(), token)))
    except Gone:
        return _somebody_was_quicker(token)


def _step(desk: Desk) -> ResponseReturnValue:
    if not _is_of(desk.registration.id, desk.registration.link_version):
        abort(400)
    made, step = _typed(desk), request.form.get("step", "check")
    if not desk.open:
        return _over_page(desk, made, UNUSABLE)
    if step in GIVE_BACK:
        return _form_page(desk, made)
    if not made.validate():
        return _form_page(desk, made, UNUSABLE)
    return _pass_on(desk, made) if step == "confirm" else _check_page(desk, made)


def _is_of(registration_id: int, link_version: int) -> bool:
    """Tell whether the form was handed out under this version of this registration's link."""
    try:
        read = forms.read_replacement(_secret(), request.form.get("form_token", ""))
    except TokenError:
        return False
    return read == forms.ReplacementToken(registration_id, link_version)


def _typed(desk: Desk) -> forms.ReplacementForm:
    return forms.make_replacement_form(desk.registration, request.form["form_token"], request.form)


def _pass_on(desk: Desk, made: forms.ReplacementForm) -> ResponseReturnValue:
    application = desk.application(made)
    try:
        with writing() as session:
            service.replace(session, opened(session, desk.token), application, PARTICIPANT, clock.now())
    except service.ReplacementOverError:
        return _over_page(desk, made, UNUSABLE)
    except service.SamePersonError:
        made.form_errors.append(
            gettext("This person already has a registration with this e-mail address. Nothing was changed.")
        )
        return _form_page(desk, made, UNUSABLE)
    outbox.wake()
    return _passed_on_page(desk.registration.reference, application)


def _somebody_was_quicker(token: str) -> ResponseReturnValue:
    """Answer a form whose link is dead: pressed twice it is done; otherwise what was typed is shown, to be kept.

    Whoever sends no form that was handed out under this very link gets the ordinary page of a revoked one.
    """
    link = read_own_token(_secret(), token)
    if not _is_of(link.registration_id, link.version):
        abort(GONE)
    desk = _desk(token, db.session.get_one(Registration, link.registration_id))
    made, kept = _typed(desk), desk.registration
    if made.validate():
        application = desk.application(made)
        typed = (application.name_folded, application.address_folded)
        if typed == (kept.name_folded, kept.address_folded):
            return _passed_on_page(kept.reference, application)
    page = _page("replace_gone", desk, form=made, typed=typed_answers(made), alternates=[], page_error=True)
    return page, GONE


def _form_page(desk: Desk, made: forms.ReplacementForm, status: int = 200) -> ResponseReturnValue:
    fresh = request.method == "GET"
    return _page("replace", desk, form=made, fresh=fresh, page_error=bool(made.errors)), status


def _check_page(desk: Desk, made: forms.ReplacementForm) -> ResponseReturnValue:
    application = desk.application(made)
    address = application.contact_email or application.email
    return _page("replace_check", desk, form=made, application=application, rows=typed_answers(made), address=address)


def _over_page(desk: Desk, made: forms.ReplacementForm | None, status: int) -> ResponseReturnValue:
    typed = typed_answers(made) if made is not None else []
    return _page("replace_over", desk, form=made, typed=typed, page_error=bool(typed)), status


def _page(template: str, desk: Desk, **words: object) -> str:
    return render_template(
        f"registration/{template}.html",
        token=desk.token,
        registration=desk.registration,
        edition=desk.edition,
        category=desk.category,
        days=desk.chosen,
        until=desk.until,
        **words,
    )


def _passed_on_page(reference: str, application: service.Application) -> str:
    """Say so here: the link is dead, and the new one goes by mail only."""
    address = application.contact_email or application.email
    name = f"{application.first_name} {application.last_name}"
    return render_template(
        "registration/replaced.html", reference=reference, name=name, address=address, other_url="", alternates=[]
    )
