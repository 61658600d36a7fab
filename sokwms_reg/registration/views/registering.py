"""Form, check, sending. Nothing typed is ever lost: every answer gives the form back as it was."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock
from sokwms_reg.core.cache import remembered
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import current_language, gettext
from sokwms_reg.core.lock import PATIENCE_SECONDS
from sokwms_reg.core.tokens import TokenError
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import forms, queries, service
from sokwms_reg.registration.forms import choices
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import full_days, kept_back_words, line_words, rule_words
from sokwms_reg.registration.views import guarding, keeping, registration
from sokwms_reg.registration.views.choosing import shut_desk
from sokwms_reg.registration.views.desk import Desk, desk_of, desk_on_show, other_categories
from sokwms_reg.registration.views.received import receipt

GIVE_BACK = {"edit", "language"}  # steps that ask for the form as it was typed
UNUSABLE = 422
SOME_TOKEN = "the-token-of-nobody"  # noqa: S105 - stands in the empty form that is made once for all
_turn = threading.Lock()
MOST = 512 * 1024  # bytes of a form; the longest that the fields take is a tenth of it


@registration.get("/editions/<slug>/register/<category>")
def form(slug: str, category: str) -> ResponseReturnValue:
    """Hand out an empty form with a token of its own."""
    desk = desk_of(slug, category)
    shut = shut_desk(desk)
    if shut is not None:
        return shut
    key = ("empty form", current_language(), slug, category, desk.figures)
    page = remembered(db.session(), key, lambda _session: _form(desk, _empty_form(desk)))
    return page.replace(SOME_TOKEN, forms.issue(desk.secret, slug, clock.now()))


def _empty_form(desk: Desk) -> forms.RegistrationForm:
    return forms.make_form(desk.category, desk.days, SOME_TOKEN, None)


def _form_page(desk: Desk, made: forms.RegistrationForm, status: int = 200) -> ResponseReturnValue:
    return _form(desk, made), status


def _form(desk: Desk, made: forms.RegistrationForm) -> str:
    return render_template(
        "registration/form.html",
        edition=desk.edition,
        category=desk.category,
        days=desk.days,
        full_days=full_days(desk.days, desk.limits),
        form=made,
        free=desk.free,
        waits=desk.free < 1,
        rules=rule_words(desk.edition, desk.category),
        line_words=line_words(desk.edition, clock.now()),
        others=other_categories(desk),
        carried=keeping.carried(made),
        fresh=request.method == "GET",
        country_options=choices.country_options,
        page_error=bool(made.errors),
    )


@registration.post("/editions/<slug>/register/<category>")
def send(slug: str, category: str) -> ResponseReturnValue:
    """Take the form one step on: to the check, back to the form, or into the list."""
    request.max_content_length = MOST
    step = request.form.get("step", "check")
    with _in_turn() if step == "confirm" else nullcontext():
        return _one_step_on(slug, category, step)


@contextmanager
def _in_turn() -> Iterator[None]:
    """Take one registration at a time in a process; whoever has waited as long as a writer may goes on all the same.

    Threads that hand the interpreter back and forth are slower together than one after the other, and one of them
    keeps the whole edition's line waiting meanwhile. Other pages go on beside it.
    """
    taken = _turn.acquire(timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        if taken:
            _turn.release()


def _one_step_on(slug: str, category: str, step: str) -> ResponseReturnValue:
    desk = desk_on_show(slug, category) if step == "confirm" else desk_of(slug, category)
    made, sheet = _typed_form(desk)
    shut = shut_desk(desk, UNUSABLE, made)
    if shut is None and step not in GIVE_BACK and guarding.trapped():
        return _trapped_form(desk, made)
    if step == "confirm" and made.validate():
        return _hindered(desk, made, sheet) or _register(desk, made, sheet.nonce)
    if shut is not None:
        return shut
    if step in GIVE_BACK:
        return _form_page(desk, made)
    return _form_page(desk, made, UNUSABLE) if made.errors or not made.validate() else _check_page(desk, made)


def _trapped_form(desk: Desk, made: forms.RegistrationForm) -> ResponseReturnValue:
    made.validate()
    made.form_errors.append(guarding.trap_sentence())
    return _form_page(desk, made, UNUSABLE)


def _hindered(desk: Desk, made: forms.RegistrationForm, sheet: forms.FormToken) -> ResponseReturnValue | None:
    """Return the check page with the reason why the registration is not taken this moment; None when it is."""
    found = guarding.hindrance(db.session(), desk.edition, sheet, clock.now())
    if found is None:
        return None
    made.form_errors.extend(found.sentences)
    return _check_page(desk, made), found.status


def _typed_form(desk: Desk) -> tuple[forms.RegistrationForm, forms.FormToken]:
    """Return the form as typed and what its token says; a form of another edition goes back with one of this."""
    token = request.form.get("form_token", "")
    try:
        read = forms.read(desk.secret, token)
    except TokenError:
        abort(400)
    if read.edition != desk.edition.slug:
        token = forms.issue(desk.secret, desk.edition.slug, clock.now())
    return forms.make_form(desk.category, desk.days, token, request.form), read


def _check_page(desk: Desk, made: forms.RegistrationForm) -> str:
    application = made.application(desk.category.key, "", desk.edition.privacy_version)
    kept_back = _kept_back(desk, application)
    return render_template(
        "registration/check.html",
        edition=desk.edition,
        category=desk.category,
        form=made,
        application=application,
        waits=bool(kept_back) or desk.free < 1 or _wants_full_day(desk, application),
        kept_back=kept_back,
        line_words=line_words(desk.edition, clock.now()),
        words=words_of(application),
        carried=keeping.carried(made),
        page_error=bool(made.form_errors),
    )


def _wants_full_day(desk: Desk, application: service.Application) -> bool:
    return bool({day.date for day in full_days(desk.days, desk.limits)} & set(application.days))


def _kept_back(desk: Desk, application: service.Application) -> str:
    """Return why the limit of the institution puts this registration on the waiting list, "" where it does not."""
    institution = service.institution_key(application.institution)
    beyond = queries.beyond_limit(db.session(), desk.category, institution)
    return kept_back_words(desk.category) if beyond else ""


def words_of(chosen: service.Application | Registration) -> dict[str, str]:
    """Return coded answers in the reader's words: form of address, voivodeship, country, interpreting, meals."""
    regions = {choices.NATIONWIDE: choices.NATIONWIDE_WORDS, **choices.VOIVODESHIPS}
    return {
        "honorific": str(choices.HONORIFICS[chosen.honorific]) if chosen.honorific else "",
        "voivodeship": str(regions.get(chosen.voivodeship, "")),
        "country": choices.country_name(chosen.country),
        "interpretation": str(choices.INTERPRETATION.get(chosen.interpretation, "")),
        "diet": str(choices.DIETS.get(chosen.diet, "")),
    }


