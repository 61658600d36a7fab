"""A person's page as it is put together, with what somebody has in hand on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries, service
from sokwms_reg.attendees.forms import NoteForm, SalutationForm
from sokwms_reg.attendees.models import RegistrationNote
from sokwms_reg.attendees.office.clash import Clash
from sokwms_reg.attendees.office.data import sections_of
from sokwms_reg.attendees.office.history import past_of
from sokwms_reg.attendees.office.links import LINK_WORDS, REASONED
from sokwms_reg.attendees.office.panels import panels_about
from sokwms_reg.attendees.office.steps import Case, deeds_for, obstacle_to_place
from sokwms_reg.attendees.office.words import ABOUT_PLACE, POOLS
from sokwms_reg.attendees.states import message_words, state_words
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed
from sokwms_reg.core.templates import moment, plain
from sokwms_reg.editions.models import Category, Edition, Pool
from sokwms_reg.editions.states import Permission
from sokwms_reg.letters.service import kind_words
from sokwms_reg.outbox.models import Message
from sokwms_reg.outbox.queries import messages_about
from sokwms_reg.registration import queries as registrations
from sokwms_reg.registration.forms.sections import SectionForm
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import HOLDING

SALUTATION = "salutation"
SALUTED = "attendees.salutation"  # an action of which organiser and secretariat alone are told
NEW_NOTE = "note"


@dataclass(frozen=True)
class InHand:
    """What somebody changes on the page: a section by its key, `salutation`, `note` for a new one, or `note-7`.

    `clash` is there where somebody else was quicker.
    """

    what: str = ""
    form: FlaskForm | SectionForm | None = None
    clash: Clash | None = None


@dataclass(frozen=True)
class Paper:
    """A note as the page shows it: who may do what with it."""

    note: RegistrationNote
    mine: bool
    deletable: bool


def person_page(session: Session, edition: Edition, found: Registration, in_hand: InHand) -> str:
    """Return the page of a registration, with the form that somebody has in hand."""
    case = Case(session, edition, found)
    writes = allowed(Permission.PEOPLE_WRITE, edition.slug)
    obstacle = obstacle_to_place(session, found, case.category) if writes else ""
    instead, gone = queries.merged_with(session, found)
    messages = _messages(session, [found, *gone])
    names = {one.key: plain(one.name) for one in case.categories}
    unseen = [] if writes else [SALUTED]
    past = past_of(session, found, messages, edition.timezone, names, unseen)
    return render_template(
        "office/attendees/person.html",
        edition=edition,
        registration=found,
        category=case.category,
        label=state_words(found.state, found.cancelled_by),
        position=registrations.position(session, found),
        facts=_facts(found, edition, case.category),
        sections=sections_of(case),
        days=case.days,
        messages=messages,
        message_words=message_words,
        state_words=state_words,
        kind_words=kind_words,
        sees_outbox=allowed(Permission.OUTBOX_READ, edition.slug),
        exports=allowed(Permission.PEOPLE_EXPORT, edition.slug),
        past=past,
        deeds=deeds_for(case, gives_places=not obstacle) if writes else [],
        about_place=ABOUT_PLACE,
        place=_place_words(found, case.category),
        link_deeds=LINK_WORDS if writes else {},
        link_reasoned=REASONED,
        obstacle=obstacle,
        panels=panels_about(session, edition, found),
        pairs=queries.duplicates_of(session, found) if writes else [],
        instead=instead,
        gone=gone,
        papers=_papers(session, edition, found) if writes else [],
        note_mark=service.note_mark,
        writes=writes,
        hand=in_hand,
        salutation_form=_form_of(in_hand, SALUTATION) or fresh_salutation(found),
        note_form=_form_of(in_hand, NEW_NOTE) or NoteForm(formdata=None),
        page_error=in_hand.form is not None and bool(in_hand.form.errors),
    )


def fresh_salutation(found: Registration) -> SalutationForm:
    """Return the form with the salutation as it stands."""
    return SalutationForm(formdata=None, salutation=found.salutation, instead_of=found.salutation)


def _form_of(in_hand: InHand, what: str) -> FlaskForm | SectionForm | None:
    return in_hand.form if in_hand.what == what else None


def _messages(session: Session, about: Sequence[Registration]) -> list[Message]:
    """Return the messages about a registration and those merged into it, the newest first."""
    found = [message for one in about for message in messages_about(session, one.subject_ref)]
    return sorted(found, key=lambda message: message.id, reverse=True)


def _papers(session: Session, edition: Edition, found: Registration) -> list[Paper]:
    anybody = allowed(Permission.SETTINGS_WRITE, edition.slug)
    me = str(current_user.id)
    return [
        Paper(note, note.author_id == me, anybody or note.author_id == me)
        for note in queries.notes_about(session, found)
    ]


def _place_words(found: Registration, category: Category) -> str:
    """Return which kind of place it is, where a category has several, and whether the institution's limit is lifted."""
    said = []
    if found.state in HOLDING and (category.reserved or found.pool):
        said.append(gettext("Kind of place: %(kind)s.", kind=gettext(POOLS[Pool(found.pool)])))
    if found.limit_lifted:
        said.append(gettext("The institution's limit is lifted for this person."))
    return " ".join(said)


def _facts(found: Registration, edition: Edition, category: Category) -> list[tuple[str, str]]:
    """Return what nobody changes by hand: (name, value) in the reader's words."""
    version = found.privacy_version
    return [
        (gettext("Category"), plain(category.name)),
        (gettext("Date of registration"), moment(found.registered_at, edition.timezone)),
        (gettext("Privacy notice"), gettext("version %(version)s", version=version) if version else ""),
    ]
