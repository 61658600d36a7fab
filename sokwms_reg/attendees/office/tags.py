"""The tags of an edition: how many people have each; renaming, merging, deleting."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.forms import TagForm
from sokwms_reg.attendees.models import Tag
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.tagging import order, tag_of
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission

TAG = "/<slug>/tags/<int:number>"
DELETE, MERGE = "delete", "merge"


@attendees.get("/<slug>/tags")
def tags(slug: str) -> ResponseReturnValue:
    """Show the tags of an edition."""
    session = db.session()
    edition = edition_at(session, slug)
    return render_template(
        "office/attendees/tags.html",
        edition=edition,
        tags=queries.tags_in(session, edition.id),
        counts=queries.tag_counts(session, edition.id),
        writes=allowed(Permission.PEOPLE_WRITE, slug),
    )


@attendees.get(TAG)
def tag(slug: str, number: int) -> ResponseReturnValue:
    """Show one tag, to be renamed or deleted; a GET changes nothing."""
    require(Permission.PEOPLE_WRITE, slug)
    session = db.session()
    edition = edition_at(session, slug)
    found = tag_of(session, edition, number)
    return _page(session, edition, found, TagForm(formdata=None, tag=found.name))


def _page(session: Session, edition: Edition, found: Tag, form: TagForm, other: Tag | None = None) -> str:
    counts = queries.tag_counts(session, edition.id)
    return render_template(
        "office/attendees/tag.html",
        edition=edition,
        tag=found,
        number=counts.get(found.id, 0),
        form=form,
        other=other,
        page_error=bool(form.errors),
    )


@attendees.post(TAG)
def tag_changed(slug: str, number: int) -> ResponseReturnValue:
    """Rename a tag, or delete it. A name that another one has leads to the question whether to merge them."""
    require(Permission.PEOPLE_WRITE, slug)
    deed = request.form.get("deed", "")
    if deed == DELETE:
        return _deleted(slug, number)
    form = TagForm()
    if not form.validate():
        return _refused(slug, number, form)
    name = form.tag.data or ""
    try:
        with writing() as session:
            edition = edition_at(session, slug)
            found = tag_of(session, edition, number)
            other = service.tag_named(session, edition.id, name)
            if deed == MERGE and other is not None and other.id != found.id:
                service.merge_tags(session, found, other, order())
                done = gettext("The tags have been merged.")
            else:
                service.rename_tag(session, found, name, order())
                done = gettext("The tag has been saved.")
    except service.TagTakenError:
        form.form_errors.append(gettext("There is a tag of this name already; nothing was changed."))
        return _refused(slug, number, form)
    flash(done, "ok")
    return _back(slug)


def _refused(slug: str, number: int, form: TagForm) -> ResponseReturnValue:
    session = db.session()
    edition = edition_at(session, slug)
    found = tag_of(session, edition, number)
    other = service.tag_named(session, edition.id, form.tag.data or "") if form.form_errors else None
    return _page(session, edition, found, form, other), HTTPStatus.UNPROCESSABLE_ENTITY


def _deleted(slug: str, number: int) -> ResponseReturnValue:
    with writing() as session:
        edition = edition_at(session, slug)
        service.delete_tag(session, tag_of(session, edition, number), order())
    flash(gettext("The tag has been deleted."), "ok")
    return _back(slug)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("attendees.tags", slug=slug), HTTPStatus.SEE_OTHER)