def _register(desk: Desk, made: forms.RegistrationForm, nonce: str) -> ResponseReturnValue:
    """Register and go on to the page that says so; a form sent before goes there even when registration is over."""
    application = made.application(desk.category.key, nonce, desk.edition.privacy_version)
    slug = desk.edition.slug
    try:
        with writing() as session:
            outcome = service.register(session, desk.edition, application, clock.now())
            signed = receipt(desk.secret, outcome.registration, application)
    except service.FormReusedError as error:
        return _form_page(desk, _used_form(desk, str(error)), UNUSABLE)
    except (service.RegistrationClosedError, service.UnknownChoiceError):
        return shut_desk(desk_of(slug, desk.category.key), UNUSABLE, made) or abort(UNUSABLE)
    outbox.wake()
    return redirect(url_for("registration.done", slug=slug, category=application.category, r=signed), 303)


def _used_form(desk: Desk, reference: str) -> forms.RegistrationForm:
    """Return what was typed on a form that has been sent before, with a token of its own and a word about it."""
    token = forms.issue(desk.secret, desk.edition.slug, clock.now())
    made = forms.make_form(desk.category, desk.days, token, request.form)
    made.form_errors.append(
        gettext(
            "This form has already been sent as registration %(reference)s. To register another person, please check "
            "the data and send the form again. To correct a registration, please use the link in its message.",
            reference=reference,
        )
    )
    return made
