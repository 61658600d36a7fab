"""The deeds themselves, one call of registration's service each, and a sentence for each refusal of theirs."""

from collections.abc import Callable
from datetime import datetime

from flask import url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy.orm import Session

from sokwms_reg.attendees.office.values import words_or_nothing
from sokwms_reg.attendees.office.words import CODES, WORDS, Act
from sokwms_reg.attendees.states import state_words
from sokwms_reg.audit.models import Actor
from sokwms_reg.core import clock
from sokwms_reg.core.i18n import N_, gettext, speaking
from sokwms_reg.editions.office import acting
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration

POOL_OF = {code: pool for pool, code in CODES.items()}
# Reasons why a deed was refused, the particular ones first: one kind of error may be another one too.
REFUSALS: dict[type[service.RegistrationError], str] = {
    service.InstitutionLimitError: N_(
        "As many people from this institution hold places in the category as may; nothing was changed. The limit can "
        "be lifted for a registration on the waiting list."
    ),
    service.NoPlaceError: N_(
        "There is no free place in the category or on one of the chosen days; nothing was changed."
    ),
    service.NobodyWaitsError: N_(
        "Nobody else waits who could have the place: it would come straight back. Nothing was changed."
    ),
    service.NoResidenceError: N_("Guests from abroad need a country, all others a voivodeship; nothing was changed."),
    service.NotHeldError: N_("The registration holds no place that could be exchanged; nothing was changed."),
    service.UnknownChoiceError: N_("The registration is in this category already; nothing was changed."),
}


def do(session: Session, found: Registration, act: Act, form: FlaskForm) -> str:
    """Do it; return what is so now, in the reader's words. Raises what the service raises."""
    actor, now = acting(), clock.now()
    reason = str(form.reason.data or "") if "reason" in form else ""
    order = service.Order(actor, now, reason)
    position = 0
    if act == Act.OFFER:
        service.offer(session, found, form.instant, actor, now, reason=reason)
    elif act == Act.MOVE:
        position = service.move_in_line(session, found, form.position.data, order)
    elif act == Act.RESERVE:
        service.use_reserve(session, found, POOL_OF[form.pool.data], order)
    elif act == Act.CATEGORY:
        service.change_category(session, found, form.category.data, order, _residence(found, form))
    elif act in ORDERED:
        ORDERED[act](session, found, order)
    elif act in DECIDED:
        DECIDED[act](session, found, actor, now, reason)
    else:
        service.approve(session, found, actor, now)
    return gettext(WORDS[act].done, position=position, state=state_words(found.state))


def _residence(found: Registration, form: FlaskForm) -> service.Residence:
    name = form.asked()
    if not name:
        return service.NOWHERE
    with speaking(found.language):
        return service.Residence(form[name].data, words_or_nothing(name, form[name].data))


ORDERED: dict[Act, Callable[[Session, Registration, service.Order], None]] = {
    Act.DEMOTE: service.demote,
    Act.LIFT: service.lift_limit,
}
DECIDED: dict[Act, Callable[[Session, Registration, Actor, datetime, str], object]] = {
    Act.PROMOTE: service.promote,
    Act.REJECT: service.reject,
    Act.CANCEL: service.cancel,
    Act.RECONSIDER: service.reconsider,
    Act.REOPEN: service.reopen,
}


def refusal(error: service.RegistrationError, slug: str) -> str:
    """Return why a deed was refused; a sentence that names another registration leads to it."""
    if isinstance(error, service.SamePersonError):
        address = url_for("attendees.person", slug=slug, reference=str(error))
        words = Markup.escape(
            gettext("The person has registered again meanwhile, as %(reference)s. Nothing was changed here.")
        )
        return words % {"reference": Markup('<a href="{}">{}</a>').format(address, str(error))}
    return next(gettext(words) for kind, words in REFUSALS.items() if isinstance(error, kind))
