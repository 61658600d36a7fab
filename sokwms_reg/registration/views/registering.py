"""Category, form, check, sending. Nothing typed is ever lost: every answer gives the form back as it was."""

from dataclasses import dataclass

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock, tokens
from sokwms_reg.core.cache import cached
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.tokens import TokenError
from sokwms_reg.core.web import other_language
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import forms, queries, service
from sokwms_reg.registration.forms import choices
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import LABELS, Phase, State, free_places, phase
from sokwms_reg.registration.views import registration

_DONE = "done"
UNUSABLE = 422
MOST = 512 * 1024  # bytes of a form; the longest that the fields take is a tenth of it


@dataclass(frozen=True)
class Desk:
    """What every page of the registration stands on."""

    edition: Edition
    category: Category
    days: list[EditionDay]

    @property
    def secret(self) -> str:
        """Return the installation's secret key."""
        return str(current_app.config["SECRET_KEY"])

    @property
    def free(self) -> int:
        """Return how many places of the category somebody could take."""
        return free_places(self.category, self.days)


def _edition(slug: str) -> Edition:
    return editions.published_edition(db.session(), slug) or abort(404)


def _desk(slug: str, category: str) -> Desk:
    edition = _edition(slug)
    session = db.session()
    found = queries.category_by_key(session, edition.id, category) or abort(404)
    return Desk(edition, found, list(queries.days(session, edition.id)))


@registration.get("/editions/<slug>/register")
@cached
def choose(slug: str) -> ResponseReturnValue:
    """Show the categories with their places, or why there is nothing to choose."""
    edition = _edition(slug)
    days = queries.days(db.session(), edition.id)
    categories = editions.categories(db.session(), edition.id)
    return _phase_page(edition) or render_template(
        "registration/choose.html",
        edition=edition,
        days=days,
        categories=categories,
        free={category.key: free_places(category, days) for category in categories},
    )


def _phase_page(edition: Edition, status: int = 200) -> ResponseReturnValue | None:
    """Return the page of an edition that takes no registrations now; None when it does."""
    current = phase(edition, clock.now())
    if current == Phase.OPEN:
        return None
    categories = editions.categories(db.session(), edition.id)
    page = render_template("registration/shut.html", edition=edition, phase=current, categories=categories)
    return page, status


@registration.get("/editions/<slug>/register/<category>")
def form(slug: str, category: str) -> ResponseReturnValue:
    """Hand out an empty form with a token of its own."""
    desk = _desk(slug, category)
    return _phase_page(desk.edition) or _form_page(desk, _fresh_form(desk))


def _fresh_form(desk: Desk) -> forms.RegistrationForm:
    token = forms.issue(desk.secret, desk.edition.slug, clock.now())
    return forms.make_form(desk.category, desk.days, token, None)


def _form_page(desk: Desk, made: forms.RegistrationForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "registration/form.html",
        edition=desk.edition,
        category=desk.category,
        days=desk.days,
        full_days=queries.full_days(desk.days),
        form=made,
        free=desk.free,
        waits=desk.free < 1,
        country_options=choices.country_options,
        page_error=bool(made.errors),
    )
    return page, status


@registration.post("/editions/<slug>/register/<category>")
def send(slug: str, category: str) -> ResponseReturnValue:
    """Take the form one step on: to the check, back to the form, or into the list."""
    request.max_content_length = MOST
    desk = _desk(slug, category)
    made, nonce = _typed_form(desk)
    shut = _phase_page(desk.edition, UNUSABLE)
    step = request.form.get("step", "check")
    if step == "confirm" and made.validate():
        return _register(desk, made, nonce)
    if shut is not None:
        return shut
    if step in {"edit", "language"}:
        return _form_page(desk, made)
    return _form_page(desk, made, UNUSABLE) if made.errors or not made.validate() else _check_page(desk, made)


def _typed_form(desk: Desk) -> tuple[forms.RegistrationForm, str]:
    """Return the form as typed and its nonce; a form of another edition goes back with a token of this one."""
    token = request.form.get("form_token", "")
    try:
        read = forms.read(desk.secret, token)
    except TokenError:
        abort(400)
    if read.edition != desk.edition.slug:
        token = forms.issue(desk.secret, desk.edition.slug, clock.now())
    return forms.make_form(desk.category, desk.days, token, request.form), read.nonce


def _check_page(desk: Desk, made: forms.RegistrationForm) -> ResponseReturnValue:
    application = made.application(desk.category.key, "", desk.edition.privacy_version)
    return render_template(
        "registration/check.html",
        edition=desk.edition,
        category=desk.category,
        form=made,
        application=application,
        waits=desk.free < 1 or _wants_full_day(desk, application),
        words=words_of(application),
    )


def _wants_full_day(desk: Desk, application: service.Application) -> bool:
    return bool({day.date for day in queries.full_days(desk.days)} & set(application.days))


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
    slug, secret = desk.edition.slug, desk.secret
    try:
        with writing() as session:
            edition = editions.published_edition(session, slug) or abort(404)
            outcome = service.register(session, edition, application, clock.now())
            wanted = [day.isoformat() for day in sorted(application.days)]
            receipt = tokens.sign(secret, _DONE, [outcome.registration.id, wanted])
    except service.FormReusedError as error:
        return _form_page(desk, _used_form(desk, str(error)), UNUSABLE)
    except (service.RegistrationClosedError, service.UnknownChoiceError):
        return _phase_page(_edition(slug), UNUSABLE) or abort(UNUSABLE)
    outbox.wake()
    return redirect(url_for("registration.done", slug=slug, category=application.category, r=receipt), 303)


def _used_form(desk: Desk, reference: str) -> forms.RegistrationForm:
    """Return what was typed on a form that has been sent before, with a token of its own and a word about it."""
    token = forms.issue(desk.secret, desk.edition.slug, clock.now())
    made = forms.make_form(desk.category, desk.days, token, request.form)
    made.form_errors.append(
        gettext(
            "This form has already been sent as registration %(reference)s. To register another person, please check "
            "the data and send the form again. To correct a registration, please write to the secretariat.",
            reference=reference,
        )
    )
    return made


@registration.get("/editions/<slug>/register/<category>/done")
def done(slug: str, category: str) -> ResponseReturnValue:
    """Show the reference, the state and what happens next; never the own link, which goes by mail only.

    Category and days are those just sent: whoever types another person's name and address is told nothing of what
    that person's registration holds.
    """
    desk = _desk(slug, category)
    number, wanted = _receipt(desk)
    session = db.session()
    found = session.get(Registration, number)
    if found is None or found.edition_id != desk.edition.id:
        abort(404)
    return render_template(
        "registration/done.html",
        edition=desk.edition,
        category=desk.category,
        registration=found,
        state=State(found.state),
        label=LABELS[State(found.state)],
        position=queries.position(session, found),
        days=[day for day in desk.days if day.date.isoformat() in wanted],
        other_url=url_for(
            "registration.done", language=other_language(), slug=slug, category=category, r=request.args["r"]
        ),
        alternates=[],
    )


def _receipt(desk: Desk) -> tuple[int, list[str]]:
    """Return what the receipt in the address says: the registration, and the days that were sent."""
    try:
        receipt = tokens.unsign(desk.secret, _DONE, request.args.get("r", ""))
    except TokenError:
        abort(404)
    if not isinstance(receipt, list) or len(receipt) != 2:  # noqa: PLR2004 - registration and days
        abort(404)
    return receipt[0], receipt[1]
