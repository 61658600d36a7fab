"""The card of one person. Of two colleagues the second sees both versions and decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees.office.clash import KEEP_THEIRS, Clash, clash, clash_about
from sokwms_reg.attendees.service import StaleSalutationError
from sokwms_reg.attendees.states import ROLES, state_words
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import require
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.protocol import queries, service
from sokwms_reg.protocol.forms import CardForm, PlaceForm
from sokwms_reg.protocol.office import protocol
from sokwms_reg.protocol.states import CARD_FIELDS, AnyOffice, Proposal, proposal
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office.desk import registration_at
from sokwms_reg.registration.service import Order

ADDRESS = "/<slug>/protocol/<reference>"
PROPOSE = "propose"


@dataclass(frozen=True)
class Placing:
    """A place that somebody wants, and both orders where a colleague's is another one by now."""

    form: PlaceForm
    clash: Clash | None = None


@protocol.get(ADDRESS)
def card(slug: str, reference: str) -> ResponseReturnValue:
    """Show the card with its form; another spelling of the reference leads to its one address."""
    session = db.session()
    edition, found = case_of(session, slug, reference)
    if found.reference != reference:
        return redirect(url_for("protocol.card", slug=slug, reference=found.reference))
    return card_page(session, edition, found)


def case_of(session: Session, slug: str, reference: str) -> tuple[Edition, Registration]:
    """Return edition and registration of an address; 404 where there are none."""
    edition = edition_at(session, slug)
    return edition, registration_at(session, edition, reference)


def card_page(
    session: Session,
    edition: Edition,
    found: Registration,
    form: CardForm | None = None,
    both: Clash | None = None,
    placing: Placing | None = None,
) -> str:
    """Return the page of a card as it stands, or with what was typed; `placing` is a place that somebody wanted."""
    stored, offices = queries.card_of(session, found), queries.offices(session, edition.id)
    standing = service.as_it_stands(stored, found)
    proposed = _proposed(offices, found, form.wanted.values if form else standing.values)
    form = form or _fresh(standing, proposed)
    form.offer(offices)
    everybody = queries.welcome_list(session, edition.id) if stored else []
    mine = next((one for one in everybody if one.registration.id == found.id), None)
    mark = service.order_mark(everybody)
    fresh = Placing(PlaceForm(formdata=None, number=mine.number if mine else None, made_from=mark))
    return render_template(
        "office/protocol/card.html",
        edition=edition,
        registration=found,
        label=state_words(found.state, found.cancelled_by),
        role=gettext(ROLES[found.role]),
        form=form,
        clash=both,
        stored=stored,
        mine=mine,
        placed=sum(1 for one in everybody if one.number),
        order_mark=mark,
        proposed=proposed,
        placing=placing or fresh,
        page_error=bool(form.errors or (placing and placing.form.errors)),
    )


def _proposed(offices: Sequence[AnyOffice], found: Registration, shown: Mapping[str, str]) -> Proposal | None:
    """Return what is proposed for the position on the card, or else for the one that the person has given."""
    on_card = [shown["position_pl"], shown["position_en"]]
    for said in (*(reversed(on_card) if found.language == "en" else on_card), found.position):
        if proposed := proposal(offices, said, found.honorific, found.language):
            return proposed
    return None


def _fresh(stored: service.CardValues, proposed: Proposal | None) -> CardForm:
    """Return the form as the card stands; an empty salutation has the one that is proposed, if it is one only."""
    first = proposed.salutations[0] if proposed and len(proposed.salutations) == 1 else ""
    return CardForm(
        formdata=None,
        **stored.values,
        guest=stored.guest,
        salutation=stored.salutation or first,
        instead_of=stored.salutation,
        made_from=stored.made_from,
    )


@protocol.post(ADDRESS)
def card_sent(slug: str, reference: str) -> ResponseReturnValue:
    """Save the card, propose a salutation, or give the form back with everything typed."""
    require(Permission.PROTOCOL_WRITE, slug)
    form = CardForm()
    if request.form.get("deed") == KEEP_THEIRS:
        flash(gettext("The colleague's version has been kept."), "ok")
        return _back(slug, reference)
    if request.form.get("deed") == PROPOSE:
        return _with_proposal(slug, reference, form)
    if not form.validate():
        session = db.session()
        return card_page(session, *case_of(session, slug, reference), form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as recording:
            edition, found = case_of(recording, slug, reference)
            changed = service.save_card(recording, edition, found, form.wanted, Order(acting(), clock.now(), ""))
    except (service.StaleCardError, StaleSalutationError):
        return _overtaken(slug, reference, form)
    flash(gettext("The card has been saved.") if changed else gettext("The card was already the same."), "ok")
    return _back(slug, reference)


def _with_proposal(slug: str, reference: str, form: CardForm) -> ResponseReturnValue:
    """Give the form back with the salutation of the office that was chosen; nothing is saved."""
    session = db.session()
    edition, found = case_of(session, slug, reference)
    typed = form.office.data or ""
    chosen = [one for one in queries.offices(session, edition.id) if str(one.ordinal) == typed]
    proposed = proposal(chosen, chosen[0].masculine, found.honorific, found.language) if chosen else None
    if proposed is None:
        form.form_errors.append(gettext("This office is not in the list, or has no salutation in this language."))
        return card_page(session, edition, found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    form.salutation.data = proposed.salutations[0]
    return card_page(session, edition, found, form)


def _overtaken(slug: str, reference: str, form: CardForm) -> ResponseReturnValue:
    """Show both versions; the form keeps what was typed and now stands on the newer data."""
    session = db.session()
    edition, found = case_of(session, slug, reference)
    stored = service.as_it_stands(queries.card_of(session, found), found)
    if form.salutation.data == form.instead_of.data:  # not touched here, so the colleague's is nobody's loss
        form.salutation.data = stored.salutation
    rows = _differing(stored, form)
    if any(stored.values[name] != typed for name, typed in form.wanted.values.items()):
        both = clash_about(session, edition, queries.card_subject(found), rows, CARD_FIELDS)
    else:
        both = clash(session, edition, found, rows, ["salutation", "role"])
    form.made_from.data, form.instead_of.data = stored.made_from, stored.instead_of
    form.form_errors.append(both.unsaved)
    return card_page(session, edition, found, form, both), HTTPStatus.UNPROCESSABLE_ENTITY


def _differing(stored: service.CardValues, form: CardForm) -> list[tuple[str, str, str]]:
    """Return the fields that are stored otherwise than typed: (name, stored, typed) in the reader's words."""
    return [
        (str(form[name].label.text), theirs, yours)
        for name, theirs, yours in zip(
            ("guest", "salutation", *CARD_FIELDS), _words(stored), _words(form.wanted), strict=True
        )
        if theirs != yours
    ]


def _words(card: service.CardValues) -> list[str]:
    guest = gettext("yes") if card.guest else gettext("no")
    return [guest, card.salutation, *(card.values[name] for name in CARD_FIELDS)]


def _back(slug: str, reference: str) -> ResponseReturnValue:
    return redirect(url_for("protocol.card", slug=slug, reference=reference), HTTPStatus.SEE_OTHER)
