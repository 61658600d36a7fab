"""A person's page: data, state, messages, history, what can be done."""

from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees import service
from sokwms_reg.attendees.forms import SalutationForm
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.history import history_of
from sokwms_reg.attendees.office.links import LINK_WORDS
from sokwms_reg.attendees.office.steps import Case, deeds_for, obstacle_to_place
from sokwms_reg.attendees.office.words import ABOUT_PLACE, POOLS
from sokwms_reg.attendees.states import (
    DIETS,
    HONORIFICS,
    INTERPRETATION,
    LANGUAGES,
    REGIONS,
    ROLES,
    message_words,
    state_words,
)
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import current_locale, gettext
from sokwms_reg.core.office import allowed, require
from sokwms_reg.core.templates import moment, nb, plain, weekday_day
from sokwms_reg.editions.models import Category, Edition, Pool
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.letters.service import kind_words
from sokwms_reg.outbox.queries import messages_about
from sokwms_reg.registration import queries as registrations
from sokwms_reg.registration.models import PersonRole, Registration
from sokwms_reg.registration.office.desk import registration_at
from sokwms_reg.registration.states import HOLDING

FOREIGN = "foreign"


@attendees.get("/<slug>/attendees/<reference>")
def person(slug: str, reference: str) -> ResponseReturnValue:
    """Show one registration; a reference in another spelling leads to its one address."""
    session = db.session()
    edition = edition_at(session, slug)
    found = registration_at(session, edition, reference)
    if found.reference != reference:
        return redirect(url_for("attendees.person", slug=slug, reference=found.reference))
    return person_page(session, edition, found, SalutationForm(formdata=None, salutation=found.salutation))


def person_page(session: Session, edition: Edition, found: Registration, form: SalutationForm) -> str:
    """Return the page of a registration, with the form of its salutation as it stands."""
    case = Case(session, edition, found)
    category = case.category
    writes = allowed(Permission.PEOPLE_WRITE, edition.slug)
    obstacle = obstacle_to_place(session, found, category) if writes else ""
    return render_template(
        "office/attendees/person.html",
        edition=edition,
        registration=found,
        category=category,
        label=state_words(found.state, found.cancelled_by),
        position=registrations.position(session, found),
        answers=answers_of(session, found, edition, category, needs=allowed(Permission.NEEDS_READ, edition.slug)),
        messages=messages_about(session, found.subject_ref),
        message_words=message_words,
        kind_words=kind_words,
        sees_outbox=allowed(Permission.OUTBOX_READ, edition.slug),
        history=history_of(session, found, edition.timezone, {one.key: plain(one.name) for one in case.categories}),
        deeds=deeds_for(case, gives_places=not obstacle) if writes else [],
        about_place=ABOUT_PLACE,
        place=_place_words(found, category),
        link_deeds=LINK_WORDS if writes else {},
        obstacle=obstacle,
        writes=writes,
        form=form,
        page_error=bool(form.errors),
    )


def _place_words(found: Registration, category: Category) -> str:
    """Return which kind of place it is, where a category has several, and whether the institution's limit is lifted."""
    said = []
    if found.state in HOLDING and (category.reserved or found.pool):
        said.append(gettext("Kind of place: %(kind)s.", kind=gettext(POOLS[Pool(found.pool)])))
    if found.limit_lifted:
        said.append(gettext("The institution's limit is lifted for this person."))
    return " ".join(said)


def answers_of(
    session: Session, found: Registration, edition: Edition, category: Category, *, needs: bool
) -> list[tuple[str, str]]:
    """Return what was registered as (name, value) in the reader's words; "" where nothing was given.

    Without `needs`, access needs and meals are left out.
    """
    foreign = category.key == FOREIGN
    names = current_locale().territories
    zone = edition.timezone
    return [
        (gettext("Category"), plain(category.name)),
        (gettext("Role"), gettext(ROLES[PersonRole(found.role)])),
        (gettext("Days"), "; ".join(weekday_day(day.date) for day in registrations.days_of(session, found.id))),
        (gettext("Form of address"), _words(HONORIFICS, found.honorific)),
        (gettext("Institution"), found.institution),
        (gettext("Function or position"), found.position),
        (gettext("Country"), names.get(found.country, found.country))
        if foreign
        else (gettext("Voivodeship"), _words(REGIONS, found.voivodeship)),
        (gettext("E-mail address"), found.email),
        (gettext("Telephone"), nb(found.phone)),
        (
            gettext("Contact person"),
            ", ".join(_given(found.contact_name, found.contact_email, nb(found.contact_phone))),
        ),
        (gettext("Simultaneous interpreting"), _words(INTERPRETATION, found.interpretation)),
        *(_needs(found) if needs else []),
        (gettext("Publication in the list of participants"), _answer(consented=found.consent_list)),
        (gettext("News about future editions"), _answer(consented=found.consent_next)),
        (gettext("Language of messages"), _words(LANGUAGES, found.language)),
        (gettext("Date of registration"), moment(found.registered_at, zone)),
        (
            gettext("Privacy notice"),
            gettext("version %(version)s", version=found.privacy_version) if found.privacy_version else "",
        ),
    ]


def _needs(found: Registration) -> list[tuple[str, str]]:
    return [
        (gettext("Meals"), _words(DIETS, found.diet)),
        (gettext("Access needs and diet details"), found.accessibility),
    ]


def _words(table: dict[str, str], code: str) -> str:
    return gettext(table[code]) if code in table else code


def _given(*values: str) -> list[str]:
    return [value for value in values if value]


def _answer(*, consented: bool) -> str:
    return gettext("yes") if consented else gettext("no")


@attendees.post("/<slug>/attendees/<reference>/salutation")
def salutation(slug: str, reference: str) -> ResponseReturnValue:
    """Save what letters to this person begin with."""
    require(Permission.PEOPLE_WRITE, slug)
    form = SalutationForm()
    if not form.validate():
        edition = edition_at(db.session(), slug)
        found = registration_at(db.session(), edition, reference)
        return person_page(db.session(), edition, found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    with writing() as session:
        edition = edition_at(session, slug)
        found = registration_at(session, edition, reference)
        changed = service.set_salutation(session, edition, found, form.salutation.data or "", acting(), clock.now())
        spelling = found.reference
    flash(
        gettext("The salutation has been saved.") if changed else gettext("The salutation was already the same."), "ok"
    )
    return redirect(url_for("attendees.person", slug=slug, reference=spelling), HTTPStatus.SEE_OTHER)
