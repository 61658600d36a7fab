"""An edition's settings: an overview for reading, and forms that say what they will do before they do it."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import service
from sokwms_reg.registration.forms.settings import SettingsForm
from sokwms_reg.registration.office import places
from sokwms_reg.registration.office.overview import overview_of
from sokwms_reg.registration.office.previewing import Preview, people_words, preview, seal_of
from sokwms_reg.registration.office.sheets import Sheet, sheet_at
from sokwms_reg.registration.service import Effect, Order, Wanted

PARTS = "/<slug>/settings/<any(registration, days, texts):part>"
CATEGORIES = "/<slug>/settings/categories/<key>"
OF_CATEGORY = {"part": "category"}
UNUSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


class OtherEffectError(Exception):
    """The change would do something else now than its preview said."""


@places.get("/<slug>/settings")
def settings(slug: str) -> ResponseReturnValue:
    """Show all rules of an edition, and the last changes of them."""
    require(Permission.SETTINGS_READ, slug)
    session = db.session()
    edition = edition_at(session, slug)
    return render_template(
        "office/settings/overview.html",
        edition=edition,
        overview=overview_of(session, edition, clock.now()),
        writes=allowed(Permission.SETTINGS_WRITE, slug),
    )


@places.get(PARTS)
@places.get(CATEGORIES, defaults=OF_CATEGORY)
def settings_form(slug: str, part: str, key: str = "") -> ResponseReturnValue:
    """Hand out a form with what is stored."""
    require(Permission.SETTINGS_WRITE, slug)
    return _form_page(sheet_at(db.session(), slug, part, key, None))


@places.post(PARTS)
@places.post(CATEGORIES, defaults=OF_CATEGORY)
def settings_sent(slug: str, part: str, key: str = "") -> ResponseReturnValue:
    """Say what the change would do, make it, or give the form back as typed."""
    require(Permission.SETTINGS_WRITE, slug)
    sheet = sheet_at(db.session(), slug, part, key, request.form)
    step = request.form.get("step", "check")
    if step == "edit" or (step == "save" and sheet.form.over.data == "keep"):
        return _form_page(sheet)
    if not sheet.form.validate():
        return _form_page(sheet, UNUSABLE)
    wanted, order = sheet.form.wanted(sheet.stored), Order(acting(), clock.now(), "")
    try:
        return _saved(sheet, wanted, order) if step == "save" else _preview_page(sheet, preview(slug, wanted, order))
    except service.RegistrationError as error:
        return _refused(sheet_at(db.session(), slug, part, key, request.form), error)


def _saved(sheet: Sheet, wanted: Wanted, order: Order) -> ResponseReturnValue:
    """Make the change that was previewed; where it would do something else by now, show that and ask again."""
    slug, form = sheet.slug, sheet.form
    chosen = service.Wanted(**{**vars(wanted), "to_line": form.over.data == "move"})
    try:
        effect = _made(slug, form, chosen, order)
    except service.TooFewPlacesError:
        found = preview(slug, wanted, order)
        if found.seal == form.seen.data:
            form.over.errors = [gettext("Please choose what shall become of these people.")]
            return _preview_page(sheet, found, UNUSABLE)
        return _preview_page(sheet, found, UNUSABLE, meanwhile=True)
    except OtherEffectError:
        return _preview_page(sheet, preview(slug, wanted, order), UNUSABLE, meanwhile=True)
    outbox.wake()
    flash(" ".join([gettext("The settings are saved."), *people_words(effect)]), "ok")
    return redirect(url_for("places.settings", slug=slug), HTTPStatus.SEE_OTHER)


def _made(slug: str, form: SettingsForm, wanted: Wanted, order: Order) -> Effect:
    with writing() as session:
        effect = service.change_settings(session, edition_at(session, slug), wanted, order)
        if seal_of(effect) != form.seen.data:
            raise OtherEffectError(slug)
    return effect


def _refused(sheet: Sheet, error: service.RegistrationError) -> ResponseReturnValue:
    """Give the form back as typed with the reason; a form made from older rules gets the mark of the newer ones."""
    form = sheet.form
    form.validate()
    if isinstance(error, service.ReservedInUseError):
        form[f"reserved_{error.pool}"].errors = [
            gettext("Reserved places in use: %(taken)s. Please give at least as many.", taken=error.taken)
        ]
        return _form_page(sheet, UNUSABLE)
    form.made_from.raw_data = None
    form.made_from.data = sheet.mark
    form.form_errors.append(
        gettext("The settings have been changed since this form was opened. Nothing typed here has been saved yet.")
    )
    return _form_page(sheet, UNUSABLE, stale=True)


def _form_page(sheet: Sheet, status: int = HTTPStatus.OK, *, stale: bool = False) -> ResponseReturnValue:
    page = render_template(
        f"office/settings/{sheet.part}.html",
        edition=sheet.edition,
        sheet=sheet,
        form=sheet.form,
        newer=sheet.newer() if stale else [],
        stale=stale,
        page_error=bool(sheet.form.errors),
    )
    return page, status


def _preview_page(
    sheet: Sheet, found: Preview, status: int = HTTPStatus.OK, *, meanwhile: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "office/settings/preview.html",
        edition=sheet.edition,
        sheet=sheet,
        form=sheet.form,
        preview=found,
        meanwhile=meanwhile,
        page_error=meanwhile or bool(sheet.form.over.errors),
    )
    return page, status
