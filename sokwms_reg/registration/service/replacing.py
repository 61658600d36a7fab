"""Another person comes instead: same place, same days, another name, another link, another entry code."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import Changes, record
from sokwms_reg.core import tokens
from sokwms_reg.registration import emails, queries
from sokwms_reg.registration.emails import SECRET, Predecessor
from sokwms_reg.registration.models import PersonRole, Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.application import Application
from sokwms_reg.registration.service.errors import ReplacementOverError, SamePersonError
from sokwms_reg.registration.service.moving import Case, case_of
from sokwms_reg.registration.service.queueing import Order
from sokwms_reg.registration.service.row import search_text
from sokwms_reg.registration.states import Action, may

# What belongs to a person; institution, place, category and days stay.
PERSONAL = (
    *("language", "honorific", "title", "first_name", "last_name", "position", "email", "phone"),
    *("contact_name", "contact_email", "contact_phone", "interpretation", "diet", "accessibility"),
    *("consent_list", "consent_next", "privacy_version"),
)

# `(session, registration, who did it and when)`, in the transaction that replaces, once the new person is written down.
ReplaceHook = Callable[[Session, Registration, Order], None]
_hooks: list[ReplaceHook] = []


def on_replace(hook: ReplaceHook) -> ReplaceHook:
    """Let a room above take away what it keeps about the person before; usable as a decorator."""
    _hooks.append(hook)
    return hook


def replace(
    session: Session, registration: Registration, application: Application, actor: Actor, now: datetime
) -> None:
    """Let another person of the institution have the registration with its state, its place or its number in the line.

    Links sent so far and the entry code are dead at once; what was set for the person before (salutation, role,
    consents, needs) goes. Of the application only what is personal counts. Raises ReplacementOverError, and
    SamePersonError when the new person has a registration already.
    """
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    days = queries.days(session, registration.edition_id)
    first = days[0].date if days else None
    if not may(case.edition, registration.state, Action.REPLACE, first, now):
        raise ReplacementOverError(registration.reference)
    address, name = application.address_folded, application.name_folded
    known = queries.active_of_person(session, registration.edition_id, address, name)
    if known is not None:
        raise SamePersonError(known.reference)
    before = Predecessor(registration.shown_name, registration.mail_address, registration.language)
    changes = _write(registration, application)
    session.flush()
    record(
        session,
        actor,
        "registration.replace",
        registration.subject_ref,
        now,
        scope=case.edition.slug,
        changes=changes,
    )
    for hook in _hooks:
        hook(session, registration, Order(actor, now, ""))
    _tell(session, case, before, number, now)


def _write(registration: Registration, application: Application) -> Changes:
    """Write the new person down; return what changed, of needs only that they did."""
    changes: Changes = {}
    for name in PERSONAL:
        old, new = getattr(registration, name), getattr(application, name)
        if old != new:
            changes[name] = ["", "changed"] if name in SECRET else [old, new]
            setattr(registration, name, new)
    registration.salutation, registration.role = "", PersonRole.PARTICIPANT
    registration.name_folded = application.name_folded
    registration.address_folded = application.address_folded
    registration.sort_name = application.sort_name
    registration.search_text = search_text(registration)
    registration.ticket_code = tokens.ticket_code()
    registration.link_version += 1
    return changes


def _tell(session: Session, case: Case, before: Predecessor, number: int, now: datetime) -> None:
    emails.enqueue_replacement(session, case.registration, case.edition, case.category, before, now, event=number)
