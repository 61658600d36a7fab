"""Tags on a person's page: seen by whoever sees the person, put on and taken off by the secretariat."""

from http import HTTPStatus

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.forms import TagForm
from sokwms_reg.attendees.models import Tag
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.page import InHand, person_page
from sokwms_reg.attendees.office.panels import Panel, add_panel
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office.desk import registration_at
from sokwms_reg.registration.service import Order

TAGS = "/<slug>/attendees/<reference>/tags"
ANCHOR = "tags"
LARGEST_NUMBER = 2**31 - 1  # what every database's integer holds


def _panel(session: Session, edition: Edition, found: Registration) -> Markup:
    mine = queries.tags_of(session, found)
    form = TagForm(formdata=None)
    if request.endpoint == "attendees.tag_added":  # the form comes back with what is wrong with it
        form = TagForm()
        form.validate()
    template = current_app.jinja_env.get_template("office/attendees/person/_tags.html")  # without the frame of a page
    return Markup(  # noqa: S704 - the template escapes
        template.render(
            edition=edition,
            registration=found,
            mine=mine,
            others=[tag for tag in queries.tags_in(session, edition.id) if tag not in mine],
            form=form,
            writes=allowed(Permission.PEOPLE_WRITE, edition.slug),
            current_user=current_user,
        )
    )


add_panel(Panel("tags", Permission.PEOPLE_READ, _panel))


def order() -> Order:
    """Return who orders something about tags now."""
    return Order(acting(), clock.now(), "")


def tag_of(session: Session, edition: Edition, number: int) -> Tag:
    """Return the tag of the address; 404 where there is none."""
    found = queries.tag_at(session, edition.id, number) if number <= LARGEST_NUMBER else None
    return found or abort(HTTPStatus.NOT_FOUND)


@attendees.post(TAGS)
def tag_added(slug: str, reference: str) -> ResponseReturnValue:
    """Put a tag on somebody."""
    require(Permission.PEOPLE_WRITE, slug)
    form = TagForm()
    if not form.validate():
        return _refused(slug, reference, form)
    with writing() as session:
        found = registration_at(session, edition_at(session, slug), reference)
        new = service.put_tag(session, found, form.tag.data or "", order())
    flash(gettext("The tag has been added.") if new else gettext("The person had this tag already."), "ok")
    return _back(slug, reference)


def _refused(slug: str, reference: str, form: TagForm) -> ResponseReturnValue:
    session = db.session()
    edition = edition_at(session, slug)
    found = registration_at(session, edition, reference)
    return person_page(session, edition, found, InHand(ANCHOR, form)), HTTPStatus.UNPROCESSABLE_ENTITY


@attendees.post(f"{TAGS}/<int:number>/remove")
def tag_removed(slug: str, reference: str, number: int) -> ResponseReturnValue:
    """Take a tag off somebody; one that is gone already is no error."""
    require(Permission.PEOPLE_WRITE, slug)
    with writing() as session:
        edition = edition_at(session, slug)
        found = registration_at(session, edition, reference)
        service.take_tag(session, found, tag_of(session, edition, number), order())
    flash(gettext("The tag has been removed."), "ok")
    return _back(slug, reference)


def _back(slug: str, reference: str) -> ResponseReturnValue:
    address = url_for("attendees.person", slug=slug, reference=reference, _anchor=ANCHOR)
    return redirect(address, HTTPStatus.SEE_OTHER)
